import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '../types.ts'
import { parseEndpoint } from './endpoint.ts'
import { RpcError } from './errors.ts'

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
  /** Limit for one attempt. */
  readonly timeoutMs?: number
  /** Limit for one answer. */
  readonly maxBytes?: number
  readonly maxAttempts?: number
  /** Waits between attempts; doubled from attempt to attempt. */
  readonly backoffMs?: number
}

/** Calls in one HTTP request; providers refuse long batches. */
const MAX_BATCH = 50
const MAX_BACKOFF_MS = 5_000
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504])

type Envelope = { id?: unknown; result?: unknown; error?: { code?: number; message?: string } }

/** @throws TypeError when the URL is no http(s) URL */
export function createRpc(options: RpcOptions): Rpc {
  const { logger, signal, timeoutMs = 30_000, maxBytes = 64 * 1024 * 1024, maxAttempts = 5, backoffMs = 250 } = options
  const endpoint = parseEndpoint(options.url)
  const doFetch = options.fetch ?? fetch
  let nextId = 1

  async function post(body: unknown, what: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await attemptPost(body, what)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof RpcError) || !error.retryable || attempt >= maxAttempts) throw error
        const waitMs = Math.min(backoffMs * 2 ** (attempt - 1), MAX_BACKOFF_MS)
        logger.debug('request to the node failed, trying again', { error: error.message, attempt, waitMs })
        await delay(waitMs, undefined, { signal })
      }
    }
  }

  async function attemptPost(body: unknown, what: string): Promise<unknown> {
    const fail = (code: RpcError['code'], problem: string, retryable: boolean, cause?: unknown) =>
      new RpcError(code, `${what} at ${endpoint.shown}: ${problem}`, { retryable, cause })
    let text: string
    try {
      const response = await doFetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...endpoint.headers },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      if (!response.ok) {
        await response.body?.cancel()
        throw fail('HTTP_STATUS', `HTTP status ${response.status}`, RETRYABLE_STATUS.has(response.status))
      }
      const read = await readText(response, maxBytes)
      if (read === undefined) throw fail('TOO_LARGE', `the answer is over ${maxBytes} bytes`, false)
      text = read
    } catch (error) {
      if (error instanceof RpcError) throw error
      throw fail('UNREACHABLE', reason(error), true, error)
    }
    try {
      return JSON.parse(text)
    } catch (error) {
      throw fail('MALFORMED', 'the answer is not JSON', true, error)
    }
  }

  function unwrap(envelope: unknown, method: string): unknown {
    const { result, error } = (envelope ?? {}) as Envelope
    if (error !== undefined && error !== null) {
      const message = `${method} at ${endpoint.shown}: ${error.message ?? 'unknown error'} (code ${error.code})`
      throw new RpcError('NODE_ERROR', message, { retryable: false })
    }
    if (result !== undefined) return result
    throw new RpcError('MALFORMED', `${method} at ${endpoint.shown}: the answer has no result`, { retryable: false })
  }

  async function sendBatch(calls: readonly RpcCall[]): Promise<unknown[]> {
    const first = nextId
    nextId += calls.length
    const requests = calls.map(({ method, params }, index) => ({ jsonrpc: '2.0', id: first + index, method, params }))
    const what = calls[0]?.method ?? 'batch'
    const answer = await post(requests, what)
    if (!Array.isArray(answer)) {
      unwrap(answer, what)
      throw new RpcError('MALFORMED', `${what} at ${endpoint.shown}: no batch came back`, { retryable: false })
    }
    const byId = new Map(answer.map((envelope: Envelope) => [envelope.id, envelope]))
    return calls.map(({ method }, index) => unwrap(byId.get(first + index), method))
  }

  return {
    shown: endpoint.shown,
    async call(method, params) {
      return unwrap(await post({ jsonrpc: '2.0', id: nextId++, method, params }, method), method)
    },
    async batch(calls) {
      const results: unknown[] = []
      for (let start = 0; start < calls.length; start += MAX_BATCH) {
        results.push(...(await sendBatch(calls.slice(start, start + MAX_BATCH))))
      }
      return results
    },
  }
}

/** The body as text, or undefined when it is longer than `maxBytes`. */
async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** `fetch` hides the reason in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message
  return error.message
}
