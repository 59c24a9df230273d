/** Reads an EVM chain by JSON-RPC. */
export {
  type BlockWithLogs,
  type Chain,
  type ChainLog,
  type ChainRange,
  createChain,
  type LogFilter,
  type RangeRequest,
} from './chain.ts'
export { connect, type Identity, identify, WrongChainError } from './connect.ts'
export { ChainMovedError, RpcError, type RpcErrorCode } from './errors.ts'
export { grow, INITIAL_RANGE, shrink } from './range.ts'
export { createRpc, type Rpc, type RpcCall, type RpcOptions } from './rpc.ts'
