import { annotatorsQuery } from '../api/queries.ts'
import type { AnnotatorOrder } from '../api/types.ts'
import { type Ranked, rank } from '../lib/leaderboard.ts'
import { type AnnotatorSort, type AnnotatorsState, annotatorFilterOf } from '../lib/search.ts'
import { type Pages, usePages } from './usePages.ts'

const pageSize = 50

const orders: Record<AnnotatorSort, AnnotatorOrder> = { score: 'SCORE', labels: 'LABELS', agreement: 'AGREEMENT' }

/** The first `pages` pages of the annotators that match, in the chosen order, each with its rank. */
export function useAnnotators(state: AnnotatorsState, pages: number): Pages<Ranked> {
  const filter = annotatorFilterOf(state)
  const orderBy = orders[state.sort]
  const list = usePages({
    query: annotatorsQuery,
    key: JSON.stringify([orderBy, filter]),
    variables: (after) => ({ filter, first: pageSize, after, orderBy }),
    connection: (data) => data.annotators,
    idOf: (row) => row.address,
    enough: (rows) => rows.length >= pages * pageSize,
  })
  return { ...list, nodes: rank(list.nodes, state) }
}
