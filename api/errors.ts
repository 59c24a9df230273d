/** Every error a client can be told about. Anything else is `Internal`: masked, and logged with the request's id. */
export const ErrorCode = {
  /** `first` is not within its bounds. */
  InvalidFirst: 'INVALID_FIRST',
  /** A cursor that this API did not hand out for this list. */
  InvalidCursor: 'INVALID_CURSOR',
  /** An id or address that is not 0x-prefixed hex of the right length. */
  InvalidId: 'INVALID_ID',
  /** A block that is neither a number nor a hash, or both. */
  InvalidBlock: 'INVALID_BLOCK',
  /** The block left the chain: start again from the first page. */
  BlockOrphaned: 'BLOCK_ORPHANED',
  /** The block is above the last one indexed. */
  BlockNotIndexed: 'BLOCK_NOT_INDEXED',
  /** No dataset has this id (HTTP routes only; in GraphQL it is null). */
  DatasetNotFound: 'DATASET_NOT_FOUND',
  /** No such content, or it cannot be had now (HTTP routes only). */
  ContentNotFound: 'CONTENT_NOT_FOUND',
  /** No such route. */
  RouteNotFound: 'ROUTE_NOT_FOUND',
  /** The query nests too deep. */
  QueryTooDeep: 'QUERY_TOO_DEEP',
  /** The query selects too many fields, or needs too much of the subgraph. */
  QueryTooLarge: 'QUERY_TOO_LARGE',
  /** The request is not the JSON of a GraphQL request. */
  BadRequest: 'BAD_REQUEST',
  /** The request's body is too large. */
  BodyTooLarge: 'BODY_TOO_LARGE',
  /** The subgraph does not answer: try again later. */
  SubgraphUnavailable: 'SUBGRAPH_UNAVAILABLE',
  /** The subgraph stopped at an error of its mappings: its data is not served. */
  SubgraphFailed: 'SUBGRAPH_FAILED',
  /** A bug of ours. The message says no more than the request's id. */
  Internal: 'INTERNAL',
} as const

export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode]

/** The HTTP status of the routes that are not GraphQL. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  INVALID_FIRST: 400,
  INVALID_CURSOR: 400,
  INVALID_ID: 400,
  INVALID_BLOCK: 400,
  BLOCK_ORPHANED: 409,
  BLOCK_NOT_INDEXED: 409,
  DATASET_NOT_FOUND: 404,
  CONTENT_NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  QUERY_TOO_DEEP: 400,
  QUERY_TOO_LARGE: 400,
  BAD_REQUEST: 400,
  BODY_TOO_LARGE: 413,
  SUBGRAPH_UNAVAILABLE: 503,
  SUBGRAPH_FAILED: 503,
  INTERNAL: 500,
}

/** An error whose message may be shown to the client: it names the value and the fix. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  /** What graphql-js copies into the answer. */
  readonly extensions: { readonly code: ErrorCode }

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.extensions = { code }
  }

  get status(): number {
    return STATUS[this.code]
  }
}

/** What a client is told about an error outside GraphQL: the error itself where it is ours, else a masked one. */
export function publicError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(ErrorCode.Internal, 'Internal error')
}
