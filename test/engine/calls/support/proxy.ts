import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

type Call = { readonly id: unknown; readonly method: string; readonly params: readonly unknown[] }

/** A node in front of another: counts requests by method, and answers some of them with an error. */
export type Proxy = {
  readonly url: string
  /** Requests since the start, or since the last call of this, by method. */
  takeCounts(): Readonly<Record<string, number>>
  /** Answers the method with this error until it is called without one. */
  fail(method: string, error?: { code: number; message: string }): void
  /** Answers no request of the method before `count` of them have come. */
  holdUntil(method: string, count: number): void
}

export async function startProxy(t: TestContext, target: string): Promise<Proxy> {
  let counts: Record<string, number> = {}
  const failures = new Map<string, { code: number; message: string }>()
  const held = new Map<string, { missing: number; readonly all: PromiseWithResolvers<void> }>()

  async function answer(call: Call): Promise<unknown> {
    const { method, id } = call
    counts[method] = (counts[method] ?? 0) + 1
    const error = failures.get(method)
    if (error !== undefined) return { jsonrpc: '2.0', id, error }
    const hold = held.get(method)
    if (hold !== undefined && --hold.missing === 0) hold.all.resolve()
    await hold?.all.promise
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(target, { method: 'POST', headers, body: JSON.stringify(call) })
    return response.json()
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Call | Call[]
    const answers = Array.isArray(body) ? await Promise.all(body.map(answer)) : await answer(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers))
  }

  const server = createServer((request, response) => {
    // The node behind may be stopped while the engine still asks: whoever asks sees it gone.
    respond(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCounts: () => {
      const taken = counts
      counts = {}
      return taken
    },
    fail: (method, error) => {
      if (error === undefined) failures.delete(method)
      else failures.set(method, error)
    },
    holdUntil: (method, count) => {
      held.set(method, { missing: count, all: Promise.withResolvers() })
    },
  }
}
