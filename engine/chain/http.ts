import { classify } from './classify.ts'
import type { Endpoint } from './endpoint.ts'
import { RpcError } from './errors.ts'
import { scanLogs } from './scan-logs.ts'

/** Posts a JSON-RPC request once and gives the JSON of the answer. */
export type Post = (body: unknown, what: string) => Promise<unknown>

export type HttpOptions = {
  readonly endpoint: Endpoint
  readonly signal: AbortSignal
  readonly fetch: typeof fetch
  /** For the whole answer, so that a drip ends too. */
  readonly timeoutMs: number
  /** Of the answer, once it is unpacked. */
  readonly maxBytes: number
}

/** No node is worth a longer wait without asking again. */
const MAX_RETRY_AFTER_MS = 60_000
/** Of an error page, for classification. */
const MAX_ERROR_BYTES = 10_000

/** A function that throws RpcError. */
export function createPost({ endpoint, signal, fetch: doFetch, timeoutMs, maxBytes }: HttpOptions): Post {
  return async (body, what) => {
    const fail = (code: RpcError['code'], problem: string, options: ConstructorParameters<typeof RpcError>[2]) =>
      new RpcError(code, `${what} at ${endpoint.shown}: ${endpoint.redact(problem)}`, options)
    let response: Response
    let answer: Buffer
    try {
      response = await doFetch(endpoint.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...endpoint.headers },
        body: JSON.stringify(body),
        // A redirect could lead the request, and its credentials, into another network.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      const read = await readBody(response, maxBytes)
      if (read === undefined) {
        throw fail('TOO_LARGE', `the answer is over ${maxBytes} bytes`, { retryable: false, kind: 'too-large' })
      }
      answer = read
    } catch (error) {
      if (error instanceof RpcError) throw error
      const isTimeout = error instanceof Error && error.name === 'TimeoutError'
      const problem = isTimeout ? `no answer in ${timeoutMs} ms` : reason(error)
      throw fail(isTimeout ? 'TIMEOUT' : 'UNREACHABLE', problem, { retryable: true, cause: error })
    }
    const json = (what === 'eth_getLogs' ? scanLogs(answer) : undefined) ?? parse(answer)
    if (response.ok) {
      if (json !== undefined) return json
      throw fail('MALFORMED', 'the answer is not JSON', { retryable: true })
    }
    // Some nodes send their error object with a status other than 200: what it says weighs more.
    if (isErrorObject(json)) return withRetryAfter(json, response)
    const { kind } = classify({ message: answer.toString('utf8', 0, MAX_ERROR_BYTES), status: response.status })
    const advice = kind === 'auth' ? ': check the key in the RPC URL' : ''
    const waitMs = retryAfter(response)
    throw fail('HTTP_STATUS', `HTTP status ${response.status}${advice}`, {
      retryable: kind === 'transient' || kind === 'rate',
      kind,
      ...(waitMs !== undefined && { waitMs }),
    })
  }
}

function isErrorObject(json: unknown): json is { error: Record<string, unknown> } {
  const { error } = (json ?? {}) as { error?: unknown }
  return typeof error === 'object' && error !== null
}

/** Puts the header where `classify` looks for the wait. */
function withRetryAfter(json: { error: Record<string, unknown> }, response: Response): unknown {
  const waitMs = retryAfter(response)
  const status = { status: response.status }
  if (waitMs === undefined) return { ...json, ...status }
  return { ...json, ...status, error: { ...json.error, data: { backoff_seconds: waitMs / 1_000 } } }
}

/** Seconds or a date. */
function retryAfter(response: Response): number | undefined {
  const header = response.headers.get('retry-after')
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.min(ms, MAX_RETRY_AFTER_MS))
}

/** JSON, or undefined where it is none or nested too deep. */
function parse(answer: Buffer): unknown {
  try {
    return JSON.parse(answer.toString())
  } catch {
    return undefined
  }
}

/** The body, or undefined when it is longer than `maxBytes`. */
async function readBody(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** `fetch` hides the reason in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message
  return error.message
}
