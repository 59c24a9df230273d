import { compareBytes, entriesOf, type FindPlaces, holds } from './match.ts'
import { WEIGHT } from './rank.ts'
import { type LexemeQuery, lexemesOf, type SearchQuery } from './search-query.ts'
import type { Vector } from './vector.ts'

/** A lexeme at a place, and all of the query that it stands for. */
type Occurrence = { readonly place: number; readonly lexeme: string; readonly wanted: LexemeQuery[] }
/** From which occurrence to which. */
type Cover = { readonly first: number; readonly last: number }

/** PostgreSQL's `ts_rank_cd`: the shorter the parts of the text are in which the query holds, the more. */
export function proximityRank(query: SearchQuery, vector: Vector): number {
  const occurrences = findOccurrences(query, vector)
  let result = 0
  for (let cover = findCover(query, occurrences, 0); cover; cover = findCover(query, occurrences, cover.first + 1)) {
    const count = cover.last - cover.first
    let inverse = 0
    for (let i = cover.first; i <= cover.last; i++) inverse += 1 / WEIGHT
    const noise = placeOf(occurrences, cover.last) - placeOf(occurrences, cover.first) - count
    result += (count + 1) / inverse / (1 + (noise < 0 ? Math.trunc(count / 2) : noise))
  }
  return Math.fround(result)
}

function findOccurrences(query: SearchQuery, vector: Vector): Occurrence[] {
  const found = new Map<string, Occurrence>()
  for (const wanted of lexemesOf(query)) {
    if (!wanted.canMatch) continue
    for (const [lexeme, places] of entriesOf(vector, wanted))
      for (const place of places) {
        const key = `${place} ${lexeme}`
        const known = found.get(key)
        if (known === undefined) found.set(key, { place, lexeme, wanted: [wanted] })
        else known.wanted.push(wanted)
      }
  }
  return [...found.values()].sort((a, b) => a.place - b.place || compareBytes(a.lexeme, b.lexeme))
}

/** The next cover that begins at an occurrence from `start` on: as short as can be at its end, then at its start. */
function findCover(query: SearchQuery, occurrences: readonly Occurrence[], start: number): Cover | undefined {
  for (let from = start; ; from++) {
    const last = scan(query, occurrences, from, 1)
    if (last === undefined) return undefined
    const first = scan(query, occurrences, last, -1, from)
    if (first !== undefined) return { first, last }
  }
}

/** Where the query comes to hold, when the occurrences are gone through one by one. */
function scan(
  query: SearchQuery,
  occurrences: readonly Occurrence[],
  from: number,
  step: 1 | -1,
  until = 0,
): number | undefined {
  const places = new Map<LexemeQuery, number[]>()
  const find: FindPlaces = (lexeme) => (step === 1 ? places.get(lexeme) : places.get(lexeme)?.toReversed())
  for (let i = from; i >= until && i < occurrences.length; i += step) {
    const { place = 0, wanted = [] } = occurrences[i] ?? {}
    for (const lexeme of wanted) {
      const known = places.get(lexeme)
      if (known === undefined) places.set(lexeme, [place])
      else if (known.at(-1) !== place) known.push(place)
    }
    if (holds(query, find)) return i
  }
  return undefined
}

function placeOf(occurrences: readonly Occurrence[], index: number): number {
  return occurrences[index]?.place ?? 0
}
