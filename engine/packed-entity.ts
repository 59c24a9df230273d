import { bigIntFromBytes, type integerFromBytes } from './bytes.ts'
import { toHex } from './hex.ts'
import { arena, decimalOf, int64Of, intOf, sameBytes, textOf } from './packed-bytes.ts'
import type { Entity, EntityType, FieldDef, ScalarName, Value } from './types.ts'

/*
 * Entities as bytes: what a mapping sets goes from its memory to the thread that stores it without a JavaScript value
 * for each field in between. The fields follow one another in the order of the schema, each a tag and, of a value, the
 * length of its bytes (32 bits, the lowest first) and these:
 *
 *   ID, String, enum         one byte a character (VALUE), or UTF-16 where one is not ASCII (WIDE)
 *   Bytes                    as they are
 *   Boolean                  one byte
 *   Int                      32 bits
 *   Int8, Timestamp          64 bits
 *   BigInt                   two's complement in as few bytes as hold it, the lowest first
 *   BigDecimal               the exponent in 32 bits, the digits as those of a BigInt
 *   a list (LIST)            its elements, each as a field
 *
 * Equal entities have equal bytes.
 */

/** Nothing was said of the field. */
export const ABSENT = 0
export const NULL = 1
export const VALUE = 2
export const WIDE = 3
export const LIST = 4

/** An entity in either form. */
export type EntityState = Entity | PackedEntity

export class PackedEntity {
  readonly type: EntityType
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Whether no field is absent. */
  isWhole: boolean

  constructor(type: EntityType, bytes: Uint8Array, start: number, end: number, isWhole: boolean) {
    this.type = type
    this.bytes = bytes
    this.start = start
    this.end = end
    this.isWhole = isWhole
  }

  /** Makes absent fields null. @returns false, having changed nothing, where one cannot be null */
  fillAbsent(): boolean {
    const fields = storedFields(this.type)
    const absent: number[] = []
    let at = this.start
    for (let i = 0; i < fields.length; i++) {
      if (this.bytes[at] === ABSENT) {
        if (fields[i]?.nonNull) return false
        absent.push(at)
      }
      at = endOfField(this.bytes, at)
    }
    for (const place of absent) this.bytes[place] = NULL
    this.isWhole = true
    return true
  }

  /** The same entity at another place, where what is packed now follows it. */
  copy(): PackedEntity {
    arena.reserve(this.end - this.start)
    const start = arena.at
    arena.putBytes(this.bytes, this.start, this.end)
    return new PackedEntity(this.type, arena.bytes, start, arena.at, this.isWhole)
  }

  equals(other: PackedEntity): boolean {
    return sameBytes(this.bytes, this.start, this.end, other.bytes, other.start, other.end)
  }

  /** The value of a field; undefined where it is absent. */
  field(name: string): Value | undefined {
    let at = this.start
    for (const field of storedFields(this.type)) {
      if (field.name === name) return valueAt(field.scalar, this.bytes, at)
      at = endOfField(this.bytes, at)
    }
    return undefined
  }

  /**
   * The values of the stored fields, in the order of the schema; undefined where they are absent.
   * @param bigInt reads a BigInt, for whoever can do with a number where that is exact
   */
  values(bigInt: typeof integerFromBytes = bigIntFromBytes): (Value | undefined)[] {
    const values: (Value | undefined)[] = []
    let at = this.start
    for (const { scalar } of storedFields(this.type)) {
      values.push(valueAt(scalar, this.bytes, at, bigInt))
      at = endOfField(this.bytes, at)
    }
    return values
  }

  unpack(): Entity {
    const entity: Record<string, Value> = {}
    const values = this.values()
    for (const [position, { name }] of storedFields(this.type).entries()) {
      const value = values[position]
      if (value !== undefined) entity[name] = value
    }
    return entity
  }
}

export function unpackEntity(entity: EntityState): Entity {
  return entity instanceof PackedEntity ? entity.unpack() : entity
}

/** What `packText` packed. */
export function textAt(bytes: Uint8Array, at: number): string {
  return textOf(bytes, at + 5, endOfField(bytes, at), bytes[at] === WIDE)
}

/** Where the field ends that starts at `at`. */
export function endOfField(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) < VALUE ? at + 1 : at + 5 + lengthAt(bytes, at)
}

/** Of the value whose tag is at `at`. */
export function lengthAt(bytes: Uint8Array, at: number): number {
  return intOf(bytes, at + 1)
}

/** The value of the field that starts at `at`; undefined where it is absent. */
export function valueAt(
  scalar: ScalarName,
  bytes: Uint8Array,
  at: number,
  bigInt: typeof integerFromBytes = bigIntFromBytes,
): Value | undefined {
  const tag = bytes[at]
  if (tag === ABSENT) return undefined
  if (tag === NULL) return null
  const start = at + 5
  const end = endOfField(bytes, at)
  if (tag === LIST) {
    const items: Value[] = []
    for (let item = start; item < end; item = endOfField(bytes, item)) items.push(valueAt(scalar, bytes, item) ?? null)
    return items
  }
  switch (scalar) {
    case 'ID':
    case 'String':
      return textOf(bytes, start, end, tag === WIDE)
    case 'Bytes':
      return toHex(bytes, start, end)
    case 'Boolean':
      return bytes[start] === 1
    case 'Int':
      return intOf(bytes, start)
    case 'Int8':
    case 'Timestamp':
      return int64Of(bytes, start)
    case 'BigInt':
      return bigInt(bytes, start, end)
    case 'BigDecimal':
      return decimalOf(bytes, start, end)
  }
}

const storedByType = new WeakMap<EntityType, readonly FieldDef[]>()

/** The fields that are not derived, in the order of the schema. */
export function storedFields(type: EntityType): readonly FieldDef[] {
  let stored = storedByType.get(type)
  if (stored === undefined) {
    stored = type.fields.filter(({ derivedFrom }) => derivedFrom === undefined)
    storedByType.set(type, stored)
  }
  return stored
}

/** `Array.isArray` does not narrow readonly arrays out of a union. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
