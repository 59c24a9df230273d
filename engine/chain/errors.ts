/** Why a request to the chain's node failed. */
export type RpcErrorCode =
  /** No answer: connection refused, DNS, TLS, timeout. */
  | 'UNREACHABLE'
  /** An HTTP status other than 200. */
  | 'HTTP_STATUS'
  /** The answer is over the byte limit. */
  | 'TOO_LARGE'
  /** The answer is not JSON-RPC. */
  | 'MALFORMED'
  /** The node answered with an error object. */
  | 'NODE_ERROR'

/** A failed request. The message names the method and the endpoint without its credentials. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: RpcErrorCode
  /** Whether the same request may succeed later. */
  readonly retryable: boolean

  constructor(code: RpcErrorCode, message: string, options: ErrorOptions & { retryable: boolean }) {
    super(message, options)
    this.code = code
    this.retryable = options.retryable
  }
}

/** The node's answers do not belong to one chain: a reorganisation happened in between. Ask again. */
export class ChainMovedError extends Error {
  override readonly name = 'ChainMovedError'
}
