import type { PinnedBlock } from './blocks.ts'
import type { SubgraphClient } from './client.ts'
import type { Ref } from './rows.ts'

/** One page of a list, the block it was read at, and whether rows follow. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly hasNext: boolean; readonly block: PinnedBlock }

/** What to read: `where` is a filter of the subgraph's, the keyset condition included. */
export type PageRequest = {
  readonly where: Readonly<Record<string, unknown>>
  readonly first: number
  /** Hash of the block to read at. */
  readonly hash: string
  readonly signal?: AbortSignal | undefined
}

export type PageReader<Row> = (client: SubgraphClient, request: PageRequest) => Promise<Page<Row>>

/**
 * A reader of one list in one order: a request a page. The one row after the page tells exactly whether more follow.
 *
 * @param field - Plural of the entity, such as `labels`; `filter` is the type of its `where`.
 */
export function createPageReader<Row extends Ref>(list: {
  readonly field: string
  readonly filter: string
  readonly selection: string
  readonly orderBy: string
  readonly direction: 'asc' | 'desc'
}): PageReader<Row> {
  const order = `orderBy: ${list.orderBy}, orderDirection: ${list.direction}`
  const document = `query Page($where: ${list.filter}!, $first: Int!, $block: Block_height!) {
  rows: ${list.field}(where: $where, first: $first, ${order}, block: $block) { ${list.selection} }
  more: ${list.field}(where: $where, first: 1, skip: $first, ${order}, block: $block) { id }
  _meta(block: $block) { block { number hash timestamp } }
}`
  return async (client, { where, first, hash, signal }) => {
    const answer = await client.request<{
      rows: readonly Row[]
      more: readonly Ref[]
      _meta: { block: PinnedBlock }
    }>(document, { where, first, block: { hash } }, signal)
    return { rows: answer.rows, hasNext: answer.more.length > 0, block: { ...answer._meta.block, hash } }
  }
}

/** Reads a list to its end, page by page. `next` turns the last row into the filter of the page after it. */
export async function* readAll<Row extends Ref>(
  read: PageReader<Row>,
  client: SubgraphClient,
  request: PageRequest,
  next: (last: Row) => PageRequest['where'],
): AsyncGenerator<Page<Row>> {
  for (let where = request.where; ; ) {
    const page = await read(client, { ...request, where })
    yield page
    const last = page.rows.at(-1)
    if (!page.hasNext || !last) return
    where = next(last)
  }
}
