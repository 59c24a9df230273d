import { formatDecimal, parseDecimal, toDecimal } from '../decimal.ts'
import { bigDecimalFromKey, bigDecimalKey, bigIntKey, bigIntKeyToText } from '../store/number-key.ts'
import type { FieldDef, ScalarName } from '../types.ts'
import { cannotDecode, failure } from './errors.ts'

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

/**
 * The stored form of an id, or of a reference, given as text. graph-node reads these later than other values, which
 * shows in the messages.
 * @throws QueryError with graph-node's message.
 */
export function storedId(scalar: ScalarName, text: string): string | bigint {
  const fault = scalar === 'Bytes' ? hexFault(text) : scalar === 'Int8' ? int8Fault(text) : undefined
  if (fault !== undefined) throw failure(`Store error: store error: ${fault}`)
  return storedFromText(scalar, text)
}

function int8Fault(text: string): string | undefined {
  const fault = (reason: string) => `failed to convert \`${text}\` to an Int8: ${reason}`
  if (text === '') return fault('cannot parse integer from empty string')
  if (!INTEGER.test(text)) return fault('invalid digit found in string')
  const value = BigInt(text.replace('+', ''))
  if (value >= INT64) return fault('number too large to fit in target type')
  return value < -INT64 ? fault('number too small to fit in target type') : undefined
}

/** Lower-case `0x` hex of hex in any case, with or without `0x`. */
function parseHex(text: string): string {
  const fault = hexFault(text)
  if (fault !== undefined) throw cannotDecode('Bytes', fault)
  return `0x${hexDigits(text).toLowerCase()}`
}

function hexFault(text: string): string | undefined {
  const digits = hexDigits(text)
  if (digits.length % 2 === 1) return 'Odd number of digits'
  const invalid = /[^0-9a-fA-F]/u.exec(digits)
  return invalid === null ? undefined : `Invalid character '${invalid[0]}' at position ${invalid.index}`
}

function hexDigits(text: string): string {
  return text.replace(/^(?:0x)+/, '')
}

function parseInteger(scalar: string, text: string, reason: string): bigint {
  if (scalar === 'BigInt' && /^[+-]?$/.test(text)) throw cannotDecode(scalar, 'cannot parse integer from empty string')
  if (!INTEGER.test(text)) throw cannotDecode(scalar, reason)
  return BigInt(text.startsWith('+') ? text.slice(1) : text)
}

function parseDecimalText(text: string) {
  try {
    return parseDecimal(text)
  } catch {
    throw cannotDecode('BigDecimal', decimalFault(text))
  }
}

function decimalFault(text: string): string {
  if (text === '') return 'Failed to parse empty string'
  return /^[+-]$/.test(text) ? 'cannot parse integer from empty string' : 'invalid digit found in string'
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

/** As `formatterOf`, for buckets: their sums are kept to the last digit, and rounded for show. */
export function bucketFormatterOf(field: Pick<FieldDef, 'scalar' | 'list'>): Formatter {
  if (field.scalar !== 'BigDecimal') return formatterOf(field)
  return (stored) => {
    const { digits, exp } = bigDecimalFromKey(stored as string)
    return formatDecimal(toDecimal(digits, exp))
  }
}

export function formatterOf(field: Pick<FieldDef, 'scalar' | 'list'>): Formatter {
  const element = ELEMENTS[field.scalar]
  if (!field.list) return element
  return (stored) => (JSON.parse(stored as string) as (string | number)[]).map(element)
}
