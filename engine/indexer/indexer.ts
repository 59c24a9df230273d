import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Chain, ChainMovedError, type ChainRange, mergeBlocks } from '../chain/index.ts'
import type { BlockHeader, BlockPtr, Logger, Store, SubgraphError } from '../types.ts'
import type { Mapping } from './mapping.ts'
import { createRangeReader } from './prefetch.ts'
import { compareWithChain } from './reconcile.ts'
import type { Writer } from './writer.ts'

/** How far the indexer is. */
export type Progress = {
  /** Last block stored. */
  readonly head?: BlockPtr
  /** Height of the chain when last asked. */
  readonly chainHead?: number
  /** Handlers run since the start. */
  readonly events: number
  /** Whether the head was the chain's when last asked, and no index is missing. */
  readonly synced: boolean
}

export type IndexerOptions = {
  readonly chain: Chain
  readonly store: Store & {
    setDurability?(durability: 'full' | 'backfill'): void
    lacksIndexes?(): boolean
    makeIndexes?(signal: AbortSignal): Promise<void>
  }
  readonly mapping: Mapping
  readonly writer: Writer
  readonly logger: Logger
  readonly pollIntervalMs: number
  /** Waits for a new head, but no longer than a time; by default for that time. */
  waitForHead?(ms: number): Promise<void>
  /** Called after each commit and each look at the chain's head. */
  onProgress(progress: Progress): void
  /** Called after the connection was lost and found again: the node may be another now. */
  checkChain(): Promise<void>
  /** How many blocks may be taken back. */
  readonly maxReorgDepth?: number
}

/** Further from the head than this, the latest blocks can be lost in a power failure: they are derived again. */
const BACKFILL_BLOCKS = 100
/** Handlers block the event loop; queries get their turn this often. */
const MAX_TURN_MS = 20

export class Indexer {
  readonly #options: IndexerOptions
  readonly #signal: AbortSignal
  readonly #ranges: ReturnType<typeof createRangeReader>
  #chainHead: number | undefined
  #stoodStill = false
  #turnStarted = performance.now()

  constructor(options: IndexerOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
    this.#ranges = createRangeReader(options.chain, options.mapping, options.logger)
  }

  /** Looks at the chain once and catches up with it. Returns whether to look again at once. */
  async step(): Promise<boolean> {
    const { chain, store, mapping, writer, logger, maxReorgDepth } = this.#options
    const head = await chain.head()
    this.#chainHead = head.number
    const standing = await compareWithChain(chain, store, head, maxReorgDepth)
    if (standing.kind === 'beyond finality') {
      this.#standStill(standing.depth)
      return false
    }
    this.#stoodStill = false
    if (standing.kind === 'node behind') {
      logger.debug('the node is behind the store, waiting', { node: head.number, store: store.head()?.number })
      return false
    }
    if (standing.kind === 'forked') {
      await this.#readAhead(standing.keep, head)
      logger.warn('the chain was reorganised, going back', { from: store.head()?.number, to: standing.keep?.number })
      writer.revert(standing.keep)
      this.#report()
      return true
    }
    const failure = store.failure()
    if (failure !== undefined && !(await this.#isReplaced(failure))) {
      this.#report()
      return false
    }
    const cursor = store.head()
    const from = cursor === undefined ? mapping.startBlock : cursor.number + 1
    if (from <= head.number) await this.#catchUp(from, head, cursor)
    if (store.lacksIndexes?.()) {
      // All is stored and can be asked for: the indexes only make it faster.
      this.#report()
      await store.makeIndexes?.(this.#signal)
    }
    this.#report()
    return false
  }

  /** Whatever replaces blocks must be there to read before they are taken back: a node may have pruned it. */
  async #readAhead(keep: BlockPtr | undefined, head: BlockHeader): Promise<void> {
    const { chain, mapping } = this.#options
    const from = keep === undefined ? mapping.startBlock : keep.number + 1
    if (from > head.number) return
    await chain.fetchRange({ ...mapping.filter(), from, to: from, ...(keep !== undefined && { parent: keep }) })
  }

  /** What is stored stays and is served; the chain may come back, or whoever runs the engine decides. */
  #standStill(depth: number): void {
    const { logger, store, maxReorgDepth } = this.#options
    this.lost()
    if (this.#stoodStill) return
    this.#stoodStill = true
    const advice = `start again with a maxReorgDepth (--max-reorg) of ${depth} or more to take them back`
    logger.error(
      `the chain left ${depth} stored blocks behind, more than ${maxReorgDepth} may be taken back: ${advice}`,
      {
        block: store.head()?.number,
      },
    )
  }

  /** The chain cannot be followed for now: what is stored may be old. */
  lost(): void {
    this.#report(false)
  }

  async #catchUp(from: number, head: BlockHeader, cursor: BlockHeader | undefined): Promise<void> {
    const { store, writer } = this.#options
    store.setDurability?.(head.number - from > BACKFILL_BLOCKS ? 'backfill' : 'full')
    try {
      for await (const range of this.#ranges.read(from, head.number, cursor)) {
        const goOn = await this.#runRange(range)
        this.#report()
        if (!goOn) return
      }
    } finally {
      // Whatever ended it, finished blocks are not run again.
      const failure = writer.commit()
      if (failure !== undefined) this.#fail(failure)
      store.setDurability?.('full')
    }
  }

