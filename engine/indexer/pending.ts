import { StoreError, type WriteBehind } from '../store/index.ts'
import type { BlockHeader, BlockResult, Store, SubgraphError } from '../types.ts'

/**
 * How much may be pending: what is stored at once holds up queries, what a thread stores is kept in memory twice. While
 * the thread is busy more may be: the more changes share a transaction, the less each costs.
 */
const MAX_CHANGES = { atOnce: 5_000, behind: 12_500, whileBusy: 25_000 }
/** In a backfill, pending blocks are stored after this time however few they are: that much of it can be lost. */
const MAX_WAIT_MS = 1_000

/** A finished block that the store refuses: the subgraph changes an immutable entity in it, or one that a file made. */
export class RefusedBlockError extends Error {
  override readonly name = 'RefusedBlockError'
  readonly failure: SubgraphError

  constructor(failure: SubgraphError, cause: unknown) {
    super(failure.message, { cause })
    this.failure = failure
  }
}

/** Where finished blocks go. */
export type PendingStore = Pick<Store, 'transact'> & { writeBehind?(): WriteBehind | undefined }

/** The finished blocks that are not stored yet: those that wait, and in a backfill those that a thread is storing. */
export class PendingBlocks {
  readonly #store: PendingStore
  #results: BlockResult[] = []
  #changes = 0
  #since = 0
  /** What the thread has been given. */
  #underWay: readonly BlockResult[] | undefined

  constructor(store: PendingStore) {
    this.#store = store
  }

  last(): BlockHeader | undefined {
    return (this.#results.at(-1) ?? this.#underWay?.at(-1))?.block
  }

  add(result: BlockResult): void {
    if (this.#results.length === 0) this.#since = performance.now()
    this.#results.push(result)
    this.#changes += result.changes.length
  }

  /** Whether it is time to store, be it a whole range of blocks or not. */
  get isFull(): boolean {
    const behind = this.#store.writeBehind?.()
    if (behind === undefined) return this.#changes >= MAX_CHANGES.atOnce
    return this.#changes >= (behind.isBusy ? MAX_CHANGES.whileBusy : MAX_CHANGES.behind)
  }

  /** Whether it is time to store, where a range of blocks ends: in a backfill later ranges may join it. */
  get isDue(): boolean {
    if (this.#store.writeBehind?.() === undefined) return true
    return this.isFull || performance.now() - this.#since > MAX_WAIT_MS
  }

  /**
   * Stores what waits, in one transaction; in a backfill, gives it to the thread as soon as that is done with what it
   * was given before.
   * @throws RefusedBlockError after storing the blocks before the refused one
   */
  async handOver(): Promise<void> {
    const behind = this.#store.writeBehind?.()
    if (behind === undefined) return this.commit()
    await behind.finished()
    this.#settle()
    if (this.#results.length === 0) return
    this.#underWay = this.#takeResults()
    behind.start(this.#underWay)
  }

  /**
   * Stores everything: afterwards the store has all finished blocks.
   * @throws RefusedBlockError after storing the blocks before the refused one
   */
  commit(): void {
    this.#settle()
    const results = this.#takeResults()
    if (results.length > 0) this.#orOneByOne(results, () => this.#store.transact(results))
  }

  /** Forgets what waits. */
  clear(): void {
    this.#takeResults()
  }

  /** Waits for the thread. What waits follows what the thread was given, and is forgotten where that is not stored. */
  #settle(): void {
    const results = this.#underWay
    this.#underWay = undefined
    if (results === undefined) return
    try {
      this.#orOneByOne(results, () => this.#store.writeBehind?.()?.settle())
    } catch (error) {
      this.clear()
      throw error
    }
  }

  #takeResults(): BlockResult[] {
    const results = this.#results
    this.#results = []
    this.#changes = 0
    return results
  }

  #orOneByOne(results: readonly BlockResult[], transact: () => void): void {
    try {
      transact()
    } catch (error) {
      if (!isConflict(error)) throw error
      this.#commitOneByOne(results)
    }
  }

  #commitOneByOne(results: readonly BlockResult[]): void {
    for (const result of results) {
      try {
        this.#store.transact([result])
      } catch (error) {
        if (!isConflict(error)) throw error
        const { number, hash } = result.block
        const message = `an entity that cannot change was changed at block #${number} (${hash}): ${error.message}`
        throw new RefusedBlockError({ message, block: { number, hash } }, error)
      }
    }
  }
}

function isConflict(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'CONFLICT'
}
