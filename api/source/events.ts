import type { SubgraphClient } from './client.ts'
import { createPageReader, type Page } from './pages.ts'
import { EVENT, type EventRow } from './rows.ts'

/** Ids and addresses in lower case. An absent field filters nothing. */
export type EventFilter = {
  readonly name?: readonly string[] | undefined
  readonly dataset?: string | undefined
  readonly batch?: string | undefined
  readonly account?: string | undefined
}

const readPage = createPageReader<EventRow>({
  field: 'events',
  filter: 'Event_filter',
  selection: EVENT,
  orderBy: 'order',
  direction: 'desc',
})

/** One page of the audit trail, newest first. */
export function readEvents(
  client: SubgraphClient,
  request: {
    readonly filter: EventFilter
    /** Order of the last event before this page. */
    readonly after?: string | undefined
    readonly first: number
    readonly hash: string
  },
): Promise<Page<EventRow>> {
  const { filter, after, first, hash } = request
  const where = {
    ...(filter.name && { name_in: filter.name }),
    ...(filter.dataset !== undefined && { project: filter.dataset }),
    ...(filter.batch !== undefined && { batch: filter.batch }),
    ...(filter.account !== undefined && { account: filter.account }),
    ...(after !== undefined && { order_lt: after }),
  }
  return readPage(client, { where, first, hash })
}
