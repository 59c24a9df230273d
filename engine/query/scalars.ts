import { formatDecimal, parseDecimal } from '../decimal.ts'
import { bigDecimalFromKey, bigDecimalKey, bigIntKey, bigIntKeyToText } from '../store/number-key.ts'
import type { FieldDef, ScalarName } from '../types.ts'
import { cannotDecode } from './errors.ts'

/** A JSON value of a response. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

const INTEGER = /^[+-]?\d+$/
const INT64 = 2n ** 63n

/**
 * The stored form of an element's value (or an id's) given as text.
 * @throws QueryError with graph-node's message.
 */
export function storedFromText(scalar: ScalarName, text: string): string | bigint {
  switch (scalar) {
    case 'Bytes':
      return parseHex(text)
    case 'BigInt':
      return bigIntKey(parseInteger('BigInt', text, 'invalid digit found in string'))
    case 'BigDecimal':
      return bigDecimalKey(parseDecimalText(text))
    case 'Int8':
    case 'Timestamp': {
      const value = parseInteger(scalar, text, text)
      if (value < -INT64 || value >= INT64) throw cannotDecode(scalar, text)
      return value
    }
    default:
      return text
  }
}

/** Lower-case `0x` hex of hex in any case, with or without `0x`. */
function parseHex(text: string): string {
  const digits = text.replace(/^(?:0x)+/, '')
  if (digits.length % 2 === 1) throw cannotDecode('Bytes', 'Odd number of digits')
  const invalid = /[^0-9a-fA-F]/u.exec(digits)
  if (invalid !== null) throw cannotDecode('Bytes', `Invalid character '${invalid[0]}' at position ${invalid.index}`)
  return `0x${digits.toLowerCase()}`
}

function parseInteger(scalar: string, text: string, reason: string): bigint {
  if (text === '' && scalar === 'BigInt') throw cannotDecode(scalar, 'cannot parse integer from empty string')
  if (!INTEGER.test(text)) throw cannotDecode(scalar, reason)
  return BigInt(text.startsWith('+') ? text.slice(1) : text)
}

function parseDecimalText(text: string) {
  try {
    return parseDecimal(text)
  } catch {
    throw cannotDecode('BigDecimal', text === '' ? 'Failed to parse empty string' : 'invalid digit found in string')
  }
}

/** Turns a column of a result into the response's JSON. */
export type Formatter = (stored: string | number) => JsonValue

const same: Formatter = (stored) => stored

const ELEMENTS: Readonly<Record<ScalarName, Formatter>> = {
  ID: same,
  String: same,
  Bytes: same,
  Boolean: (stored) => stored === 1,
  Int: same,
  // Read as text already.
  Int8: same,
  Timestamp: same,
  BigInt: (stored) => bigIntKeyToText(stored as string),
  BigDecimal: (stored) => formatDecimal(bigDecimalFromKey(stored as string)),
}

export function formatterOf(field: Pick<FieldDef, 'scalar' | 'list'>): Formatter {
  const element = ELEMENTS[field.scalar]
  if (!field.list) return element
  return (stored) => (JSON.parse(stored as string) as (string | number)[]).map(element)
}
