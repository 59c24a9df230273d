/** A GraphQL request as the query service takes it. */
export type GraphqlRequest = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

/** A request that is no GraphQL request; the message goes to the client. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError'
}

/**
 * Reads the body of a GraphQL-over-HTTP POST.
 * @throws BadRequestError
 */
export function parseGraphqlRequest(body: string): GraphqlRequest {
  const { query, variables, operationName } = parseObject(body)
  if (typeof query !== 'string') throw new BadRequestError('`query` must be a text')
  if (variables !== undefined && variables !== null && !isObject(variables)) {
    throw new BadRequestError('`variables` must be an object')
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw new BadRequestError('`operationName` must be a text')
  }
  return {
    query,
    ...(isObject(variables) && { variables }),
    ...(typeof operationName === 'string' && { operationName }),
  }
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new BadRequestError('the body is not JSON')
  }
  if (isObject(value)) return value
  throw new BadRequestError('the body must be a JSON object with a `query`')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
