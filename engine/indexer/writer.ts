import type { BlockWithLogs } from '../chain/index.ts'
import { DeterministicError } from '../runtime/index.ts'
import type { BlockHeader, BlockPtr, Store, SubgraphError } from '../types.ts'
import type { EntityCache } from './entity-cache.ts'
import { HandlerError, type Mapping } from './mapping.ts'
import { type PendingBlocks, RefusedBlockError } from './pending.ts'

/** Runs blocks through the mapping and stores what they change, many blocks a transaction. */
export type Writer = {
  /** Handlers run so far. */
  events(): number
  /**
   * Runs one block. Its changes are pending until `commit`, or are stored at once when there are many.
   * @returns the failure that it ends in, of this block or of a pending one: that block then changed nothing
   */
  runBlock(block: BlockWithLogs): SubgraphError | undefined
  /** Moves the cursor past blocks without logs. */
  skipTo(header: BlockHeader): void
  /** Stores what is pending. @returns the failure of a block that the store refuses */
  commit(): SubgraphError | undefined
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
  /** Runs a step that may commit. Everything that is not stored is forgotten when the store refuses a block. */
  function guarded(header: BlockHeader | undefined, step: () => void): SubgraphError | undefined {
    try {
      step()
      return undefined
    } catch (error) {
      const refusal = error instanceof HandlerError ? error.cause : error
      if (refusal instanceof RefusedBlockError) {
        pending.clear()
        cache.forget()
        return refusal.failure
      }
      cache.discardBlock()
      if (header === undefined) throw error
      return toFailure(error, header)
    }
  }

  function commit(): void {
    pending.commit()
    cache.afterCommit()
  }

  return {
    events: () => events,
    runBlock: (block) =>
      guarded(block.header, () => {
        const ran = mapping.runBlock(block)
        pending.add({ block: block.header, changes: cache.finishBlock() })
        events += ran
        if (pending.isFull) commit()
      }),
    skipTo(header) {
      const last = pending.last() ?? store.head()
      if (last === undefined || header.number > last.number) pending.add({ block: header, changes: [] })
    },
    commit: () => guarded(undefined, commit),
    revert(keep) {
      pending.clear()
      cache.forget()
      store.revert(keep)
    },
  }
}

/** The failure to record for a deterministic error; any other error is rethrown. */
function toFailure(error: unknown, { number, hash }: BlockHeader): SubgraphError {
  const cause = error instanceof HandlerError ? error.cause : error
  if (!(cause instanceof DeterministicError)) throw cause
  const handler = error instanceof HandlerError ? error.handler : undefined
  const place = `${handler === undefined ? '' : ` in handler \`${handler}\``} at block #${number} (${hash})`
  const block = { number, hash }
  return { message: `${cause.message}${place}`, block, ...(handler !== undefined && { handler }) }
}
