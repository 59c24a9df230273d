import { createServer } from 'node:net'
import { InputError } from '../errors.ts'

/**
 * Tries whether a port can be listened on, before any work is done.
 * @throws InputError naming the setting.
 */
export async function checkPort(host: string, port: number, setting: string): Promise<void> {
  if (port === 0) return
  const server = createServer()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host, port, exclusive: true }, resolve)
  try {
    await promise
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const what = code === 'EADDRINUSE' ? `port ${port} is in use` : `cannot listen on ${host}:${port} (${code})`
    throw new InputError(what, setting, 'give another one, or 0 for any free one')
  } finally {
    server.close()
  }
}
