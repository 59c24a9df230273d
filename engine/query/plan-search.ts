import { findNeedles, parseSearchQuery, SearchQueryError } from '../fulltext/index.ts'
import type { FulltextSearch } from '../types.ts'
import { failure } from './errors.ts'
import type { EntityPlan, Filter, TextSearch } from './plan.ts'
import type { Selection } from './selection.ts'

/**
 * A level of all entities narrowed to what a fulltext search finds. The least relevant comes first, as in graph-node,
 * which has no argument for it.
 * @throws QueryError
 */
export function planSearch(plan: EntityPlan, search: FulltextSearch, selection: Selection): EntityPlan {
  const { fields, language, algorithm } = search
  const text = String(selection.arguments.get('text'))
  const found: TextSearch = { fields, language, algorithm, text, needles: needlesOf(text) }
  const filter: Filter = { kind: 'search', search: found }
  return {
    ...plan,
    filter: plan.filter === undefined ? filter : { kind: 'and', filters: [filter, plan.filter] },
    order: { by: 'search', search: found, direction: 'asc' },
  }
}

function needlesOf(text: string): readonly string[] {
  try {
    return findNeedles(parseSearchQuery(text))
  } catch (error) {
    if (!(error instanceof SearchQueryError)) throw error
    const { message } = error
    if (!message.startsWith('syntax error')) throw failure(`Failed to get entities from store: ${message}`)
    throw failure(
      `Invalid fulltext search query syntax. Error: ${message}. Hint: Search terms with spaces need to be enclosed in single quotes`,
    )
  }
}
