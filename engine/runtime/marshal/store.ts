import { isList } from '../../packed-entity.ts'
import { isTimestamp } from '../../timestamp.ts'
import type { Entity, EntityType, FieldDef, ScalarName, Value } from '../../types.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import { readDecimal, writeDecimal } from './decimal.ts'

/** graph-ts's `ValueKind`, under graph-node's names for the types. */
const KINDS = [
  'String',
  'Int',
  'BigDecimal',
  'Boolean',
  'List',
  'Null',
  'Bytes',
  'BigInt',
  'Int8',
  'Timestamp',
] as const

export type StoreKind = (typeof KINDS)[number]

/** The number of each kind. */
export const KIND = Object.fromEntries(KINDS.map((kind, number) => [kind, number])) as Record<StoreKind, number>

/** A value as a mapping tags it: BigInt, Int8 and Timestamp differ here, in an `Entity` the schema tells them apart. */
export type StoreValue =
  | { readonly kind: Exclude<StoreKind, 'List'>; readonly value: Value }
  | { readonly kind: 'List'; readonly value: readonly StoreValue[] }

const MAX_DEPTH = 128

/** The kind of a value. @throws DeterministicError */
export function readKind(memory: WasmMemory, pointer: Pointer): StoreKind {
  const number = memory.readWord(pointer)
  const kind = KINDS[number]
  if (kind === undefined) throw new DeterministicError(`unknown kind of store value: ${number}`)
  return kind
}

/** A value that is no list. */
export function readScalar(memory: WasmMemory, kind: Exclude<StoreKind, 'List'>, pointer: Pointer): Value {
  const payload = memory.readWord(pointer, 2)
  switch (kind) {
    case 'String':
      return memory.readString(payload)
    case 'Int':
      return payload | 0
    case 'BigDecimal':
      return readDecimal(memory, payload)
    case 'Boolean':
      return payload !== 0
    case 'Null':
      return null
    case 'Bytes':
      return memory.readHex(payload)
    case 'BigInt':
      return memory.readBigInt(payload)
    case 'Int8':
    case 'Timestamp': {
      const value = BigInt.asIntN(64, (BigInt(memory.readWord(pointer, 3)) << 32n) | BigInt(payload))
      if (kind === 'Timestamp' && !isTimestamp(value)) throw new DeterministicError('Invalid timestamp format')
      return value
    }
  }
}

export function readStoreValue(memory: WasmMemory, pointer: Pointer, depth = 0): StoreValue {
  if (depth > MAX_DEPTH) throw new DeterministicError('recursion limit reached while reading a value')
  const kind = readKind(memory, pointer)
  if (kind !== 'List') return { kind, value: readScalar(memory, kind, pointer) }
  const items = memory.readArray(memory.readWord(pointer, 2))
  return { kind, value: items.map((item) => readStoreValue(memory, item, depth + 1)) }
}

/** The entries of a `TypedMap<string, Value>`, such as the fields of an entity; of two with one name the later counts. */
export function readEntries(memory: WasmMemory, pointer: Pointer): [name: string, value: StoreValue][] {
  return memory
    .readArray(memory.readWord(pointer))
    .map((entry) => [memory.readString(memory.readWord(entry)), readStoreValue(memory, memory.readWord(entry, 1))])
}

/** The fields of a data source's context. */
export function readEntity(memory: WasmMemory, pointer: Pointer): Map<string, StoreValue> {
  return new Map(readEntries(memory, pointer))
}

/** Writes an entity with its fields sorted by name, nulls left out. */
export function writeEntity(memory: WasmMemory, type: EntityType, entity: Entity): Pointer {
  const entries: Pointer[] = []
  for (const field of storedFields(type)) {
    const value = entity[field.name]
    if (value === undefined || value === null) continue
    const name = memory.writeName(field.name)
    entries.push(
      memory.writeObject(TypeId.TypedMapEntryStringStoreValue, name, writeValue(memory, field.scalar, value)),
    )
  }
  return writeEntries(memory, entries)
}

/** Writes the context of a data source with its fields sorted by name; none is an empty one. */
export function writeContext(memory: WasmMemory, context: ReadonlyMap<string, StoreValue> = new Map()): Pointer {
  const fields = [...context].sort(([a], [b]) => (a < b ? -1 : 1))
  const entries = fields.map(([name, stored]) =>
    memory.writeObject(TypeId.TypedMapEntryStringStoreValue, memory.writeString(name), writeStored(memory, stored)),
  )
  return writeEntries(memory, entries)
}

function writeStored(memory: WasmMemory, stored: StoreValue): Pointer {
  if (stored.kind !== 'List') return writeValue(memory, scalarOf(stored.kind), stored.value)
  const items = stored.value.map((item) => writeStored(memory, item))
  return writeKind(memory, 'List', memory.writeArray(TypeId.ArrayStoreValue, items))
}

function scalarOf(kind: Exclude<StoreKind, 'List'>): ScalarName {
  return kind === 'Null' ? 'String' : kind
}

function writeEntries(memory: WasmMemory, entries: readonly Pointer[]): Pointer {
  const array = memory.writeArray(TypeId.ArrayTypedMapEntryStringStoreValue, entries)
  return memory.writeObject(TypeId.TypedMapStringStoreValue, array)
}

const sortedFields = new WeakMap<EntityType, readonly FieldDef[]>()

function storedFields(type: EntityType): readonly FieldDef[] {
  let fields = sortedFields.get(type)
  if (fields === undefined) {
    const stored = type.fields.filter((field) => field.derivedFrom === undefined)
    fields = stored.sort((a, b) => (a.name < b.name ? -1 : 1))
    sortedFields.set(type, fields)
  }
  return fields
}

function writeValue(memory: WasmMemory, scalar: ScalarName, value: Value): Pointer {
  if (isList(value)) {
    const items = value.map((item) => writeValue(memory, scalar, item))
    return writeKind(memory, 'List', memory.writeArray(TypeId.ArrayStoreValue, items))
  }
  if (value === null) return writeKind(memory, 'Null', 0)
  if (typeof value === 'boolean') return writeKind(memory, 'Boolean', value ? 1 : 0)
  if (typeof value === 'number') return writeKind(memory, 'Int', value)
  if (typeof value === 'string') {
    if (scalar === 'Bytes') return writeKind(memory, 'Bytes', memory.writeHex(value))
    return writeKind(memory, 'String', memory.writeString(value))
  }
  if (typeof value === 'object') return writeKind(memory, 'BigDecimal', writeDecimal(memory, value))
  if (scalar === 'BigInt') return writeKind(memory, 'BigInt', memory.writeBigInt(value))
  const bits = BigInt.asUintN(64, value)
  const kind = KINDS.indexOf(scalar === 'Timestamp' ? 'Timestamp' : 'Int8')
  return memory.writeObject(TypeId.StoreValue, kind, 0, Number(bits & 0xffff_ffffn), Number(bits >> 32n))
}

function writeKind(memory: WasmMemory, kind: StoreKind, payload: number): Pointer {
  return memory.writeEnum(TypeId.StoreValue, KINDS.indexOf(kind), payload)
}
