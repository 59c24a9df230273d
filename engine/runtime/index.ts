/** Runs graph-cli's WebAssembly mappings with graph-node's host functions. */

export { fromHex } from '../hex.ts'
export { decodeValues } from './abi/decode.ts'
export { encodeValues } from './abi/encode.ts'
export { type AbiEvent, decodeEvent, type EventParam, toAbiEvent } from './abi/event.ts'
export { decodedParams, type EventParams, EventWords } from './abi/event-words.ts'
export { type AbiFunction, decodeOutputs, encodeCall, toAbiFunction } from './abi/function.ts'
export { type LogWords, wordsOfHex } from './abi/log-words.ts'
export {
  AbiError,
  type AbiParameter,
  type AbiType,
  canonicalType,
  type EthereumValue,
  parseType,
  typeOfParameter,
} from './abi/types.ts'
export { ContextError, type DataSourceContext, formatContext, parseContext } from './context.ts'
export { DeterministicError, InvalidEntityError, UnsupportedImportError } from './errors.ts'
export type { GraphExports, Pointer } from './heap.ts'
export { createHost, linkImports, unsupportedImports } from './host/index.ts'
export type { Answer, DataSourceInfo, EntityPort, HostFunctions, HostServices, LogLevel } from './host/services.ts'
export { compileMapping, MappingInstance, type MappingModule } from './instance.ts'
export { readEthereumValue, type SmartContractCall } from './marshal/ethereum.ts'
export { parseJson, writeJson } from './marshal/json.ts'
export { readEntity, type StoreValue, writeEntity } from './marshal/store.ts'
export { WasmMemory } from './memory.ts'
export {
  type CallTrigger,
  type ChainBlock,
  type ChainReceipt,
  type ChainTransaction,
  type EventTrigger,
  isWhole,
  type TransactionPlace,
} from './trigger.ts'
