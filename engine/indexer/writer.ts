import type { BlockWithLogs } from '../chain/index.ts'
import { DeterministicError } from '../runtime/index.ts'
import type { BlockHeader, BlockPtr, BlockResult, Store, SubgraphError } from '../types.ts'
import type { EntityCache } from './entity-cache.ts'
import { HandlerError, type Mapping } from './mapping.ts'

/** Finished blocks are stored once they hold this many changes. */
const MAX_PENDING_CHANGES = 5_000

/** Runs blocks through the mapping and stores what they change, many blocks a transaction. */
export type Writer = {
  /** Handlers run so far. */
  events(): number
  /**
   * Runs one block. Its changes are pending until `commit`, or are stored at once when there are many.
   * @returns the failure that the block ends in; the block then changed nothing
   */
  runBlock(block: BlockWithLogs): SubgraphError | undefined
  /** Moves the cursor past blocks without logs. */
  skipTo(header: BlockHeader): void
  commit(): void
  /** Forgets what is pending and goes back to `keep`. */
  revert(keep: BlockPtr | undefined): void
}

export type WriterOptions = {
  readonly store: Store
  readonly mapping: Mapping
  readonly cache: EntityCache
  readonly pending: PendingBlocks
}

/** The finished blocks that are not stored yet. */
export class PendingBlocks {
  readonly #store: Store
  #results: BlockResult[] = []
  #changes = 0

  constructor(store: Store) {
    this.#store = store
  }

  last(): BlockHeader | undefined {
    return this.#results.at(-1)?.block
  }

  add(result: BlockResult): void {
    this.#results.push(result)
    this.#changes += result.changes.length
  }

  get isFull(): boolean {
    return this.#changes >= MAX_PENDING_CHANGES
  }

  commit(): void {
    const results = this.#results
    if (results.length > 0) this.#store.transact(results)
    this.clear()
  }

  clear(): void {
    this.#results = []
    this.#changes = 0
  }
}

export function createWriter({ store, mapping, cache, pending }: WriterOptions): Writer {
  let events = 0
  const writer: Writer = {
    events: () => events,
    runBlock(block) {
      try {
        const ran = mapping.runBlock(block)
        const changes = cache.finishBlock()
        pending.add({ block: block.header, changes })
        events += ran
      } catch (error) {
        cache.discardBlock()
        return toFailure(error, block.header)
      }
      if (pending.isFull) writer.commit()
      return undefined
    },
    skipTo(header) {
      const last = pending.last() ?? store.head()
      if (last === undefined || header.number > last.number) pending.add({ block: header, changes: [] })
    },
    commit() {
      pending.commit()
      cache.afterCommit()
    },
    revert(keep) {
      pending.clear()
      cache.forget()
      store.revert(keep)
    },
  }
  return writer
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
