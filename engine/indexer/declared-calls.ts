import { type ContractCall, evaluateDeclaredCall } from '../calls/index.ts'
import { decodedParams } from '../runtime/index.ts'
import type { Logger } from '../types.ts'
import type { MatchedTrigger } from './match.ts'

/** The calls that the manifest declares for the handlers to run. */
export function declaredCalls(triggers: readonly MatchedTrigger[], logger: Logger): ContractCall[] {
  return triggers.flatMap(({ event }) => {
    if (event === undefined || event.handler.calls.length === 0) return []
    const { block, address, logIndex, params } = event.trigger
    return event.handler.calls.flatMap((call) => {
      const evaluated = evaluateDeclaredCall(call, { address, params: decodedParams(params) })
      if (evaluated === undefined) {
        const place = { block: Number(block.number), logIndex }
        logger.warn('a declared call does not fit the event', { call: call.label, ...place })
      }
      return evaluated ?? []
    })
  })
}
