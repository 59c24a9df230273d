import { ClientError, GraphQLClient } from 'graphql-request'
import { ApiError, ErrorCode } from '../errors.ts'

/** Where the subgraph answers: graph-node's URL, or any URL with a `fetch` that answers in process. */
export type Endpoint = { readonly url: string; readonly fetch?: typeof fetch }

export type Variables = Readonly<Record<string, unknown>>

/** One call, one HTTP request to the subgraph. */
export type SubgraphClient = {
  /**
   * @throws ApiError BLOCK_ORPHANED, BLOCK_NOT_INDEXED, SUBGRAPH_FAILED or SUBGRAPH_UNAVAILABLE. Other errors of the subgraph are bugs
   * of ours, thrown as they are.
   */
  request<T>(document: string, variables?: Variables, signal?: AbortSignal): Promise<T>
}

/** @param timeoutMs - For one request. */
export function createSubgraphClient(endpoint: Endpoint, timeoutMs = 30_000): SubgraphClient {
  const client = new GraphQLClient(endpoint.url, {
    excludeOperationName: true,
    ...(endpoint.fetch && { fetch: endpoint.fetch }),
  })
  return {
    async request<T>(document: string, variables: Variables = {}, signal?: AbortSignal): Promise<T> {
      const timeout = AbortSignal.timeout(timeoutMs)
      try {
        return await client.request<T>({
          document,
          variables,
          signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        })
      } catch (error) {
        signal?.throwIfAborted()
        throw toApiError(error)
      }
    },
  }
}

/**
 * The data that a subgraph which stopped at an error gives beside the error, where the query has `subgraphError: allow`.
 *
 * @throws `error` where it is another, or came without data.
 */
export function dataOfFailed<T>(error: unknown): T {
  const isFailed = error instanceof ApiError && error.code === ErrorCode.SubgraphFailed
  const data = isFailed && error.cause instanceof ClientError ? error.cause.response.data : undefined
  if (!data) throw error
  return data as T
}

/** graph-node has no error codes: its messages are the only thing to go by. */
function toApiError(error: unknown): unknown {
  if (!(error instanceof ClientError)) return unavailable(error)
  const messages = error.response.errors?.map(({ message }) => message) ?? []
  if (messages.some((message) => message.includes('no block with that hash found'))) {
    return new ApiError(
      ErrorCode.BlockOrphaned,
      'The block is not on the chain (any more): start again without a cursor or block',
      { cause: error },
    )
  }
  const ahead = messages.map((message) => /only indexed up to block number (\d+)/.exec(message)?.[1]).find(Boolean)
  if (ahead) {
    return new ApiError(ErrorCode.BlockNotIndexed, `Only indexed up to block ${ahead}`, { cause: error })
  }
  if (messages.includes('indexing_error')) {
    return new ApiError(ErrorCode.SubgraphFailed, 'The subgraph stopped at an error: its data is not served', {
      cause: error,
    })
  }
  // An answer without GraphQL errors is not from the subgraph at all: a proxy, or a server that is starting.
  return messages.length === 0 ? unavailable(error) : error
}

function unavailable(cause: unknown): ApiError {
  return new ApiError(ErrorCode.SubgraphUnavailable, 'The subgraph does not answer: try again later', { cause })
}
