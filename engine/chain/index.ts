/** Reads an EVM chain by JSON-RPC. */
export { type Archive, ArchiveError, openArchive } from './archive.ts'
export type { BlockFilter } from './block-filter.ts'
export { createChain } from './chain.ts'
export { type Classified, classify, type ErrorKind, type RangeHint, type RawError } from './classify.ts'
export { connect, type Identity, identify, WrongChainError } from './connect.ts'
export { ChainMovedError, type NodeAnswer, RpcError, type RpcErrorCode } from './errors.ts'
export type { LogFilter } from './filter.ts'
export { watchHeads } from './heads.ts'
export { type ChainLog, wordsOf } from './logs.ts'
export { mergeBlocks } from './merge.ts'
export { createNodes, type Nodes } from './nodes.ts'
export { type OpenChainOptions, type OpenedChain, openChain } from './open.ts'
export { grow, initialRange, type RangeSize, shrink } from './range.ts'
export { createRpc, type Rpc, type RpcCall, type RpcOptions } from './rpc.ts'
export { type CallFilter, type ChainCall, requireTraces } from './traces.ts'
export type {
  BlockWithLogs,
  Chain,
  ChainOptions,
  ChainRange,
  LogCheck,
  RangeRequest,
  TriggerFilter,
} from './types.ts'
