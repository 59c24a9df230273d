import { AbiError, type EthereumValue } from './types.ts'

const WORD = 32
const UINT_LIMIT = 1n << 256n

/**
 * Encodes values one after another. The values carry their types: integers are 256 bits wide, `array` is of dynamic
 * and `fixedArray` of static length.
 * @throws AbiError when an integer does not fit in 256 bits or fixed bytes in 32
 */
export function encodeValues(values: readonly EthereumValue[]): Uint8Array {
  const heads = values.map((value) => (isDynamicValue(value) ? undefined : encodeStatic(value)))
  let offset = heads.reduce((sum, head) => sum + (head?.length ?? WORD), 0)
  const parts: Uint8Array[] = []
  const tails: Uint8Array[] = []
  for (const [index, value] of values.entries()) {
    const head = heads[index]
    if (head !== undefined) {
      parts.push(head)
      continue
    }
    const tail = encodeDynamic(value)
    parts.push(word(BigInt(offset)))
    tails.push(tail)
    offset += tail.length
  }
  return Buffer.concat([...parts, ...tails])
}

function isDynamicValue(value: EthereumValue): boolean {
  switch (value.kind) {
    case 'bytes':
    case 'string':
    case 'array':
      return true
    case 'fixedArray':
    case 'tuple':
      return value.value.some(isDynamicValue)
    default:
      return false
  }
}

function encodeStatic(value: EthereumValue): Uint8Array {
  switch (value.kind) {
    case 'address':
      return padded(value.value, WORD - value.value.length)
    case 'fixedBytes':
      return padded(value.value, 0)
    case 'bool':
      return word(value.value ? 1n : 0n)
    case 'int':
    case 'uint':
      return word(value.value)
    case 'fixedArray':
    case 'tuple':
      return encodeValues(value.value)
    default:
      throw new AbiError(`a value of kind ${value.kind} is not stored in place`)
  }
}

function encodeDynamic(value: EthereumValue): Uint8Array {
  switch (value.kind) {
    case 'bytes':
      return withLength(value.value)
    case 'string':
      return withLength(new TextEncoder().encode(value.value))
    case 'array':
      return Buffer.concat([word(BigInt(value.value.length)), encodeValues(value.value)])
    case 'fixedArray':
    case 'tuple':
      return encodeValues(value.value)
    default:
      throw new AbiError(`a value of kind ${value.kind} is stored in place`)
  }
}

function withLength(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(WORD + Math.ceil(bytes.length / WORD) * WORD)
  result.set(word(BigInt(bytes.length)))
  result.set(bytes, WORD)
  return result
}

function padded(bytes: Uint8Array, at: number): Uint8Array {
  if (bytes.length > WORD) throw new AbiError(`${bytes.length} bytes do not fit in a word`)
  const result = new Uint8Array(WORD)
  result.set(bytes, at)
  return result
}

function word(value: bigint): Uint8Array {
  if (value >= UINT_LIMIT || value < -UINT_LIMIT / 2n) throw new AbiError(`${value} does not fit in 256 bits`)
  return Buffer.from(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'hex')
}
