import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../context.ts'
import { ErrorCode } from '../errors.ts'
import type { Logger } from '../logger.ts'

/**
 * One line a request: operation, milliseconds and error codes, never variables. An error that the client sees masked is logged
 * whole, under the request's id.
 */
export function loggingPlugin(logger: Logger, nowMs: () => number): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      const startedMs = nowMs()
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors) {
            if (error.extensions?.code !== undefined) continue
            const { originalError } = error
            logger.error('request failed', {
              requestId,
              path: error.path?.join('.'),
              error: originalError?.stack ?? error.stack ?? error.message,
            })
          }
        },
        async willSendResponse({ operationName, response }) {
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : []
          logger.info('request', {
            requestId,
            operation: operationName ?? null,
            ms: Math.round(nowMs() - startedMs),
            ...(errors.length > 0 && {
              errors: errors.map(({ extensions }) => extensions?.code ?? ErrorCode.Internal),
            }),
          })
        },
      }
    },
  }
}
