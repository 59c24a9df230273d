import { annotatorsQuery } from '../api/queries.ts'
import { matches, type Ranked, rank } from '../lib/leaderboard.ts'
import type { AnnotatorsState } from '../lib/search.ts'
import { type Pages, usePages } from './usePages.ts'

const pageSize = 50
// The API cannot filter annotators, so a filter reads on until it has a page of matches: in larger steps.
const filteredPageSize = 500

/** The leaderboard in the chosen order: the first `pages` pages of what matches the filter, each with its rank. */
export function useAnnotators(
  state: AnnotatorsState,
  pages: number,
): Omit<Pages<Ranked>, 'hasMore'> & { hasMore: boolean } {
  const wanted = pages * pageSize
  const filtered = state.address !== '' || state.minLabels > 0
  const first = filtered ? filteredPageSize : pageSize
  const list = usePages({
    query: annotatorsQuery,
    key: `${state.order} ${first}`,
    variables: (after) => ({ first, after, orderBy: state.order }),
    connection: (data) => data.annotators,
    idOf: (row) => row.address,
    enough: (rows) => rows.filter((row) => matches(row, state)).length >= wanted,
  })
  const matching = rank(list.nodes).filter((row) => matches(row, state))
  return { ...list, nodes: matching.slice(0, wanted), hasMore: list.hasMore || matching.length > wanted }
}
