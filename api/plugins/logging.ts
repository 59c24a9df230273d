import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../context.ts'
import { ErrorCode } from '../errors.ts'
import type { Logger } from '../logger.ts'

/**
 * One line a request: operation, milliseconds and error codes, never variables. What the client is not told, such as the cause of
 * an error or a masked one, is logged whole, under the request's id.
 */
export function loggingPlugin(logger: Logger, nowMs: () => number): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      const startedMs = nowMs()
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors) {
            const { originalError = error, path } = error
            const code = error.extensions?.code
            const cause = code === undefined ? originalError : originalError.cause
            // A code and no cause: the client's own doing.
            if (!(cause instanceof Error)) continue
            const fields = { requestId, path: path?.join('.'), error: cause.stack ?? cause.message }
            if (code === undefined) logger.error('request failed', fields)
            else logger.warn('request failed', { code, ...fields })
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
