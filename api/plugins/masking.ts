import type { GraphQLFormattedError } from 'graphql'
import { ErrorCode } from '../errors.ts'

/** Apollo's own codes for what is wrong with a request; their messages say nothing of our insides. */
const APOLLO_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
])

const PUBLIC_CODES: ReadonlySet<unknown> = new Set([...APOLLO_CODES, ...Object.values(ErrorCode)])

/** For Apollo's `formatError`: passes on errors with a code of the list, and nothing else. No stacks. */
export function maskError({ message, locations, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const code = extensions?.code
  const isPublic = PUBLIC_CODES.has(code) && code !== ErrorCode.Internal
  return {
    message: isPublic ? message : 'Internal error',
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { code: isPublic ? code : ErrorCode.Internal },
  }
}
