import type { SubgraphClient } from './client.ts'
import { createPageReader, type Page, readAll } from './pages.ts'
import { ANNOTATOR, type AnnotatorRow, SCORE, type ScoreRow, SUBMISSION, type SubmissionRow } from './rows.ts'
import type { Snapshot } from './snapshot.ts'

/** What annotators are ranked by: a column each, highest first; ties by id, highest first. */
const ORDER = { SCORE: 'score', LABELS: 'labels', AGREEMENT: 'agreement' } as const

export type AnnotatorOrder = keyof typeof ORDER

/** An absent field filters nothing. */
export type AnnotatorFilter = {
  /** Beginning of the address: 0x and lower-case hex. */
  readonly address?: string | undefined
  /** Least number of labels revealed. */
  readonly minLabels?: number | undefined
}

/** The value of an annotator in the order: with the id, the sort key. */
export function rankOf(order: AnnotatorOrder, annotator: AnnotatorRow): number {
  return annotator[ORDER[order]]
}

const readerOf = (order: AnnotatorOrder) =>
  createPageReader<AnnotatorRow>({
    field: 'annotators',
    filter: 'Annotator_filter',
    selection: ANNOTATOR,
    orderBy: ORDER[order],
    direction: 'desc',
  })

const READERS = { SCORE: readerOf('SCORE'), LABELS: readerOf('LABELS'), AGREEMENT: readerOf('AGREEMENT') }

/** One page of the ranking. */
export function readAnnotators(
  client: SubgraphClient,
  request: {
    readonly order: AnnotatorOrder
    readonly filter: AnnotatorFilter
    /** Rank and id of the last annotator before this page. */
    readonly after?: { readonly rank: number; readonly id: string } | undefined
    readonly first: number
    readonly hash: string
  },
): Promise<Page<AnnotatorRow>> {
  const { order, filter, after, first, hash } = request
  const column = ORDER[order]
  // A list of conditions, because a column beside an `or` is refused.
  const and = [
    ...(filter.address ? [beginsWith(filter.address)] : []),
    ...(filter.minLabels !== undefined ? [{ labels_gte: filter.minLabels }] : []),
    ...(after ? [{ or: [{ [`${column}_lt`]: after.rank }, { [column]: after.rank, id_lt: after.id }] }] : []),
  ]
  return READERS[order](client, { where: { and }, first, hash })
}

/** Ids are fixed in length, so those with a beginning are a range. */
function beginsWith(beginning: string): Record<string, string> {
  const length = '0x'.length + 40
  return { id_gte: beginning.padEnd(length, '0'), id_lte: beginning.padEnd(length, 'f') }
}

const readScores = createPageReader<ScoreRow>({
  field: 'scores',
  filter: 'Score_filter',
  selection: SCORE,
  orderBy: 'id',
  direction: 'asc',
})

/** Every score of an annotator, oldest first: the first 1000 together with those of others, then a request for every 1000. */
export async function readHistory(at: Snapshot, annotator: string): Promise<ScoreRow[]> {
  const scores = [...(await at.get('scores', annotator)).history]
  const last = scores.at(-1)
  if (last && scores.length === 1000) {
    const next = ({ id }: ScoreRow) => ({ annotator, id_gt: id })
    const pages = readAll(readScores, at.client, { where: next(last), first: 1000, hash: at.block.hash }, next)
    for await (const page of pages) scores.push(...page.rows)
  }
  // By id is by transaction hash, which says nothing; the chain's order comes with the events.
  return scores.sort((a, b) => (BigInt(a.event.order) < BigInt(b.event.order) ? -1 : 1))
}

/** At most `most` (2 or more) of the points, evenly chosen, the first and the last among them. */
export function thin<T>(points: readonly T[], most: number): T[] {
  if (points.length <= most) return [...points]
  const step = (points.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)] as T)
}

const readSeats = createPageReader<SubmissionRow>({
  field: 'submissions',
  filter: 'Submission_filter',
  selection: SUBMISSION,
  orderBy: 'assigned__order',
  direction: 'desc',
})

/** One page of an annotator's submissions, newest assignment first. */
export function readSubmissions(
  client: SubgraphClient,
  request: {
    readonly annotator: string
    /** Order of the assignment of the last submission before this page. */
    readonly after?: string | undefined
    readonly first: number
    readonly hash: string
  },
): Promise<Page<SubmissionRow>> {
  const { annotator, after, first, hash } = request
  // An annotator has one seat a batch and a batch one assignment: the order alone is a key.
  const where = { annotator, ...(after !== undefined && { assigned_: { order_lt: after } }) }
  return readSeats(client, { where, first, hash })
}
