import type { BlockWithLogs } from '../chain/index.ts'
import type { BlockHeader, BlockPtr, Store, SubgraphError } from '../types.ts'
import type { EntityCache } from './entity-cache.ts'
import { HandlerError, keepsBlock, toFailure } from './failure.ts'
import type { Mapping, ReadMore } from './mapping.ts'
import { type PendingBlocks, RefusedBlockError } from './pending.ts'

/** Runs blocks through the mapping and stores what they change, many blocks a transaction. */
export type Writer = {
  /** Handlers run so far. */
  events(): number
  /** Blocks with triggers run so far. */
  blocks(): number
  /**
   * Runs one block. Its changes are pending until `commit`; many are stored, in a backfill by a thread, and before more
   * can be given to it what it has must be done.
   * @returns the failure that it ends in, of this block or of a pending one: that block then changed nothing
   * @throws RpcError, ChainMovedError when the node fails while a handler or a data source made in the block waits for
   * it; the finished blocks are stored, this one is not
   */
  runBlock(block: BlockWithLogs, readMore: ReadMore): Promise<SubgraphError | undefined>
  /** Moves the cursor past blocks without logs. */
  skipTo(header: BlockHeader): void
  /** As `skipTo`; the handlers of files that were found meanwhile run in the block. @returns as `runBlock` */
  endAt(header: BlockHeader): Promise<SubgraphError | undefined>
  /** Stores what is pending. @returns the failure of a block that the store refuses */
  commit(): SubgraphError | undefined
  /** Stores what is pending, except for what in a backfill can wait for more. @returns as `commit` */
  endRange(): Promise<SubgraphError | undefined>
  /** Forgets what is pending and goes back to `keep`. */
  revert(keep: BlockPtr | undefined): void
}

export type WriterOptions = {
  readonly store: Store
  readonly mapping: Mapping
  readonly cache: EntityCache
  readonly pending: PendingBlocks
}

export function createWriter({ store, mapping, cache, pending }: WriterOptions): Writer {
  let events = 0
  let blocks = 0

  /** The failure that a step ended in. Everything that is not stored is forgotten when the store refuses a block. */
  function settle(error: unknown, header: BlockHeader | undefined): SubgraphError | undefined {
    const cause = error instanceof HandlerError ? error.cause : error
    if (cause instanceof RefusedBlockError) {
      pending.clear()
      cache.forget()
      mapping.revert(store.head()?.number ?? -1)
      return cause.failure
    }
    cache.discardBlock()
    if (header !== undefined) mapping.revert(header.number - 1)
    if (header === undefined) throw error
    const failure = toFailure(error, header)
    // As in graph-node, the block of a handler that failed is stored, without what it changed.
    if (failure !== undefined && keepsBlock(error)) pending.add({ block: header, changes: [], failure })
    if (failure !== undefined) return failure
    // The block is run again from the stored head on, so that what is finished must be stored.
    const refused = tryCommit()
    if (refused !== undefined) return refused
    throw cause
  }

  function tryCommit(): SubgraphError | undefined {
    try {
      commit()
      return undefined
    } catch (error) {
      return settle(error, undefined)
    }
  }

  function commit(): void {
    pending.commit()
    cache.afterCommit()
  }

  async function handOver(): Promise<void> {
    await pending.handOver()
    cache.afterHandOver()
  }

  const isNew = ({ number }: BlockHeader) => number > ((pending.last() ?? store.head())?.number ?? -1)

  return {
    events: () => events,
    blocks: () => blocks,
    runBlock: async (block, readMore) => {
      try {
        const { handlers, dataSources, errors, files } = await mapping.runBlock(block, readMore)
        const changes = [...cache.finishBlock(), ...files.changes]
        pending.add({ block: block.header, changes, dataSources, errors, filesDone: files.done })
        events += handlers
        blocks++
        if (pending.isFull) await handOver()
        return undefined
      } catch (error) {
        return settle(error, block.header)
      }
    },
    skipTo(header) {
      if (isNew(header)) pending.add({ block: header, changes: [] })
    },
    async endAt(header) {
      if (!isNew(header)) return undefined
      try {
        const { handlers, changes, dataSources, done } = await mapping.runFiles(header)
        pending.add({ block: header, changes, dataSources, filesDone: done })
        events += handlers
        return undefined
      } catch (error) {
        return settle(error, header)
      }
    },
    commit: tryCommit,
    async endRange() {
      try {
        if (pending.isDue) await handOver()
        return undefined
      } catch (error) {
        return settle(error, undefined)
      }
    },
    revert(keep) {
      pending.clear()
      cache.forget()
      mapping.revert(keep?.number ?? -1)
      store.revert(keep)
    },
  }
}
