/** GraphQL over HTTP for one subgraph. */
export { BadRequestError, type GraphqlRequest, parseGraphqlRequest } from './graphql-request.ts'
export { type Listening, listen, type Served, type ServedStatus, type ServerOptions } from './server.ts'
