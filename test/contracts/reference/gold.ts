/** Gold: which opening is well formed, what the panel's contradiction excludes, and how each row did on the rest. */
import { abstain, type Meaning, matches, none, type Row } from './tally.ts'

/** Items whose answer the requester committed to. */
export type Gold = { readonly positions: readonly number[]; readonly labels: readonly number[] }

export type GoldScore = { readonly right: number; readonly total: number }

/** The least number of gold items in a batch. */
export const leastGold = (items: number, goldBps: number): number => Math.ceil((items * goldBps) / 10_000)

/** The first entry that is not ascending, beyond the batch or no class; undefined where all are good. */
export function findInvalidGold({ positions, labels }: Gold, items: number, classes: number): number | undefined {
  const found = positions.findIndex((position, index) => {
    const previous = index === 0 ? -1 : (positions[index - 1] ?? items)
    const label = labels[index]
    return position <= previous || position >= items || label === undefined || label >= classes
  })
  return found === -1 ? undefined : found
}

/** Per gold item: whether a consensus contradicts it. */
export function excludedGold({ positions, labels }: Gold, consensus: readonly number[], meaning: Meaning): boolean[] {
  return positions.map((position, index) => {
    const decided = consensus[position] ?? none
    return decided !== none && !matches(decided, labels[index] ?? none, meaning)
  })
}

/** Share of a batch's gold that may be contradicted, in bps. */
export const mostContradictedBps = 2500

/**
 * Which gold counts for nobody, where a consensus that contradicts more than a share of it makes none of it count: so that those who
 * decide a panel get no tier by throwing out what convicts them. A share of 10,000 bps is no such rule.
 */
export function uncountedGold(excluded: readonly boolean[], mostBps: number): boolean[] {
  const tooMany = excluded.filter(Boolean).length * 10_000 > mostBps * excluded.length
  return excluded.map((out) => tooMany || out)
}

/** How one row answered the gold that counts. An abstention is no answer. */
export function goldScoreOf(row: Row, gold: Gold, excluded: readonly boolean[], meaning: Meaning): GoldScore {
  let [right, total] = [0, 0]
  for (const [index, position] of gold.positions.entries()) {
    const label = row?.[position] ?? abstain
    if (label === abstain || excluded[index] === true) continue
    total++
    if (matches(label, gold.labels[index] ?? none, meaning)) right++
  }
  return { right, total }
}
