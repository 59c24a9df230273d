import type { ErrorKind, RangeHint } from './classify.ts'

/** Why a request to the chain's node failed. */
export type RpcErrorCode =
  /** No answer: connection refused, DNS, TLS, a redirect. */
  | 'UNREACHABLE'
  /** No whole answer in time. */
  | 'TIMEOUT'
  /** An HTTP status other than 200. */
  | 'HTTP_STATUS'
  /** The answer is over the byte limit. */
  | 'TOO_LARGE'
  /** The answer is not JSON-RPC, or a field of it has an impossible value. */
  | 'MALFORMED'
  /** The node answered with an error object. */
  | 'NODE_ERROR'
  /** The answer contradicts another one, or what was asked. */
  | 'REJECTED'

export type RpcErrorOptions = ErrorOptions & {
  readonly retryable: boolean
  /** What helps; `transient` if `retryable`, else `fatal`, where it is not given. */
  readonly kind?: ErrorKind
  readonly hint?: RangeHint
  readonly waitMs?: number
  readonly answer?: NodeAnswer
}

/** The error object of a JSON-RPC answer, as the node sent it. */
export type NodeAnswer = { readonly code?: number; readonly message?: string; readonly data?: unknown }

/** A failed request. The message names the method and the endpoint without its credentials. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: RpcErrorCode
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  readonly kind: ErrorKind
  /** The range of logs that the node says it would answer. */
  readonly hint?: RangeHint
  /** How long the node asks to wait. */
  readonly waitMs?: number
  /** What the node said, with the code NODE_ERROR. */
  readonly answer?: NodeAnswer

  constructor(code: RpcErrorCode, message: string, options: RpcErrorOptions) {
    super(message, options)
    this.code = code
    this.retryable = options.retryable
    this.kind = options.kind ?? (options.retryable ? 'transient' : 'fatal')
    if (options.hint !== undefined) this.hint = options.hint
    if (options.waitMs !== undefined) this.waitMs = options.waitMs
    if (options.answer !== undefined) this.answer = options.answer
  }
}

/** The node's answers do not belong to one chain: a reorganisation happened in between. Ask again. */
export class ChainMovedError extends Error {
  override readonly name = 'ChainMovedError'
}

/** An answer that must not be indexed: what it says contradicts the request, the block, or what its hash commits to. */
export function rejected(problem: string): RpcError {
  return new RpcError('REJECTED', `the node's answer was rejected: ${problem}`, { retryable: true })
}
