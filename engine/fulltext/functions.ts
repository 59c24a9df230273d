import { matches } from './match.ts'
import { proximityRank } from './proximity-rank.ts'
import { rank } from './rank.ts'
import { parseSearchQuery, type SearchQuery } from './search-query.ts'
import { type Language, type Vector, vectorOf } from './vector.ts'

type SqlValue = string | number | bigint | null | Uint8Array

/** `(language, query, ...texts)`: 1 where the query finds the texts, 0 where not. */
export const MATCH_FUNCTION = 'fulltext_matches'
/** `(language, query, algorithm, ...texts)`: how well. */
export const RANK_FUNCTION = 'fulltext_rank'

/** What SQL calls, for one connection: a row that matches is ranked next, so that its words are kept until another. */
export function searchFunctions() {
  const queryOf = remember((text: string): SearchQuery | undefined => parseSearchQuery(text))
  const wordsOf = remember((key: string): Vector => {
    const [language, ...texts] = JSON.parse(key) as [Language, ...string[]]
    return vectorOf(language, texts)
  })
  const read = (language: SqlValue, text: SqlValue, texts: readonly SqlValue[]) => ({
    query: queryOf(String(text)),
    vector: wordsOf(JSON.stringify([language, ...texts.filter((item) => item !== null)])),
  })
  return [
    {
      name: MATCH_FUNCTION,
      run(language: SqlValue = null, text: SqlValue = null, ...texts: readonly SqlValue[]): number {
        const { query, vector } = read(language, text, texts)
        return query !== undefined && matches(query, vector) ? 1 : 0
      },
    },
    {
      name: RANK_FUNCTION,
      run(
        language: SqlValue = null,
        text: SqlValue = null,
        algorithm: SqlValue = null,
        ...texts: readonly SqlValue[]
      ): number {
        const { query, vector } = read(language, text, texts)
        if (query === undefined) return 0
        return algorithm === 'rank' ? rank(query, vector) : proximityRank(query, vector)
      },
    },
  ]
}

/** The last result is kept. */
function remember<T>(compute: (key: string) => T): (key: string) => T {
  let last: { readonly key: string; readonly result: T } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, result: compute(key) }
    return last.result
  }
}
