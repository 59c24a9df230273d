import { answerOf } from '../consensus.ts'
import type { PinnedBlock } from './blocks.ts'
import type { SubgraphClient } from './client.ts'
import { createPageReader, type Page, readAll } from './pages.ts'
import { LABEL, type LabelRow, type LabelStatus, SUBMISSION, type SubmissionRow } from './rows.ts'

/** Ids in lower case. An absent field filters nothing. */
export type LabelFilter = {
  readonly dataset?: string | undefined
  readonly batch?: string | undefined
  /** Default: Verified or Overturned, and settled unless `settled` says otherwise. */
  readonly status?: readonly LabelStatus[] | undefined
  readonly settled?: boolean | undefined
  readonly value?: number | undefined
  /** Only items that this address answered. */
  readonly annotator?: string | undefined
}

export type LabelPageRequest = {
  readonly filter: LabelFilter
  /** Id of the last label before this page. */
  readonly after?: string | undefined
  readonly first: number
  readonly hash: string
  readonly signal?: AbortSignal | undefined
}

const readPage = createPageReader<LabelRow>({
  field: 'labels',
  filter: 'Label_filter',
  selection: LABEL,
  orderBy: 'id',
  direction: 'asc',
})

const readSeats = createPageReader<SubmissionRow>({
  field: 'submissions',
  filter: 'Submission_filter',
  selection: SUBMISSION,
  orderBy: 'id',
  direction: 'asc',
})

/** One page of labels by id, which is by batch and item. */
export function readLabels(client: SubgraphClient, request: LabelPageRequest): Promise<Page<LabelRow>> {
  const { filter, after, first, hash, signal } = request
  if (filter.annotator !== undefined) return readAnsweredLabels(client, request, filter.annotator)
  return readPage(client, { where: whereOf(filter, after), first, hash, signal })
}

/** With a value that nothing can change any more, once settled. */
const FINAL: readonly LabelStatus[] = ['Verified', 'Overturned']

/** What may be served to training is the default, so that nobody gets anything else by leaving something out. */
export function whereOf(filter: LabelFilter, after: string | undefined): Record<string, unknown> {
  const settled = filter.settled ?? (filter.status ? undefined : true)
  return {
    status_in: filter.status ?? FINAL,
    ...(settled !== undefined && { settled }),
    ...(filter.dataset !== undefined && { project: filter.dataset }),
    ...(filter.batch !== undefined && { batch: filter.batch }),
    ...(filter.value !== undefined && { value: filter.value }),
    ...(after !== undefined && { id_gt: after }),
  }
}

/** Seats looked up at a time: with 100 items a batch, a few pages of labels. */
const SEATS = 50

/**
 * The subgraph cannot join a label with the submissions of its batch, so the annotator's seats come first, then the labels of
 * their batches. Both sort by batch id: a seat's id starts with it, and a label's, too.
 */
async function readAnsweredLabels(
  client: SubgraphClient,
  { filter, after, first, hash, signal }: LabelPageRequest,
  annotator: string,
): Promise<Page<LabelRow>> {
  const rows: LabelRow[] = []
  let block: PinnedBlock | undefined
  for await (const seats of readSeatsFrom(client, { filter, after, hash, signal }, annotator)) {
    block = seats.block
    const seatOf = new Map(seats.rows.map((seat) => [seat.batch.id, seat]))
    if (seatOf.size === 0) continue
    const where = (from: string | undefined) => ({ ...whereOf(filter, from), batch_in: [...seatOf.keys()] })
    const pages = readAll(readPage, client, { where: where(after), first, hash, signal }, (last) => where(last.id))
    for await (const page of pages) {
      for (const label of page.rows) {
        const seat = seatOf.get(label.batch.id)
        if (seat && answerOf(seat, label.index) !== null) rows.push(label)
      }
      if (rows.length > first) return { rows: rows.slice(0, first), hasNext: true, block }
    }
  }
  // `readAll` yields a page at least, if an empty one.
  if (!block) throw new Error('no page of submissions was read')
  return { rows, hasNext: false, block }
}

function readSeatsFrom(
  client: SubgraphClient,
  { filter, after, hash, signal }: Omit<LabelPageRequest, 'first'>,
  annotator: string,
): AsyncGenerator<Page<SubmissionRow>> {
  const where = {
    annotator,
    state: 'Revealed',
    ...(filter.dataset !== undefined && { project: filter.dataset }),
    ...(filter.batch !== undefined && { batch: filter.batch }),
  }
  const start = { ...where, ...(after !== undefined && { id_gte: batchOf(after) }) }
  return readAll(readSeats, client, { where: start, first: SEATS, hash, signal }, (last) => ({
    ...where,
    id_gt: last.id,
  }))
}

/** The batch id that a label's id starts with. */
function batchOf(label: string): string {
  return label.slice(0, 2 + 64)
}

const READ_LABEL = `query Label($id: ID!, $block: Block_height!) { label(id: $id, block: $block) { ${LABEL} } }`

/** One label by its id, or null. */
export async function readLabel(client: SubgraphClient, id: string, hash: string): Promise<LabelRow | null> {
  const { label } = await client.request<{ label: LabelRow | null }>(READ_LABEL, { id, block: { hash } })
  return label
}
