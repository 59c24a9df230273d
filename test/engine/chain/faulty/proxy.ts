import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type RpcRequest = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }
export type RpcAnswer = { jsonrpc?: string; id?: unknown; result?: unknown; error?: unknown }

/** What becomes of one JSON-RPC request. Undefined: nothing, the node answers. */
export type Fault =
  /** Instead of the node's answer. */
  | { readonly error: { code: number; message: string; data?: unknown } }
  | { readonly result: unknown }
  /** To what the node answered; undefined takes the answer out of the batch. */
  | { alter(answer: RpcAnswer, request: RpcRequest): RpcAnswer | undefined }

/** What becomes of a whole HTTP request. */
export type HttpFault = (response: ServerResponse, forward: () => Promise<string>) => void | Promise<void>

/** Which faults happen: called for each request with how often its method was asked before. */
export type Script = {
  rpc?(request: RpcRequest, nth: number): Fault | undefined
  http?(requests: readonly RpcRequest[], nth: number): HttpFault | undefined
}

export type FaultyNode = {
  readonly url: string
  /** Every request that came, in order. */
  readonly requests: readonly RpcRequest[]
  /** Replaces the script; counts go on. */
  follow(script: Script): void
  /** How many requests of a method came. */
  count(method: string): number
  close(): Promise<void>
}

/** A node that does what a script says and else answers as the node behind it does. */
export async function startFaultyNode(target: string | (() => string), first: Script = {}): Promise<FaultyNode> {
  let script = first
  let httpCount = 0
  const requests: RpcRequest[] = []
  const counts = new Map<string, number>()

  async function answerAll(all: readonly RpcRequest[], isBatch: boolean): Promise<string> {
    const planned = all.map((request) => {
      const nth = counts.get(request.method) ?? 0
      counts.set(request.method, nth + 1)
      return { request, fault: script.rpc?.(request, nth) }
    })
    const forwarded = planned.filter(({ fault }) => fault === undefined || 'alter' in fault)
    const answers = forwarded.length === 0 ? [] : await forward(forwarded.map(({ request }) => request))
    const byId = new Map(answers.map((answer) => [answer.id, answer]))
    const results = planned.flatMap(({ request, fault }) => {
      const { id } = request
      if (fault !== undefined && !('alter' in fault)) return [{ jsonrpc: '2.0', id, ...fault }]
      const answer = byId.get(id) ?? { id }
      const altered = fault === undefined ? answer : fault.alter(structuredClone(answer), request)
      return altered === undefined ? [] : [altered]
    })
    return JSON.stringify(isBatch ? results : results[0])
  }

  async function forward(all: readonly RpcRequest[]): Promise<RpcAnswer[]> {
    const response = await fetch(typeof target === 'string' ? target : target(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(all),
    })
    return (await response.json()) as RpcAnswer[]
  }

  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const body = JSON.parse(Buffer.concat(chunks).toString()) as RpcRequest | RpcRequest[]
      const all = Array.isArray(body) ? body : [body]
      requests.push(...all)
      const fault = script.http?.(all, httpCount++)
      const answer = () => answerAll(all, Array.isArray(body))
      if (fault !== undefined) return await fault(response, answer)
      response.setHeader('content-type', 'application/json').end(await answer())
    } catch (error) {
      response.statusCode = 500
      response.end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    follow: (next) => {
      script = next
    },
    count: (method) => counts.get(method) ?? 0,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
