import type { AnnotatorRow } from '../api/types.ts'
import type { Column } from './csv.ts'
import { exactTokens, sumUnits } from './format.ts'

/** A row and its place in the chosen order; the place does not change when a filter hides others. */
export type Ranked = AnnotatorRow & { rank: number }

export type LeaderboardFilter = { address: string; minLabels: number }

/** Who agrees most often first; of equals, who was compared more often; those never compared last. */
export function byAgreement(a: AnnotatorRow, b: AnnotatorRow): number {
  return (b.agreement ?? -1) - (a.agreement ?? -1) || b.compared - a.compared
}

export function rank(rows: AnnotatorRow[]): Ranked[] {
  return rows.map((row, index) => ({ ...row, rank: index + 1 }))
}

/** `address` is any part of the address, in lower case; `minLabels` is inclusive. */
export function matches(row: AnnotatorRow, { address, minLabels }: LeaderboardFilter): boolean {
  return row.labels >= minLabels && (address === '' || row.address.toLowerCase().includes(address))
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
