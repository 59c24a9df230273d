import { matches } from './match.ts'
import { proximityRank } from './proximity-rank.ts'
import { rank } from './rank.ts'
import { lexemesOf, parseSearchQuery, type SearchQuery } from './search-query.ts'
import { type Language, type Vector, vectorOf } from './vector.ts'

type SqlValue = string | number | bigint | null | Uint8Array

/** `(language, query, ...texts)`: 1 where the query finds the texts, 0 where not. */
export const MATCH_FUNCTION = 'fulltext_matches'
/** `(algorithm, language, query, ...texts)`: how well. */
export const RANK_FUNCTION = 'fulltext_rank'

/** What SQL calls, for one connection. */
export function searchFunctions() {
  const prepareQuery = remember(([text]: readonly SqlValue[]) => {
    const query = parseSearchQuery(String(text))
    return { query, isWanted: query === undefined ? () => false : wantedBy(query) }
  })
  // A row that matches is ranked next.
  const readRow = remember(([language, text, ...texts]: readonly SqlValue[]): Row => {
    const { query, isWanted } = prepareQuery([text ?? null])
    const words = texts.filter((item) => typeof item === 'string')
    return { query, vector: vectorOf(language as Language, words, isWanted) }
  })
  return [
    {
      name: MATCH_FUNCTION,
      run(...row: readonly SqlValue[]): number {
        const { query, vector } = readRow(row)
        return query !== undefined && matches(query, vector) ? 1 : 0
      },
    },
    {
      name: RANK_FUNCTION,
      run(algorithm: SqlValue = null, ...row: readonly SqlValue[]): number {
        const { query, vector } = readRow(row)
        if (query === undefined) return 0
        return algorithm === 'rank' ? rank(query, vector) : proximityRank(query, vector)
      },
    },
  ]
}

type Row = { readonly query: SearchQuery | undefined; readonly vector: Vector }

function wantedBy(query: SearchQuery): (lexeme: string) => boolean {
  const lexemes = lexemesOf(query)
  const exact = new Set(lexemes.map(({ lexeme }) => lexeme))
  const prefixes = lexemes.filter(({ isPrefix }) => isPrefix).map(({ lexeme }) => lexeme)
  return (lexeme) => exact.has(lexeme) || prefixes.some((prefix) => lexeme.startsWith(prefix))
}

/** The last result is kept. */
function remember<T>(compute: (input: readonly SqlValue[]) => T): (input: readonly SqlValue[]) => T {
  let last: { readonly input: readonly SqlValue[]; readonly result: T } | undefined
  return (input) => {
    const isSame = last?.input.length === input.length && last.input.every((value, i) => value === input[i])
    if (last === undefined || !isSame) last = { input, result: compute(input) }
    return last.result
  }
}
