import type { ChainReceipt } from '../runtime/index.ts'
import type { BlockHeader, BlockPtr, Logger } from '../types.ts'
import type { Archive } from './archive.ts'
import type { BlockFilter } from './block-filter.ts'
import type { FullBlock } from './blocks.ts'
import type { Identity } from './connect.ts'
import type { LogFilter } from './filter.ts'
import type { ChainLog } from './logs.ts'
import type { CallFilter, ChainCall } from './traces.ts'

/** A block that has logs for the subgraph, with these logs in their order. */
export type BlockWithLogs = {
  readonly header: BlockHeader
  readonly block: FullBlock
  /** None where only the block was wanted. */
  readonly logs: readonly ChainLog[]
  /** The calls that filters want, in their order. */
  readonly calls?: readonly ChainCall[]
  /** By transaction hash, for the logs of filters that want them. */
  readonly receipts?: ReadonlyMap<string, ChainReceipt>
}

/** What a subgraph wants to see. */
export type TriggerFilter = {
  readonly filters: readonly LogFilter[]
  /** Blocks that handlers want whatever is in them. */
  readonly blocks?: readonly BlockFilter[]
  /** Calls of contracts, read from the node's traces: nothing in a block tells whether they are all. */
  readonly calls?: readonly CallFilter[]
  /** Events, by topic 0, whose handlers do not look into transactions: these come by their place, and seldom cost anything. */
  readonly unread?: ReadonlySet<string>
}

/** All that the subgraph sees in a range of blocks; every block belongs to one chain, that of `last`. */
export type ChainRange = {
  readonly last: BlockHeader
  /** In ascending order. */
  readonly blocks: readonly BlockWithLogs[]
}

export type RangeRequest = TriggerFilter & {
  readonly from: number
  readonly to: number
  /** The block that `from` must follow, where it is known. */
  readonly parent?: BlockPtr
}

/** The chain as the indexer reads it. Every method throws RpcError when the node does not answer. */
export type Chain = {
  chainId(): Promise<number>
  /** @throws WrongChainError when the node serves another chain than before */
  head(): Promise<BlockHeader>
  findHeader(number: number): Promise<BlockHeader | undefined>
  /** @throws ChainMovedError when the answers are not of one chain, or `from` does not follow `parent` */
  fetchRange(request: RangeRequest): Promise<ChainRange>
  /** @throws WrongChainError when the node serves another chain, even one of the same id */
  checkIdentity?(): Promise<void>
  /** The most blocks that a range should have. */
  readonly maxRange?: number
}

/** How the node's logs are checked. Everything else about an answer is checked always. */
export type LogCheck =
  /** The first and the last header of a range; every header in short ranges, as near the head. */
  | 'ends'
  /** Every header: a block whose bloom admits a log must have one, or its receipts must prove that it has none. */
  | 'bloom'
  /** Every header's hash and the receipts of every block that the bloom admits, recomputed. */
  | 'proof'

export type ChainOptions = {
  readonly check?: LogCheck
  /** The chain that is followed. */
  readonly identity?: Identity
  /** Keeps what was read of blocks, where every header is read. */
  readonly archive?: Archive
  readonly logger?: Logger
}
