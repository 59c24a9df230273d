/** The peer score: agreements with the others on the same item, less those on an item half a batch away, which only a habit explains. */
import { abstain, type Row } from './tally.ts'

/** Items of the smallest batch whose peer score has an effect. */
export const leastItems = 16

/** Per seat its score, or undefined where it has no effect: a small batch, a single row, no reveal. */
export function peerScores(rows: readonly Row[], items: number): (number | undefined)[] {
  const revealed = rows.filter((row) => row !== undefined).length
  if (items < leastItems || revealed < 2) return rows.map(() => undefined)
  return rows.map((row, seat) => {
    if (row === undefined) return undefined
    const others = rows.filter((other, at) => other !== undefined && at !== seat) as (readonly number[])[]
    return others.reduce((score, other) => score + scoreOfPair(row, other, items), 0)
  })
}

function scoreOfPair(row: readonly number[], other: readonly number[], items: number): number {
  const shift = Math.floor(items / 2)
  let score = 0
  for (let item = 0; item + shift < items; item++) {
    score += same(row[item], other[item]) - same(row[item], other[item + shift])
  }
  return score
}

const same = (one: number | undefined, other: number | undefined): number =>
  one !== abstain && other !== abstain && one === other ? 1 : 0
