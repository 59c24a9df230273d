import { RpcError } from './errors.ts'

/**
 * How many blocks the next log request spans. Pure: every outcome gives a new size.
 */
export type RangeSize = number

export const INITIAL_RANGE: RangeSize = 500
const MAX_RANGE = 100_000
/** Few enough for an answer of some megabytes, enough to keep the mapping busy while the next is fetched. */
const TARGET_LOGS = 5_000
const GROWTH = 4

/** The size after a range of `size` blocks brought `logs` logs. */
export function grow(size: RangeSize, logs: number): RangeSize {
  const wanted = logs === 0 ? size * GROWTH : Math.floor((size * TARGET_LOGS) / logs)
  return clamp(Math.min(wanted, size * GROWTH))
}

/**
 * The size after a request failed: what the node names as acceptable, or half.
 * Undefined when a smaller range cannot help.
 */
export function shrink(size: RangeSize, error: unknown): RangeSize | undefined {
  if (!(error instanceof RpcError) || size <= 1) return undefined
  if (error.code !== 'NODE_ERROR' && error.code !== 'TOO_LARGE' && error.code !== 'HTTP_STATUS') return undefined
  const named = rangeInMessage(error.message)
  return clamp(named !== undefined && named < size ? named : Math.floor(size / 2))
}

/** Providers write `[0x10, 0x2f]`, `up to a 2000 block range` or `limited to 1,000 blocks`. */
function rangeInMessage(message: string): number | undefined {
  const [, from, to] = /\[(0x[0-9a-f]+), ?(0x[0-9a-f]+)\]/i.exec(message) ?? []
  if (from !== undefined && to !== undefined) return Number(to) - Number(from) + 1
  const [, count] = /(\d[\d,]*) ?(?:-| )?blocks?\b/i.exec(message) ?? []
  return count === undefined ? undefined : Number(count.replaceAll(',', ''))
}

function clamp(size: number): RangeSize {
  return Math.max(1, Math.min(MAX_RANGE, size))
}
