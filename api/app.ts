import type { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import express, { type Express } from 'express'
import type { ContentStore } from './content.ts'
import type { Context } from './context.ts'
import type { Documents } from './documents.ts'
import { contentHandler } from './http/content.ts'
import { dashboardRouter } from './http/dashboard.ts'
import { answerError, routeNotFound } from './http/errors.ts'
import { exportHandler } from './http/export.ts'
import { assignRequestId, requestIdOf, requireJson, securityHeaders } from './http/headers.ts'
import { health, ready } from './http/health.ts'
import type { Logger } from './logger.ts'
import type { SubgraphClient } from './source/client.ts'
import { createSource } from './source/source.ts'

/** Bytes of a GraphQL request. */
const MAX_BODY = '256kb'

export type AppOptions = {
  readonly graphql: ApolloServer<Context>
  readonly client: SubgraphClient
  readonly content: ContentStore
  readonly documents: Documents
  readonly chainId: number
  readonly dashboardDir?: string
  readonly logger: Logger
}

/** All routes, in order. */
export function createApp(options: AppOptions): Express {
  const { graphql, client, content, documents, chainId, dashboardDir, logger } = options
  const app = express()
  app.disable('x-powered-by')
  app.use(assignRequestId, securityHeaders)
  app.get('/health', health)
  app.get('/ready', ready(client))
  app.post(
    '/graphql',
    requireJson,
    express.json({ limit: MAX_BODY }),
    expressMiddleware(graphql, {
      context: async ({ res }) => ({ requestId: requestIdOf(res), chainId, documents, source: createSource(client) }),
    }),
  )
  app.get('/datasets/:id/export.jsonl', exportHandler(client, documents, logger))
  app.get('/ipfs/:cid', contentHandler(content))
  if (dashboardDir !== undefined) app.use(dashboardRouter(dashboardDir))
  app.use(routeNotFound)
  app.use(answerError(logger))
  return app
}
