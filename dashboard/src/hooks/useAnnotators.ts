import { annotatorsQuery } from '../api/queries.ts'
import type { AnnotatorOrder } from '../api/types.ts'
import { byAgreement, matches, type Ranked, rank } from '../lib/leaderboard.ts'
import type { AnnotatorsState } from '../lib/search.ts'
import { type Pages, usePages } from './usePages.ts'

const pageSize = 50
// The API's greatest page.
const largestPage = 1000

/**
 * The leaderboard in the chosen order: the first `pages` pages of what matches the filter, each with its rank. The API can
 * neither filter annotators nor order them by a ratio: a filter reads on until it has enough matches, and the order by
 * agreement reads the whole list.
 */
export function useAnnotators(state: AnnotatorsState, pages: number): Pages<Ranked> {
  const wanted = pages * pageSize
  const byRatio = state.sort === 'agreement'
  const first = byRatio || state.address !== '' || state.minLabels > 0 ? largestPage : pageSize
  const orderBy: AnnotatorOrder = state.sort === 'labels' ? 'LABELS' : 'SCORE'
  const list = usePages({
    query: annotatorsQuery,
    key: `${orderBy} ${first}`,
    variables: (after) => ({ first, after, orderBy }),
    connection: (data) => data.annotators,
    idOf: (row) => row.address,
    enough: (rows) => !byRatio && rows.filter((row) => matches(row, state)).length >= wanted,
  })
  // Half a list by ratio would be ranked wrongly: it is shown once it is whole.
  const known = byRatio ? (list.hasMore ? [] : [...list.nodes].sort(byAgreement)) : list.nodes
  const matching = rank(known).filter((row) => matches(row, state))
  return { ...list, nodes: matching.slice(0, wanted), hasMore: list.hasMore || matching.length > wanted }
}
