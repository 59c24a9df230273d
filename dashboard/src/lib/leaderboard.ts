import type { AnnotatorRow } from '../api/types.ts'
import type { Column } from './csv.ts'
import { exactTokens, sumUnits } from './format.ts'
import type { AnnotatorsState } from './search.ts'

/** A row and its place among all with the minimum of labels; null where a filter by address hides who is before it. */
export type Ranked = AnnotatorRow & { rank: number | null }

/** `rows` are the list's from its beginning. */
export function rank(rows: AnnotatorRow[], { address }: Pick<AnnotatorsState, 'address'>): Ranked[] {
  return rows.map((row, index) => ({ ...row, rank: address === '' ? index + 1 : null }))
}

/** Everything an annotator ever earned, over all tokens, in smallest units. */
export function earnedUnits(row: AnnotatorRow): string {
  return sumUnits(row.earnings.map((earning) => earning.accrued))
}

export const leaderboardColumns: Column<Ranked>[] = [
  { name: 'rank', value: (row) => row.rank },
  { name: 'address', value: (row) => row.address },
  { name: 'score', value: (row) => row.score },
  { name: 'scoreUpper', value: (row) => row.scoreUpper },
  { name: 'labels', value: (row) => row.labels },
  { name: 'agreed', value: (row) => row.agreed },
  { name: 'compared', value: (row) => row.compared },
  { name: 'agreement', value: (row) => row.agreement },
  { name: 'batches', value: (row) => row.submissions },
  { name: 'missed', value: (row) => row.missed },
  { name: 'earned', value: (row) => exactTokens(earnedUnits(row)) },
  { name: 'lastActive', value: (row) => row.lastSeen.time },
]
