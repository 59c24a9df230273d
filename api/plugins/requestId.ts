import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../context.ts'

/** Says the request's id with every error, so that who reports one can be found in the log. */
export function requestIdPlugin(): ApolloServerPlugin<Context> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async willSendResponse({ response }) {
          if (response.body.kind !== 'single') return
          const { singleResult } = response.body
          if (!singleResult.errors) return
          singleResult.errors = singleResult.errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, requestId },
          }))
        },
      }
    },
  }
}
