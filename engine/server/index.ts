/** GraphQL over HTTP. */
export { readBody } from './body.ts'
export {
  type Directory,
  directoryOf,
  type Served,
  type ServedStatus,
  type ServedWork,
  type StateHash,
} from './directory.ts'
export { BadRequestError, type GraphqlRequest, parseGraphqlRequest } from './graphql-request.ts'
export { type Listening, listenHttp } from './http.ts'
export { listen, type ServerOptions } from './server.ts'
