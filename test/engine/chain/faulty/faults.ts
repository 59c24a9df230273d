import type { Fault, HttpFault, RpcRequest } from './proxy.ts'

export type Log = Record<string, unknown> & { blockNumber: string; logIndex: string; topics: string[] }

export const hex = (number: number) => `0x${number.toString(16)}`

export const refuse = (message: string, code = -32000, data?: unknown): Fault => ({
  error: { code, message, ...(data !== undefined && { data }) },
})

/** Whether the request is for the logs of a range. */
export function asksRange({ method, params }: RpcRequest): boolean {
  return method === 'eth_getLogs' && (params[0] as { fromBlock?: string }).fromBlock !== undefined
}

export function asksHash({ method, params }: RpcRequest): boolean {
  return method === 'eth_getLogs' && (params[0] as { blockHash?: string }).blockHash !== undefined
}

/** First and last block of a request for logs. */
export function rangeOf({ params }: RpcRequest): { from: number; to: number; blocks: number } {
  const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string }
  const [from, to] = [Number(fromBlock), Number(toBlock)]
  return { from, to, blocks: to - from + 1 }
}

/** Changes the result of an answer. */
export function alter<T>(change: (result: T, request: RpcRequest) => unknown): Fault {
  return {
    alter: (answer, request) =>
      answer.result === undefined ? answer : { ...answer, result: change(answer.result as T, request) },
  }
}

export const alterLogs = (change: (logs: Log[]) => unknown): Fault => alter<Log[]>(change)

/** Refuses ranges over a number of blocks. */
export const limitRange =
  (max: number, message: (request: RpcRequest) => string, code?: number) => (request: RpcRequest) =>
    asksRange(request) && rangeOf(request).blocks > max ? refuse(message(request), code) : undefined

export const status =
  (code: number, body = '', headers: Record<string, string> = {}): HttpFault =>
  (response) =>
    void response.writeHead(code, headers).end(body)

/** For the first requests of a method, or of any. */
export function firstOf(count: number, fault: Fault, match: (request: RpcRequest) => boolean) {
  let left = count
  return (request: RpcRequest) => (match(request) && left-- > 0 ? fault : undefined)
}

export function firstHttp(count: number, fault: HttpFault) {
  let left = count
  return (requests: readonly RpcRequest[]) =>
    requests.some(({ method }) => method === 'eth_getLogs') && left-- > 0 ? fault : undefined
}
