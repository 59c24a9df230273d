import type { EthereumValue } from '../abi/types.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'

/** graph-ts's `ethereum.ValueKind`. */
const KINDS = [
  'address',
  'fixedBytes',
  'bytes',
  'int',
  'uint',
  'bool',
  'string',
  'fixedArray',
  'array',
  'tuple',
] as const

/** The number of each kind. */
export const ETHEREUM_KIND = Object.fromEntries(KINDS.map((kind, number) => [kind, number])) as Record<
  (typeof KINDS)[number],
  number
>

const MAX_DEPTH = 128

export function writeEthereumValue(memory: WasmMemory, value: EthereumValue): Pointer {
  return memory.writeEnum(TypeId.EthereumValue, ETHEREUM_KIND[value.kind], writePayload(memory, value))
}

/** An `Array<ethereum.Value>`, which a Tuple is too. */
export function writeEthereumValues(memory: WasmMemory, values: readonly EthereumValue[]): Pointer {
  const items = values.map((value) => writeEthereumValue(memory, value))
  return memory.writeArray(TypeId.ArrayEthereumValue, items)
}

function writePayload(memory: WasmMemory, value: EthereumValue): number {
  switch (value.kind) {
    case 'address':
    case 'fixedBytes':
    case 'bytes':
      return memory.writeBytes(value.value)
    case 'int':
    case 'uint':
      return memory.writeBigInt(value.value)
    case 'bool':
      return value.value ? 1 : 0
    case 'string':
      return memory.writeString(value.value)
    default:
      return writeEthereumValues(memory, value.value)
  }
}

export function readEthereumValue(memory: WasmMemory, pointer: Pointer, depth = 0): EthereumValue {
  if (depth > MAX_DEPTH) throw new DeterministicError('recursion limit reached while reading a value')
  const kind = KINDS[memory.readWord(pointer)]
  const payload = memory.readWord(pointer, 2)
  switch (kind) {
    case 'address':
    case 'fixedBytes':
    case 'bytes':
      return { kind, value: memory.viewBytes(payload).slice() }
    case 'int':
    case 'uint':
      return { kind, value: memory.readBigInt(payload) }
    case 'bool':
      return { kind, value: payload !== 0 }
    case 'string':
      return { kind, value: memory.readString(payload) }
    case undefined:
      throw new DeterministicError(`unknown kind of Ethereum value: ${memory.readWord(pointer)}`)
    default:
      return { kind, value: memory.readArray(payload).map((item) => readEthereumValue(memory, item, depth + 1)) }
  }
}

/** A call of a contract's view function, as `SmartContract.call` of graph-ts hands it over. */
export type SmartContractCall = {
  readonly contractName: string
  readonly address: Uint8Array
  readonly functionName: string
  /** `balanceOf(address):(uint256)` */
  readonly functionSignature: string
  readonly args: readonly EthereumValue[]
}

export function readSmartContractCall(memory: WasmMemory, pointer: Pointer): SmartContractCall {
  return {
    contractName: memory.readString(memory.readWord(pointer)),
    address: memory.viewBytes(memory.readWord(pointer, 1)).slice(),
    functionName: memory.readString(memory.readWord(pointer, 2)),
    functionSignature: memory.readString(memory.readWord(pointer, 3)),
    args: memory.readArray(memory.readWord(pointer, 4)).map((item) => readEthereumValue(memory, item)),
  }
}
