/** What mappings ask the chain while they run: calls of contracts, balances, code. */
export { readFunctions } from './abis.ts'
export { type CallCache, openCallCache } from './cache.ts'
export {
  type ChainCalls,
  type ContractAbis,
  type ContractCall,
  createChainCalls,
} from './chain-calls.ts'
export { type DeclaredCall, evaluateDeclaredCall, parseDeclaredCall, readsStruct } from './declared.ts'
export { CallCacheError, DeclaredCallError } from './errors.ts'
