import { RunError } from '../errors.ts'

/** One call of a JSON-RPC method. */
export type RpcCall = { readonly method: string; readonly params: readonly unknown[] }

/** A JSON-RPC endpoint. Results are as the node sends them: quantities are hex strings. */
export type Rpc = {
  readonly url: string
  /** @throws RpcError when the node refuses, RunError when it does not answer. */
  call<T>(method: string, params?: readonly unknown[]): Promise<T>
  /** The calls' results in their order. The node may execute them in any order. @throws as `call`, for the first that fails. */
  batch<T>(calls: readonly RpcCall[]): Promise<T[]>
}

/** The node answered with an error. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: number
  /** ABI-encoded revert data, where there is any. */
  readonly data: string | undefined
  constructor(method: string, error: { code: number; message: string; data?: unknown }) {
    super(`${method}: ${error.message} (code ${error.code})`)
    this.code = error.code
    this.data = typeof error.data === 'string' ? error.data : undefined
  }
}

type Answer = {
  readonly id: number
  readonly result?: unknown
  readonly error?: { code: number; message: string; data?: unknown }
}

/** Calls in one HTTP request: keeps a request well below a node's usual limits. */
const MAX_BATCH = 250
/** Whole-body deadline of one request. Mining a full block takes a fraction of it. */
const TIMEOUT_MS = 60_000

export function connectRpc(url: string): Rpc {
  const batch = async <T>(calls: readonly RpcCall[]): Promise<T[]> => {
    const results: T[] = []
    for (let start = 0; start < calls.length; start += MAX_BATCH)
      results.push(...(await sendBatch<T>(url, calls.slice(start, start + MAX_BATCH))))
    return results
  }
  const call = async <T>(method: string, params: readonly unknown[] = []): Promise<T> => {
    const [result] = await sendBatch<T>(url, [{ method, params }])
    return result as T
  }
  return { url, batch, call }
}

async function sendBatch<T>(url: string, calls: readonly RpcCall[]): Promise<T[]> {
  const body = JSON.stringify(calls.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params })))
  const byId = new Map((await post(url, body)).map((answer) => [answer.id, answer]))
  return calls.map(({ method }, id) => {
    const answer = byId.get(id)
    if (answer === undefined) throw new RunError(`the node left ${method} unanswered`, 'check that it is anvil')
    if (answer.error) throw new RpcError(method, answer.error)
    return answer.result as T
  })
}

async function post(url: string, body: string): Promise<readonly Answer[]> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const answers: unknown = await response.json()
    return (Array.isArray(answers) ? answers : [answers]) as readonly Answer[]
  } catch (error) {
    throw new RunError(`the chain at ${url} does not answer`, 'see whether anvil still runs and start again', {
      cause: error,
    })
  }
}