  /** Returns false when indexing must stop: on a failure, or on the signal. */
  async #runRange({ blocks: read, last }: ChainRange): Promise<boolean> {
    const { writer } = this.#options
    let blocks = read
    for (let index = 0; index < blocks.length; index++) {
      const block = blocks[index]
      if (block === undefined || this.#signal.aborted) break
      const failure = await writer.runBlock(block, async (filter) => {
        // Data sources made in the block want the rest of the range too: it is read with one request.
        const more = await this.#ranges.readAgain(filter, block.header.number, last)
        blocks = mergeBlocks(blocks, more)
        const [again] = more
        if (again?.header.number !== block.header.number) return { ...block, logs: [] }
        if (again.header.hash === block.header.hash) return again
        throw new ChainMovedError(`block ${block.header.number} was replaced`)
      })
      if (failure !== undefined) return this.#failIn(block.header, failure)
      await this.#yieldTurn()
    }
    const failed = this.#signal.aborted ? undefined : await writer.endAt(last)
    if (failed !== undefined) return this.#failIn(last, failed)
    const failure = await writer.endRange()
    return failure === undefined ? !this.#signal.aborted : this.#fail(failure)
  }

  async #failIn(block: BlockHeader, failure: SubgraphError): Promise<false> {
    if (failure.block.hash === block.hash) await this.#skipToParent(block)
    return this.#fail(this.#options.writer.commit() ?? failure)
  }

  #fail(failure: SubgraphError): false {
    this.#options.store.fail(failure)
    this.#options.logger.error('the subgraph failed', { ...failure })
    return false
  }

  /** A failed subgraph stands at its block, or where that could not be stored at the block before. */
  async #skipToParent({ number, parentHash }: BlockHeader): Promise<void> {
    const { chain, mapping, writer } = this.#options
    if (number <= mapping.startBlock) return
    const parent = await chain.findHeader(number - 1)
    if (parent?.hash === parentHash) writer.skipTo(parent)
  }

  /** Whether the block of a failure is no longer on the chain; the failure is then cleared. */
  async #isReplaced(failure: SubgraphError): Promise<boolean> {
    const { chain, store, writer, logger } = this.#options
    const onChain = await chain.findHeader(failure.block.number)
    if (onChain === undefined || onChain.hash === failure.block.hash) return false
    logger.warn('the block that failed was replaced, going on', { block: failure.block.number })
    writer.revert(store.head())
    return true
  }

  async #yieldTurn(): Promise<void> {
    if (performance.now() - this.#turnStarted < MAX_TURN_MS) return
    await nextTurn()
    this.#turnStarted = performance.now()
  }

  #report(inTouch = true): void {
    const { store, writer } = this.#options
    const head = store.head()
    this.#options.onProgress({
      ...(head !== undefined && { head: { number: head.number, hash: head.hash } }),
      ...(this.#chainHead !== undefined && { chainHead: this.#chainHead }),
      events: writer.events(),
      synced: inTouch && head !== undefined && head.number === this.#chainHead && !store.lacksIndexes?.(),
    })
  }
}
