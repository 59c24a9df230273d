import { setTimeout as delay } from 'node:timers/promises'
import { ChainMovedError, RpcError } from '../chain/index.ts'
import { Indexer, type IndexerOptions } from './indexer.ts'

/** The longest wait for a node that does not answer, in looks at the head, and in milliseconds. */
const MAX_RETRY_LOOKS = 10
const MAX_RETRY_MS = 10_000
/**
 * Follows the chain until the signal aborts: finishes the block at hand, stores what is done, and returns.
 * @throws whatever is neither a failure of the node nor a deterministic failure of the subgraph
 */
export async function runIndexer(options: IndexerOptions, signal: AbortSignal): Promise<void> {
  const { pollIntervalMs, logger, waitForHead = (ms: number) => pause(ms, signal) } = options
  const indexer = new Indexer(options, signal)
  let failures = 0
  while (!signal.aborted) {
    try {
      if (failures > 0) await options.checkChain()
      const moreToDo = await indexer.step()
      failures = 0
      if (!moreToDo) await waitForHead(pollIntervalMs)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ChainMovedError) {
        logger.info('the chain was reorganised while it was read, looking again', { reason: error.message })
        await pause(pollIntervalMs, signal)
        continue
      }
      if (!(error instanceof RpcError)) throw error
      const waitMs = Math.min(pollIntervalMs * Math.min(2 ** failures++, MAX_RETRY_LOOKS), MAX_RETRY_MS)
      logger.warn('the node does not answer, trying again', { error: error.message, waitMs })
      indexer.lost()
      await pause(waitMs, signal)
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
