import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../types.ts'
import { classify } from './classify.ts'
import { parseEndpoint } from './endpoint.ts'
import { type NodeAnswer, RpcError } from './errors.ts'
import { createPost } from './http.ts'

/** One JSON-RPC request. */
export type RpcCall = { readonly method: string; readonly params: readonly unknown[] }

/** A JSON-RPC client. */
export type Rpc = {
  /** The endpoint as messages may show it. */
  readonly shown: string
  /** @throws RpcError */
  call(method: string, params: readonly unknown[]): Promise<unknown>
  /** The results in the order of the calls. @throws RpcError when any call fails */
  batch(calls: readonly RpcCall[]): Promise<unknown[]>
}

export type RpcOptions = {
  readonly url: string
  readonly logger: Logger
  /** Ends running requests and retries. */
  readonly signal: AbortSignal
  readonly fetch?: typeof fetch
  /** Limit for one attempt, body included. */
  readonly timeoutMs?: number
  /** Limit for one answer. */
  readonly maxBytes?: number
  readonly maxAttempts?: number
  /** Waits between attempts; doubled from attempt to attempt. A node that names a wait gets that. */
  readonly backoffMs?: number
}

/** Calls in one HTTP request; providers refuse long batches. */
const MAX_BATCH = 50
const MAX_BACKOFF_MS = 5_000
/** A node that asks for more is asked again after this. */
const MAX_WAIT_MS = 60_000

/** A request that takes too long is likely to again: whoever asked can ask for less. */
const MAX_TIMEOUTS = 2

type Envelope = { id?: unknown; result?: unknown; error?: NodeAnswer; status?: number }
type Request = RpcCall & { readonly id: number }

/** @throws TypeError when the URL is no http(s) URL */
export function createRpc(options: RpcOptions): Rpc {
  const { logger, signal, timeoutMs = 30_000, maxBytes = 64 * 1024 * 1024, maxAttempts = 5, backoffMs = 250 } = options
  const endpoint = parseEndpoint(options.url)
  const post = createPost({ endpoint, signal, fetch: options.fetch ?? fetch, timeoutMs, maxBytes })
  let nextId = 1
  let maxBatch = MAX_BATCH

  const numbered = ({ method, params }: RpcCall): Request => ({ id: nextId++, method, params })
  const body = ({ id, method, params }: Request) => ({ jsonrpc: '2.0', id, method, params })

  async function withRetries<T>(attemptOnce: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptOnce()
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof RpcError) || !error.retryable) throw error
        if (attempt >= (error.code === 'TIMEOUT' ? Math.min(maxAttempts, MAX_TIMEOUTS) : maxAttempts)) throw error
        const backoff = Math.min(backoffMs * 2 ** (attempt - 1), MAX_BACKOFF_MS)
        const waitMs = Math.min(Math.max(error.waitMs ?? 0, backoff), MAX_WAIT_MS)
        logger.debug('request to the node failed, trying again', { error: error.message, attempt, waitMs })
        await delay(waitMs, undefined, { signal })
      }
    }
  }

  function malformed(method: string, problem: string): RpcError {
    return new RpcError('MALFORMED', `${method} at ${endpoint.shown}: ${problem}`, { retryable: true })
  }

  function unwrap(envelope: Envelope | undefined, { id, method }: Request): unknown {
    if (envelope?.error !== undefined && envelope.error !== null)
      throw nodeError(envelope.error, method, envelope.status)
    if (envelope?.result === undefined) throw malformed(method, 'the answer has no result')
    if (envelope.id !== id) throw malformed(method, 'the answer is to another request')
    return envelope.result
  }

  function nodeError(answer: NodeAnswer, method: string, status: number | undefined): RpcError {
    const { kind, ...rest } = classify({ ...answer, ...(status !== undefined && { status }) })
    const text = endpoint.redact(String(answer.message ?? 'unknown error'))
    const advice = kind === 'auth' ? ': check the key in the RPC URL' : ''
    const message = `${method} at ${endpoint.shown}: ${text} (code ${answer.code})${advice}`
    return new RpcError('NODE_ERROR', message, {
      retryable: kind === 'transient' || kind === 'rate',
      kind,
      answer,
      ...rest,
    })
  }

  async function sendOne(call: RpcCall): Promise<unknown> {
    return withRetries(async () => {
      const request = numbered(call)
      return unwrap((await post(body(request), call.method)) as Envelope, request)
    })
  }

  async function sendTogether(calls: readonly RpcCall[]): Promise<unknown[]> {
    const what = calls[0]?.method ?? 'batch'
    return withRetries(async () => {
      const requests = calls.map(numbered)
      const answer = await post(requests.map(body), what)
      if (!Array.isArray(answer)) {
        const { error, status } = (answer ?? {}) as Envelope
        throw error ? nodeError(error, what, status) : malformed(what, 'no batch came back')
      }
      const byId = new Map((answer as (Envelope | null)[]).map((envelope) => [envelope?.id, envelope ?? undefined]))
      return requests.map((request) => unwrap(byId.get(request.id), request))
    })
  }

  /** Halves a batch whose answer is too large, down to single calls. */
  async function sendBatch(calls: readonly RpcCall[]): Promise<unknown[]> {
    try {
      return await sendTogether(calls)
    } catch (error) {
      if (!(error instanceof RpcError) || error.kind !== 'too-large' || calls.length === 1) throw error
      const half = Math.ceil(calls.length / 2)
      maxBatch = Math.min(maxBatch, half)
      return [...(await sendBatch(calls.slice(0, half))), ...(await sendBatch(calls.slice(half)))]
    }
  }

  return {
    shown: endpoint.shown,
    call: (method, params) => sendOne({ method, params }),
    async batch(calls) {
      const results: unknown[] = []
      for (let start = 0; start < calls.length; ) {
        const some = calls.slice(start, start + maxBatch)
        results.push(...(await sendBatch(some)))
        start += some.length
      }
      return results
    },
  }
}
