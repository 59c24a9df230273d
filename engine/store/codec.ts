import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { BigDecimal, FieldDef, ScalarName, Value } from '../types.ts'
import { bigDecimalFromKey, bigDecimalKey, bigIntFromKey, bigIntKey } from './number-key.ts'

/**
 * How a field is kept in a column, so that SQL's `=`, `<` and ORDER BY mean what graph-node's PostgreSQL (C locale) means.
 *
 * | scalar            | column  | form                                                              |
 * |-------------------|---------|-------------------------------------------------------------------|
 * | ID, String, enum  | TEXT    | as is: UTF-8, compared byte by byte                               |
 * | Bytes             | TEXT    | lower-case `0x` hex: sorts as the bytes do, and fits into JSON    |
 * | Boolean           | INTEGER | 0, 1                                                              |
 * | Int               | INTEGER |                                                                   |
 * | Int8, Timestamp   | INTEGER | read as text: beyond 2^53 a JavaScript number is not exact        |
 * | BigInt            | TEXT    | `bigIntKey`                                                       |
 * | BigDecimal        | TEXT    | `bigDecimalKey`                                                   |
 * | list of anything  | TEXT    | JSON array of the above; Int8 and Timestamp as decimal strings    |
 */
export type Codec = {
  readonly sqlType: 'TEXT' | 'INTEGER'
  encode(value: Value): SQLInputValue
  decode(stored: SQLOutputValue): Value
}

type ScalarCodec = Codec & {
  /** The form of a list's element. */
  encodeElement(value: Value): string | number
  decodeElement(element: unknown): Value
}

const text: ScalarCodec = {
  sqlType: 'TEXT',
  encode: (value) => value as string,
  decode: (stored) => stored as string,
  encodeElement: (value) => value as string,
  decodeElement: (element) => element as string,
}

const boolean: ScalarCodec = {
  sqlType: 'INTEGER',
  encode: (value) => (value === true ? 1 : 0),
  decode: (stored) => stored === 1,
  encodeElement: (value) => (value === true ? 1 : 0),
  decodeElement: (element) => element === 1,
}

const int: ScalarCodec = {
  sqlType: 'INTEGER',
  encode: (value) => value as number,
  decode: (stored) => stored as number,
  encodeElement: (value) => value as number,
  decodeElement: (element) => element as number,
}

const int8: ScalarCodec = {
  sqlType: 'INTEGER',
  encode: (value) => value as bigint,
  decode: (stored) => BigInt(stored as string),
  encodeElement: (value) => String(value as bigint),
  decodeElement: (element) => BigInt(element as string),
}

const bigInt: ScalarCodec = {
  sqlType: 'TEXT',
  encode: (value) => bigIntKey(value as bigint | number),
  decode: (stored) => bigIntFromKey(stored as string),
  encodeElement: (value) => bigIntKey(value as bigint),
  decodeElement: (element) => bigIntFromKey(element as string),
}

const bigDecimal: ScalarCodec = {
  sqlType: 'TEXT',
  encode: (value) => bigDecimalKey(value as BigDecimal),
  decode: (stored) => bigDecimalFromKey(stored as string),
  encodeElement: (value) => bigDecimalKey(value as BigDecimal),
  decodeElement: (element) => bigDecimalFromKey(element as string),
}

const SCALARS: Readonly<Record<ScalarName, ScalarCodec>> = {
  ID: text,
  String: text,
  Bytes: text,
  Boolean: boolean,
  Int: int,
  Int8: int8,
  Timestamp: int8,
  BigInt: bigInt,
  BigDecimal: bigDecimal,
}

function listCodec(element: ScalarCodec): Codec {
  return {
    sqlType: 'TEXT',
    encode: (value) => JSON.stringify((value as readonly Value[]).map(element.encodeElement)),
    decode: (stored) => (JSON.parse(stored as string) as unknown[]).map(element.decodeElement),
  }
}

/** The codec of a stored field. Null is the caller's: it is null in every column. */
export function codecOf(field: Pick<FieldDef, 'scalar' | 'list'>): Codec {
  const scalar = SCALARS[field.scalar]
  return field.list ? listCodec(scalar) : scalar
}

/** The stored form of one element of a list of `scalar`, for comparing with `json_each`. */
export function encodeElement(scalar: ScalarName, value: Value): string | number {
  return SCALARS[scalar].encodeElement(value)
}

/** The SQL that reads a column so that `decode` gets every digit. */
export function readColumn(field: Pick<FieldDef, 'scalar' | 'list'>, column: string): string {
  const wide = !field.list && (field.scalar === 'Int8' || field.scalar === 'Timestamp')
  return wide ? `CAST(${column} AS TEXT)` : column
}

/** An entity id, which is text outside the store, in the form of its column. */
export function encodeId(scalar: ScalarName, id: string): string | bigint {
  return scalar === 'Int8' ? BigInt(id) : id
}
