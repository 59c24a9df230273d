import {
  type Chain,
  type ChainRange,
  grow,
  INITIAL_RANGE,
  type LogFilter,
  type RangeRequest,
  shrink,
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
}

export function createRangeReader(chain: Chain, filters: readonly LogFilter[], logger: Logger): RangeReader {
  let size = INITIAL_RANGE

  /** Shrinks the range until the node takes it. */
  async function fetchSome(from: number, to: number, parent: BlockPtr | undefined): Promise<ChainRange> {
    for (;;) {
      const request: RangeRequest = {
        filters,
        from,
        to: Math.min(to, from + size - 1),
        ...(parent !== undefined && { parent }),
      }
      try {
        const range = await chain.fetchRange(request)
        // A range that the head cut short says nothing about what the node can take.
        const logs = range.blocks.reduce((sum, block) => sum + block.logs.length, 0)
        if (request.to === from + size - 1) size = grow(size, logs)
        return range
      } catch (error) {
        const smaller = shrink(request.to - from + 1, error)
        if (smaller === undefined) throw error
        logger.debug('the node refused a range of logs, asking for fewer blocks', { from, to: request.to, smaller })
        size = smaller
      }
    }
  }

  return {
    async *read(from, to, parent) {
      let next: Promise<ChainRange> | undefined = fetchSome(from, to, parent)
      while (next !== undefined) {
        const range: ChainRange = await next
        const { last } = range
        next = last.number < to ? fetchSome(last.number + 1, to, last) : undefined
        // If the consumer stops, nobody awaits this one.
        next?.catch(() => {})
        yield range
      }
    },
  }
}
