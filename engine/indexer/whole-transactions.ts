import { type BlockWithLogs, ChainMovedError } from '../chain/index.ts'
import { DeterministicError, isWhole } from '../runtime/index.ts'
import type { MatchedTrigger } from './match.ts'

/**
 * The transactions that handlers look into. Most look at the hash at most, which a log tells, and to fetch the whole can
 * cost more than the logs do: it is fetched once a handler was seen to look further.
 */
export type WholeTransactions = {
  /** Events, by topic 0, of which a handler did. */
  readonly topics: ReadonlySet<string>
  /** Whether a handler that failed may have done so because it looked into what was not there. */
  mayLack(trigger: MatchedTrigger, failure: unknown): boolean
  /** The trigger with its transaction as a whole. @throws RpcError, ChainMovedError */
  complete(trigger: MatchedTrigger, readBlock: () => Promise<BlockWithLogs>): Promise<MatchedTrigger>
}

export function createWholeTransactions(): WholeTransactions {
  const topics = new Set<string>()
  /** The block that was read last: many events of it can lack their transactions. */
  let last: BlockWithLogs | undefined

  return {
    topics,
    mayLack: ({ event }, failure) =>
      event !== undefined && !isWhole(event.trigger.transaction) && failure instanceof DeterministicError,
    async complete(trigger, readBlock) {
      const { event } = trigger
      if (event === undefined) return trigger
      const { block, transaction } = event.trigger
      topics.add(event.handler.event.topic0)
      if (last?.header.hash !== block.hash) last = await readBlock()
      const whole = last.block.transactions.find(({ hash }) => hash === transaction.hash)
      if (last.header.hash !== block.hash || whole === undefined || !isWhole(whole))
        throw new ChainMovedError(`block ${Number(block.number)} has no transaction ${transaction.hash} any more`)
      return { ...trigger, event: { ...event, trigger: { ...event.trigger, transaction: whole } } }
    },
  }
}
