import type { SearchQuery } from './search-query.ts'

/** A stem is the beginning of its word but for this many letters (`dying`, `die`). */
const CHANGED_BY_STEMMING = 2

/**
 * What every text that a query finds contains, be it in other ASCII letters' case; the longest that is known, or
 * nothing.
 */
export function findNeedle(query: SearchQuery | undefined): string {
  switch (query?.kind) {
    case 'lexeme':
      return [...query.lexeme].slice(0, -CHANGED_BY_STEMMING).join('')
    case 'and':
    case 'phrase': {
      const [left, right] = [findNeedle(query.left), findNeedle(query.right)]
      return left.length >= right.length ? left : right
    }
    default:
      return ''
  }
}
