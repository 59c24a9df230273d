import { keccak256Hex } from '../../keccak.ts'
import { decodeValues, decodeWord } from './decode.ts'
import type { LogWords } from './log-words.ts'
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
  return { name, signature, topic0: keccak256Hex(signature), inputs, dataTypes }
}

/**
 * The parameters of a log in declaration order. An indexed parameter of a reference type is known by its hash only.
 * @throws AbiError when topics or data do not fit the event
 */
export function decodeEvent(event: AbiEvent, words: LogWords): EventParam[] {
  checkFit(event, words)
  const { bytes, dataStart, end } = words
  const plain = decodeValues(event.dataTypes, bytes.subarray(dataStart, end))
  let at = words.start
  let position = 0
  return event.inputs.map(({ name, type, indexed }) => {
    if (!indexed) return { name, value: plain[position++] ?? missing(name) }
    const value = decodeWord(isReference(type) ? HASH : type, bytes, at)
    at += 32
    return { name, value }
  })
}

/** @throws AbiError when the log has another number of topics */
export function checkFit({ signature, inputs, dataTypes }: AbiEvent, { start, dataStart }: LogWords): void {
  const [indexed, topics] = [inputs.length - dataTypes.length, (dataStart - start) / 32]
  if (indexed !== topics) throw new AbiError(`${signature} has ${indexed} indexed parameters, the log ${topics}`)
}

function isReference({ kind }: AbiType): boolean {
  return kind === 'bytes' || kind === 'string' || kind === 'array' || kind === 'fixedArray' || kind === 'tuple'
}

function missing(name: string): never {
  throw new AbiError(`no value for parameter ${name}`)
}
