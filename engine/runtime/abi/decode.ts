import { toHex } from '../../hex.ts'
import { AbiError, type AbiType, type EthereumValue, headSize, isDynamic } from './types.ts'

const WORD = 32
const MAX_DEPTH = 64
/** Zero-sized items (`uint256[0][]`, `()[]`) take no data, so the data's length does not bound their number. */
const MAX_ITEMS = 1_000_000

/**
 * Decodes values that are encoded one after another, as in a call's arguments or an event's data. Surplus data is
 * ignored, as are the unused bits of a word.
 * @throws AbiError when the data is too short or an offset or a length points outside of it
 */
export function decodeValues(types: readonly AbiType[], data: Uint8Array): EthereumValue[] {
  return decodeSequence(types, data, 0, 0)
}

/** Decodes a value that stands in the word at `at`, such as an indexed event parameter of a value type. */
export function decodeWord(type: AbiType, words: Uint8Array, at: number): EthereumValue {
  return decodeStatic(type, words, at, 0)
}

/** `base` is where the offsets of the sequence count from. */
function decodeSequence(types: readonly AbiType[], data: Uint8Array, base: number, depth: number): EthereumValue[] {
  if (depth > MAX_DEPTH) throw new AbiError('the types are nested too deep')
  const values: EthereumValue[] = []
  let head = base
  for (const type of types) {
    values.push(
      isDynamic(type)
        ? decodeDynamic(type, data, base + readLength(data, head), depth + 1)
        : decodeStatic(type, data, head, depth + 1),
    )
    head += headSize(type)
  }
  return values
}

function decodeStatic(type: AbiType, data: Uint8Array, at: number, depth: number): EthereumValue {
  switch (type.kind) {
    case 'address':
      return { kind: 'address', value: slice(data, at, WORD, 12) }
    case 'bool':
      return { kind: 'bool', value: slice(data, at, WORD).some((byte) => byte !== 0) }
    case 'uint':
      return { kind: 'uint', value: readUint(data, at) }
    case 'int':
      return { kind: 'int', value: BigInt.asIntN(256, readUint(data, at)) }
    case 'fixedBytes':
      return { kind: 'fixedBytes', value: slice(data, at, WORD).subarray(0, type.size) }
    case 'fixedArray':
      return { kind: 'fixedArray', value: decodeSequence(repeat(type.item, type.length), data, at, depth) }
    case 'tuple':
      return { kind: 'tuple', value: decodeSequence(type.items, data, at, depth) }
    default:
      throw new AbiError(`a value of type ${type.kind} is not stored in place`)
  }
}

function decodeDynamic(type: AbiType, data: Uint8Array, at: number, depth: number): EthereumValue {
  switch (type.kind) {
    case 'bytes':
      return { kind: 'bytes', value: slice(data, at + WORD, readLength(data, at)) }
    case 'string':
      return { kind: 'string', value: toText(slice(data, at + WORD, readLength(data, at))) }
    case 'array': {
      const length = readLength(data, at)
      const available = data.length - at - WORD
      if (length > MAX_ITEMS || length * headSize(type.item) > available) {
        throw new AbiError(`an array of ${length} items in ${available} bytes`)
      }
      return { kind: 'array', value: decodeSequence(repeat(type.item, length), data, at + WORD, depth) }
    }
    default:
      return decodeStatic(type, data, at, depth)
  }
}

function repeat(type: AbiType, length: number): AbiType[] {
  if (length > MAX_ITEMS) throw new AbiError(`an array of ${length} items`)
  return new Array<AbiType>(length).fill(type)
}

/** Lossy, as graph-node's: contracts emit strings that are no UTF-8. */
function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

/** @param skipped bytes at the start that are padding */
function slice(data: Uint8Array, at: number, length: number, skipped = 0): Uint8Array {
  checkLength(data, at, length)
  return data.subarray(at + skipped, at + length)
}

function checkLength(data: Uint8Array, at: number, length: number): void {
  if (at + length > data.length) throw new AbiError(`${at + length} bytes needed, ${data.length} given`)
}

function readUint(data: Uint8Array, at: number): bigint {
  checkLength(data, at, WORD)
  const end = at + WORD
  let start = at
  while (start < end && data[start] === 0) start++
  if (end - start <= 6) {
    let value = 0
    for (let i = start; i < end; i++) value = value * 256 + (data[i] ?? 0)
    return BigInt(value)
  }
  return BigInt(toHex(data.subarray(start, end)))
}

/** An offset or a length; one that is beyond the data is caught here, before it is used. */
function readLength(data: Uint8Array, at: number): number {
  const value = readUint(data, at)
  if (value > BigInt(data.length)) throw new AbiError(`${value} bytes or items in ${data.length} bytes`)
  return Number(value)
}
