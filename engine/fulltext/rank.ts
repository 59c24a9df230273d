import { compareBytes, entriesOf } from './match.ts'
import { type LexemeQuery, lexemesOf, type SearchQuery } from './search-query.ts'
import type { Vector } from './vector.ts'

const { fround } = Math

/** Of a lexeme without a weight of its own: PostgreSQL's weight D. */
export const WEIGHT = fround(0.1)
const FAR = fround(1e-30)
const UNRELATED = fround(1e-20)
/** The sum of 1 / n ** 2, as PostgreSQL writes it. */
const LIMIT_OF_SUM = 1.64493406685

/** PostgreSQL's `ts_rank`, with the same steps in 32 bits. */
export function rank(query: SearchQuery, vector: Vector): number {
  if (vector.isEmpty) return 0
  const lexemes = distinct(lexemesOf(query))
  const isJoined = query.kind === 'and' || query.kind === 'phrase'
  const result = isJoined && lexemes.length > 1 ? rankTogether(lexemes, vector) : rankEach(lexemes, vector)
  return result < 0 ? UNRELATED : result
}

/** Sorted by bytes, each lexeme once. */
function distinct(lexemes: readonly LexemeQuery[]): LexemeQuery[] {
  const sorted = [...lexemes].sort((a, b) => compareBytes(a.lexeme, b.lexeme))
  return sorted.filter((item, i) => item.lexeme !== sorted[i - 1]?.lexeme)
}

/** The nearer two lexemes are, the more. Negative where there are no two. */
function rankTogether(lexemes: readonly LexemeQuery[], vector: Vector): number {
  let result = -1
  const seen: (readonly number[])[] = []
  for (const lexeme of lexemes) {
    const entries = entriesOf(vector, lexeme)
    for (const [, places] of entries)
      for (const others of seen)
        for (const place of places)
          for (const other of others) {
            const distance = Math.abs(place - other)
            if (distance === 0) continue
            const weight = fround(Math.sqrt(fround(fround(WEIGHT * WEIGHT) * nearness(distance))))
            result = result < 0 ? weight : fround(1 - (1 - result) * (1 - weight))
          }
    // Of a prefix, those that follow are compared with its last entry alone.
    const last = entries.at(-1)
    if (last !== undefined) seen.push(last[1])
  }
  return result
}

function nearness(distance: number): number {
  return distance > 100 ? FAR : fround(1 / (1.005 + 0.05 * Math.exp(distance / 1.5 - 2)))
}

/** The more often a lexeme is there, the more. */
function rankEach(lexemes: readonly LexemeQuery[], vector: Vector): number {
  let result = 0
  for (const lexeme of lexemes)
    for (const [, places] of entriesOf(vector, lexeme)) {
      let sum = 0
      for (let n = 1; n <= places.length; n++) sum = fround(sum + fround(WEIGHT / (n * n)))
      result = fround(result + fround(fround(WEIGHT + sum) - WEIGHT) / LIMIT_OF_SUM)
    }
  return fround(result / lexemes.length)
}
