import { createServer } from 'node:net'

/** A TCP port of the loopback interface that was free a moment ago, for programs that cannot listen on port 0. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('the operating system gave no port')
  return address.port
}
