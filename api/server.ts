import { readFileSync } from 'node:fs'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { Context } from './context.ts'
import type { Logger } from './logger.ts'
import { limitsPlugin, QUERY_LIMITS } from './plugins/limits.ts'
import { loggingPlugin } from './plugins/logging.ts'
import { maskError } from './plugins/masking.ts'
import { requestIdPlugin } from './plugins/requestId.ts'
import { resolvers } from './resolvers/index.ts'

/** Tokens of one query: parsing stops there. */
const MAX_TOKENS = 10_000

/** The GraphQL server, not started. */
export function createGraphQlServer(logger: Logger): ApolloServer<Context> {
  // One concern each; none depends on another.
  const plugins: ApolloServerPlugin<Context>[] = [
    limitsPlugin(QUERY_LIMITS),
    requestIdPlugin(),
    loggingPlugin(logger, () => performance.now()),
    ApolloServerPluginLandingPageDisabled(),
    // Nothing in the schema says how long an answer holds; looking for it costs time for every field.
    ApolloServerPluginCacheControlDisabled(),
  ]
  return new ApolloServer<Context>({
    typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    plugins,
    logger,
    formatError: maskError,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    // Whoever starts the API ends it.
    stopOnTerminationSignals: false,
  })
}
