import { StoreError } from '../store/index.ts'
import type { BlockHeader, BlockResult, Store, SubgraphError } from '../types.ts'

/** Finished blocks are stored once they hold this many changes. */
const MAX_CHANGES = 5_000

/** A finished block that the store refuses: the subgraph changes an immutable entity in it. */
export class RefusedBlockError extends Error {
  override readonly name = 'RefusedBlockError'
  readonly failure: SubgraphError

  constructor(failure: SubgraphError, cause: unknown) {
    super(failure.message, { cause })
    this.failure = failure
  }
}

/** The finished blocks that are not stored yet. */
export class PendingBlocks {
  readonly #store: Pick<Store, 'transact'>
  #results: BlockResult[] = []
  #changes = 0

  constructor(store: Pick<Store, 'transact'>) {
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
    return this.#changes >= MAX_CHANGES
  }

  /**
   * Stores them in one transaction.
   * @throws RefusedBlockError after storing the blocks before the refused one
   */
  commit(): void {
    const results = this.#results
    this.clear()
    if (results.length === 0) return
    try {
      this.#store.transact(results)
    } catch (error) {
      if (!isConflict(error)) throw error
      this.#commitOneByOne(results)
    }
  }

  clear(): void {
    this.#results = []
    this.#changes = 0
  }

  #commitOneByOne(results: readonly BlockResult[]): void {
    for (const result of results) {
      try {
        this.#store.transact([result])
      } catch (error) {
        if (!isConflict(error)) throw error
        const { number, hash } = result.block
        const message = `an immutable entity was changed at block #${number} (${hash}): ${error.message}`
        throw new RefusedBlockError({ message, block: { number, hash } }, error)
      }
    }
  }
}

function isConflict(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'CONFLICT'
}
