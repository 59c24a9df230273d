import { keccak256 } from '../../keccak.ts'
import { decodeValues } from './decode.ts'
import { encodeValues } from './encode.ts'
import {
  AbiError,
  type AbiParameter,
  type AbiType,
  canonicalType,
  type EthereumValue,
  typeOfParameter,
} from './types.ts'

/** A function of a contract, ready to be called. */
export type AbiFunction = {
  readonly name: string
  /** `balanceOf(address):(uint256)`, as graph-cli writes it into mappings; without the colon where nothing is returned. */
  readonly signature: string
  /** The first four bytes of call data. */
  readonly selector: Uint8Array
  readonly inputs: readonly AbiType[]
  readonly outputs: readonly AbiType[]
}

type FunctionParameters = { readonly inputs?: readonly AbiParameter[]; readonly outputs?: readonly AbiParameter[] }

/** Reads a function of a JSON ABI. @throws AbiError when a type is none */
export function toAbiFunction(name: string, { inputs = [], outputs = [] }: FunctionParameters): AbiFunction {
  const called = `${name}(${inputs.map(canonicalType).join(',')})`
  const returned = outputs.map(canonicalType).join(',')
  return {
    name,
    signature: returned === '' ? called : `${called}:(${returned})`,
    selector: keccak256(called).subarray(0, 4),
    inputs: inputs.map(typeOfParameter),
    outputs: outputs.map(typeOfParameter),
  }
}

/** Call data. @throws AbiError when the arguments are not of the function's types */
export function encodeCall({ signature, selector, inputs }: AbiFunction, args: readonly EthereumValue[]): Uint8Array {
  if (args.length !== inputs.length) {
    throw new AbiError(`${signature} takes ${inputs.length} arguments, not ${args.length}`)
  }
  for (const [index, type] of inputs.entries()) {
    const value = args[index]
    if (value !== undefined && fits(type, value)) continue
    throw new AbiError(`argument ${index + 1} of ${signature} is ${value?.kind ?? 'missing'}, not ${type.kind}`)
  }
  return Buffer.concat([selector, encodeValues(args)])
}

/** What a call returned, or undefined where the bytes are not of the function's output types. */
export function decodeOutputs({ outputs }: AbiFunction, data: Uint8Array): EthereumValue[] | undefined {
  try {
    return decodeValues(outputs, data)
  } catch (error) {
    if (error instanceof AbiError) return undefined
    throw error
  }
}

/** Integers are not checked for their width: mappings hold all as 256 bits. */
function fits(type: AbiType, value: EthereumValue): boolean {
  switch (type.kind) {
    case 'fixedBytes':
      return value.kind === 'fixedBytes' && value.value.length <= type.size
    case 'array':
      return value.kind === 'array' && value.value.every((item) => fits(type.item, item))
    case 'fixedArray':
      return (
        value.kind === 'fixedArray' &&
        value.value.length === type.length &&
        value.value.every((item) => fits(type.item, item))
      )
    case 'tuple':
      return value.kind === 'tuple' && value.value.length === type.items.length && fitsAll(type.items, value.value)
    default:
      return value.kind === type.kind
  }
}

function fitsAll(types: readonly AbiType[], values: readonly EthereumValue[]): boolean {
  return types.every((type, index) => {
    const value = values[index]
    return value !== undefined && fits(type, value)
  })
}
