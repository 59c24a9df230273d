import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { type Chain, ChainMovedError, type ChainRange, RpcError } from '../chain/index.ts'
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
  /** Whether the head was the chain's when last asked. */
  readonly synced: boolean
}

export type IndexerOptions = {
  readonly chain: Chain
  readonly store: Store & { setDurability?(durability: 'full' | 'backfill'): void }
  readonly mapping: Mapping
  readonly writer: Writer
  readonly logger: Logger
  readonly pollIntervalMs: number
  /** Called after each commit and each look at the chain's head. */
  onProgress(progress: Progress): void
  /** Called after the connection was lost and found again: the node may be another now. */
  checkChain(): Promise<void>
}

const MAX_RETRY_MS = 10_000
/** Handlers block the event loop; queries get their turn this often. */
const MAX_TURN_MS = 20

/**
 * Follows the chain until the signal aborts: finishes the block at hand, stores what is done, and returns.
 * @throws whatever is neither a failure of the node nor a deterministic failure of the subgraph
 */
export async function runIndexer(options: IndexerOptions, signal: AbortSignal): Promise<void> {
  const { pollIntervalMs, logger } = options
  const indexer = new Indexer(options, signal)
  let failures = 0
  while (!signal.aborted) {
    try {
      if (failures > 0) await options.checkChain()
      const moreToDo = await indexer.step()
      failures = 0
      if (!moreToDo) await pause(pollIntervalMs, signal)
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ChainMovedError) {
        logger.info('the chain was reorganised while it was read, looking again', { reason: error.message })
        await pause(pollIntervalMs, signal)
        continue
      }
      if (!(error instanceof RpcError)) throw error
      const waitMs = Math.min(pollIntervalMs * 2 ** failures++, MAX_RETRY_MS)
      logger.warn('the node does not answer, trying again', { error: error.message, waitMs })
      await pause(waitMs, signal)
    }
  }
}

class Indexer {
  readonly #options: IndexerOptions
  readonly #signal: AbortSignal
  readonly #ranges: ReturnType<typeof createRangeReader>
  #chainHead: number | undefined
  #turnStarted = performance.now()

  constructor(options: IndexerOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
    this.#ranges = createRangeReader(options.chain, options.mapping.filters, options.logger)
  }

  /** Looks at the chain once and catches up with it. Returns whether to look again at once. */
  async step(): Promise<boolean> {
    const { chain, store, mapping, writer, logger } = this.#options
    const head = await chain.head()
    this.#chainHead = head.number
    const standing = await compareWithChain(chain, store, head)
    if (standing.kind === 'node behind') {
      logger.debug('the node is behind the store, waiting', { node: head.number, store: store.head()?.number })
      return false
    }
    if (standing.kind === 'forked') {
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
    this.#report()
    return false
  }

  async #catchUp(from: number, head: BlockHeader, cursor: BlockHeader | undefined): Promise<void> {
    this.#options.store.setDurability?.(head.number - from > 1_000 ? 'backfill' : 'full')
    for await (const range of this.#ranges.read(from, head.number, cursor)) {
      const goOn = await this.#runRange(range)
      this.#report()
      if (!goOn) return
    }
  }

  /** Returns false when indexing must stop: on a failure, or on the signal. */
  async #runRange({ blocks, last }: ChainRange): Promise<boolean> {
    const { writer } = this.#options
    for (const block of blocks) {
      if (this.#signal.aborted) break
      const failure = writer.runBlock(block)
      if (failure !== undefined) {
        if (failure.block.hash === block.header.hash) await this.#skipToParent(block.header)
        return this.#fail(writer.commit() ?? failure)
      }
      await this.#yieldTurn()
    }
    if (!this.#signal.aborted) writer.skipTo(last)
    const failure = writer.commit()
    return failure === undefined ? !this.#signal.aborted : this.#fail(failure)
  }

  #fail(failure: SubgraphError): false {
    this.#options.store.fail(failure)
    this.#options.logger.error('the subgraph failed', { ...failure })
    return false
  }

  /** A failed subgraph stands at the block before the failure. */
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

  #report(): void {
    const { store, writer } = this.#options
    const head = store.head()
    this.#options.onProgress({
      ...(head !== undefined && { head: { number: head.number, hash: head.hash } }),
      ...(this.#chainHead !== undefined && { chainHead: this.#chainHead }),
      events: writer.events(),
      synced: head !== undefined && head.number === this.#chainHead,
    })
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {})
}
