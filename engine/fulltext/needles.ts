import type { SearchQuery } from './search-query.ts'

/** Letters of a needle: the first of a long word tell enough. */
const MAX_LENGTH = 100
/** With more SQL's expression gets too deep. */
const MAX_NEEDLES = 32

/**
 * Texts of which every text that a query finds contains one, be it in other ASCII letters' case; none where nothing is
 * known of it.
 */
export function findNeedles(query: SearchQuery | undefined): readonly string[] {
  switch (query?.kind) {
    case 'lexeme':
      return [wordStart(query.lexeme).slice(0, MAX_LENGTH)]
    case 'and':
    case 'phrase': {
      const [left, right] = [findNeedles(query.left), findNeedles(query.right)]
      return shortest(left) >= shortest(right) ? left : right
    }
    case 'or': {
      const [left, right] = [findNeedles(query.left), findNeedles(query.right)]
      const isKnown = left.length > 0 && right.length > 0 && left.length + right.length <= MAX_NEEDLES
      return isKnown ? [...left, ...right] : []
    }
    default:
      return []
  }
}

/** How every word begins whose stem begins so: stemming changes `dying` to `die`, `happy` to `happi`, `sensibility` to `sensibl`. */
function wordStart(lexeme: string): string {
  return lexeme.replace(/(?:ie|[eiy]|(?<=b)l)$/, '')
}

function shortest(needles: readonly string[]): number {
  return needles.length === 0 ? 0 : Math.min(...needles.map((needle) => needle.length))
}
