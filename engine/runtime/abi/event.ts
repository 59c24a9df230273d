import { keccak256, toBytes } from 'viem'
import { fromWords } from '../../bytes.ts'
import { fromHex } from '../../hex.ts'
import { decodeValues, decodeWord } from './decode.ts'
import {
  AbiError,
  type AbiParameter,
  type AbiType,
  canonicalType,
  type EthereumValue,
  typeOfParameter,
} from './types.ts'

/** An event of a contract, ready to decode logs. */
export type AbiEvent = {
  readonly name: string
  /** `Transfer(address,address,uint256)` */
  readonly signature: string
  /** Hash of the signature: the first topic of its logs. */
  readonly topic0: string
  readonly inputs: readonly EventInput[]
  /** The types of the inputs that are not indexed. */
  readonly dataTypes: readonly AbiType[]
}

type EventInput = { readonly name: string; readonly type: AbiType; readonly indexed: boolean }

/** A decoded event parameter. */
export type EventParam = { readonly name: string; readonly value: EthereumValue }

const HASH: AbiType = { kind: 'fixedBytes', size: 32 }

/** Reads an event of a JSON ABI. */
export function toAbiEvent(name: string, parameters: readonly AbiParameter[]): AbiEvent {
  const signature = `${name}(${parameters.map(canonicalType).join(',')})`
  const inputs = parameters.map((parameter) => ({
    name: parameter.name,
    type: typeOfParameter(parameter),
    indexed: parameter.indexed === true,
  }))
  const dataTypes = inputs.filter((input) => !input.indexed).map((input) => input.type)
  return { name, signature, topic0: keccak256(toBytes(signature)), inputs, dataTypes }
}

/**
 * The parameters of a log in declaration order. An indexed parameter of a reference type is known by its hash only.
 * @param topics all topics of the log, the signature's hash first; as well-formed hex, like `data`
 * @throws AbiError when topics or data do not fit the event
 */
export function decodeEvent(event: AbiEvent, topics: readonly string[], data: string): EventParam[] {
  const indexed = event.inputs.length - event.dataTypes.length
  if (indexed !== topics.length - 1) {
    throw new AbiError(`${event.signature} has ${indexed} indexed parameters, the log ${topics.length - 1}`)
  }
  const plain = decodeValues(event.dataTypes, fromHex(data))
  const words = fromWords(topics, 1)
  let at = 0
  let position = 0
  return event.inputs.map(({ name, type, indexed }) => {
    if (!indexed) return { name, value: plain[position++] ?? missing(name) }
    const value = decodeWord(isReference(type) ? HASH : type, words, at)
    at += 32
    return { name, value }
  })
}

function isReference({ kind }: AbiType): boolean {
  return kind === 'bytes' || kind === 'string' || kind === 'array' || kind === 'fixedArray' || kind === 'tuple'
}

function missing(name: string): never {
  throw new AbiError(`no value for parameter ${name}`)
}
