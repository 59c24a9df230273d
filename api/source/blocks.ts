import { isHex } from '../arguments.ts'
import { ApiError, ErrorCode } from '../errors.ts'
import type { SubgraphClient } from './client.ts'

/** A block that everything of one answer is read at. `timestamp` in Unix seconds, null where the subgraph has none. */
export type PinnedBlock = { readonly number: number; readonly hash: string; readonly timestamp: number | null }

/** What clients name a block by. */
export type BlockInput = { readonly number?: number | null; readonly hash?: string | null }

/** What the subgraph says of itself at its newest block. */
export type SubgraphHead = {
  readonly block: PinnedBlock
  readonly deployment: string
  readonly hasIndexingErrors: boolean
}

const HEAD = '{ _meta { deployment hasIndexingErrors block { number hash timestamp } } }'

/** The newest block indexed, also of a subgraph that stopped at an error: `_meta` alone is always answered. */
export async function readHead(client: SubgraphClient, signal?: AbortSignal): Promise<SubgraphHead> {
  const { _meta } = await client.request<{ _meta: SubgraphHead | null }>(HEAD, {}, signal)
  if (!_meta) throw new ApiError(ErrorCode.SubgraphUnavailable, 'The subgraph has not indexed a block yet')
  return _meta
}

const BY_HASH = 'query At($block: Block_height!) { _meta(block: $block) { block { number hash timestamp } } }'

/** @throws ApiError BLOCK_ORPHANED where the hash is not on the chain. */
export async function readBlockByHash(client: SubgraphClient, hash: string): Promise<PinnedBlock> {
  const { _meta } = await client.request<{ _meta: { block: PinnedBlock } }>(BY_HASH, { block: { hash } })
  return { ..._meta.block, hash }
}

const BY_NUMBER = `query Before($number: Int!, $lte: BigInt!) {
  _meta(block: { number: $number }) { block { number } }
  events(first: 1, orderBy: order, orderDirection: desc, where: { block_lte: $lte }) { block blockHash timestamp }
}`

/**
 * The last block at or before `number` with an event: graph-node knows no hash for a number, and only events change entities,
 * so that block says the same. `_meta` fails where `number` is above the newest block indexed.
 *
 * @throws ApiError BLOCK_NOT_INDEXED; also where nothing had happened by then.
 */
export async function readBlockByNumber(client: SubgraphClient, number: number): Promise<PinnedBlock> {
  const { events } = await client.request<{
    events: readonly { block: string; blockHash: string; timestamp: string }[]
  }>(BY_NUMBER, { number, lte: String(number) })
  const [event] = events
  if (!event) throw new ApiError(ErrorCode.BlockNotIndexed, `No event of the protocol at or before block ${number}`)
  return { number: Number(event.block), hash: event.blockHash, timestamp: Number(event.timestamp) }
}

/**
 * Checks what a client sent.
 *
 * @throws ApiError INVALID_BLOCK
 */
export function parseBlockInput({ number, hash }: BlockInput): { number: number } | { hash: string } {
  if (hash != null && number == null && isHex(hash, 32)) return { hash: hash.toLowerCase() }
  if (number != null && hash == null && number >= 0) return { number }
  throw new ApiError(ErrorCode.InvalidBlock, 'block takes either a number, from 0, or a hash of 32 bytes in hex')
}
