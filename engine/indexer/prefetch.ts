import {
  type BlockWithLogs,
  type Chain,
  ChainMovedError,
  type ChainRange,
  grow,
  initialRange,
  mergeBlocks,
  type RangeRequest,
  shrink,
  type TriggerFilter,
} from '../chain/index.ts'
import type { BlockPtr, Logger } from '../types.ts'

/** Fetches ranges one ahead, in sizes that fit the node and the density of logs. */
export type RangeReader = {
  /**
   * The ranges from `from` up to `to`, in order; the next is fetched while the consumer works on one.
   * @param parent the block that `from` follows, where it is known
   * @throws ChainMovedError, RpcError
   */
  read(from: number, to: number, parent: BlockPtr | undefined): AsyncGenerator<ChainRange, void, void>
  /**
   * The blocks of another filter in a range that was read before.
   * @param last the last block of that range
   * @throws ChainMovedError when it is no longer on the chain; RpcError
   */
  readAgain(filter: TriggerFilter, from: number, last: BlockPtr): Promise<BlockWithLogs[]>
}

/** What to read. It grows with the data sources, while ranges are under way. */
export type FilterSource = {
  sourceCount(): number
  /** For the data sources from index `since` on. */
  filter(since?: number): TriggerFilter
}

export function createRangeReader(chain: Chain, sources: FilterSource, logger: Logger): RangeReader {
  const { maxRange } = chain
  let size = initialRange(maxRange)

  /** Shrinks the range until the node takes it. What was learnt stays for the next. */
  async function fetchSome(
    filter: TriggerFilter,
    from: number,
    to: number,
    parent: BlockPtr | undefined,
  ): Promise<ChainRange> {
    for (;;) {
      const request: RangeRequest = {
        ...filter,
        from,
        to: Math.min(to, from + size.blocks - 1),
        ...(parent !== undefined && { parent }),
      }
      try {
        const range = await chain.fetchRange(request)
        // A range that the head cut short says nothing about what the node can take.
        // A block that is wanted for itself weighs as much as one with a log.
        const weight = range.blocks.reduce((sum, block) => sum + Math.max(1, block.logs.length), 0)
        const first = range.blocks[0]?.header.number ?? from
        if (request.to === from + size.blocks - 1) size = grow(size, weight, maxRange, request.to - first + 1)
        return range
      } catch (error) {
        const after = shrink(size, request.to - from + 1, error)
        if (after === undefined) throw error
        size = after.size
        if (!after.retry) throw error
        const reason = error instanceof Error ? error.message : String(error)
        logger.debug('the node refused a range of logs, asking again', { from, to: request.to, ...size, reason })
      }
    }
  }

  async function readAgain(filter: TriggerFilter, from: number, last: BlockPtr): Promise<BlockWithLogs[]> {
    const blocks: BlockWithLogs[] = []
    let parent: BlockPtr | undefined
    do {
      const range: ChainRange = await fetchSome(filter, (parent?.number ?? from - 1) + 1, last.number, parent)
      blocks.push(...range.blocks)
      parent = range.last
    } while (parent.number < last.number)
    if (parent.hash !== last.hash) throw new ChainMovedError(`block ${last.number} was replaced`)
    return blocks
  }

  /** Fetches a range; the function gives it with what data sources made meanwhile want of it. */
  async function startFetch(
    from: number,
    to: number,
    parent: BlockPtr | undefined,
  ): Promise<() => Promise<ChainRange>> {
    const known = sources.sourceCount()
    const filter = sources.filter()
    const range = await fetchSome(filter, from, to, parent)
    return async () => {
      const wanted = sources.filter()
      // Handlers look into transactions that none had looked into: then all is read again, once for each event at most.
      const isDeeper = [...(filter.unread ?? [])].some((topic) => wanted.unread?.has(topic) !== true)
      if (!isDeeper && sources.sourceCount() === known) return range
      const more = await readAgain(isDeeper ? wanted : sources.filter(known), from, range.last)
      return { ...range, blocks: mergeBlocks(range.blocks, more) }
    }
  }

  return {
    readAgain,
    async *read(from, to, parent) {
      let next: Promise<() => Promise<ChainRange>> | undefined = startFetch(from, to, parent)
      while (next !== undefined) {
        const complete = await next
        const range: ChainRange = await complete()
        const { last } = range
        next = last.number < to ? startFetch(last.number + 1, to, last) : undefined
        // If the consumer stops, nobody awaits this one.
        next?.catch(() => {})
        yield range
      }
    },
  }
}
