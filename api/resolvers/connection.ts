import { type Cursor, decodeCursor, encodeCursor } from '../cursor.ts'
import { ApiError, ErrorCode } from '../errors.ts'
import { type BlockInput, type PinnedBlock, parseBlockInput } from '../source/blocks.ts'
import type { Page } from '../source/pages.ts'
import type { Node, Snapshot } from '../source/snapshot.ts'
import type { Source } from '../source/source.ts'

/** Where a walk through a list stands: the block of all its pages, and the key of the last row, none before the first page. */
export type Walk = { readonly hash: string; readonly key?: readonly string[] }

/** A walk's answer, in the shape of Relay's connections. */
export type Connection<Row> = {
  readonly block: PinnedBlock
  /** Made only where asked for: a cursor a row costs more than most rows. */
  readonly edges: () => readonly { readonly cursor: string; readonly node: Node<Row> }[]
  readonly nodes: readonly Node<Row>[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/**
 * The first page pins a block, by default the newest; a cursor brings the block of the page it ended.
 *
 * @param list - Name of the list and its order; see `encodeCursor`.
 * @throws ApiError INVALID_CURSOR, INVALID_BLOCK
 */
export async function startWalk(
  list: string,
  columns: readonly ((value: string) => boolean)[],
  source: Source,
  after: string | null | undefined,
  block?: BlockInput | null,
): Promise<Walk> {
  if (after == null) return { hash: (await source.snapshot(block)).block.hash }
  const cursor = decodeCursor(list, after, columns)
  if (block != null) requireSameBlock(cursor, block)
  return { hash: cursor.block.hash, key: cursor.key }
}

function requireSameBlock({ block }: Cursor, input: BlockInput): void {
  const wanted = parseBlockInput(input)
  // A number pins the last eventful block at or before it: see readBlockByNumber.
  const same = 'hash' in wanted ? wanted.hash === block.hash : wanted.number >= block.number
  if (!same) {
    throw new ApiError(
      ErrorCode.InvalidBlock,
      `after is a cursor of block ${block.number} (${block.hash}): leave block out`,
    )
  }
}

/** @param keyOf - The sort key of a row: what `startWalk` gives back for the next page. */
export function connect<Row>(
  list: string,
  page: Page<Row>,
  at: Snapshot,
  keyOf: (row: Row) => readonly string[],
): Connection<Row> {
  const cursorOf = (row: Row) => encodeCursor(list, { block: page.block, key: keyOf(row) })
  const nodes = page.rows.map((row) => ({ row, at }))
  const last = page.rows.at(-1)
  return {
    block: page.block,
    edges: () => nodes.map((node) => ({ cursor: cursorOf(node.row), node })),
    nodes,
    pageInfo: { hasNextPage: page.hasNext, endCursor: last ? cursorOf(last) : null },
  }
}
