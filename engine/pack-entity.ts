import { arena } from './packed-bytes.ts'
import { isList, LIST, NULL, PackedEntity, storedFields, VALUE, WIDE } from './packed-entity.ts'
import type { Entity, EntityType, ScalarName, Value } from './types.ts'

/** What is absent is packed as null. */
export function packEntity(type: EntityType, entity: Entity): PackedEntity {
  const fields = storedFields(type)
  let size = 0
  for (const { name } of fields) size += sizeOf(entity[name] ?? null)
  arena.reserve(size)
  const start = arena.at
  for (const { name, scalar } of fields) packValue(scalar, entity[name] ?? null)
  return new PackedEntity(type, arena.bytes, start, arena.at, true)
}

/** A text by itself. */
export function packText(text: string): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } {
  arena.reserve(5 + 2 * text.length)
  const start = arena.at
  arena.putText(text, VALUE, WIDE)
  return { bytes: arena.bytes, start, end: arena.at }
}

function packValue(scalar: ScalarName, value: Value): void {
  if (value === null) {
    arena.putTag(NULL)
  } else if (typeof value === 'string' && scalar !== 'Bytes') {
    arena.putText(value, VALUE, WIDE)
  } else {
    const start = arena.begin(isList(value) ? LIST : VALUE)
    packPayload(scalar, value)
    arena.end(start)
  }
}

function packPayload(scalar: ScalarName, value: Exclude<Value, null>): void {
  if (typeof value === 'string') arena.putHex(value)
  else if (typeof value === 'boolean') arena.putByte(value ? 1 : 0)
  else if (typeof value === 'number') arena.putInt(value)
  else if (typeof value === 'bigint') {
    if (scalar === 'BigInt') arena.putBigInt(value)
    else arena.putInt64(value)
  } else if (isList(value)) for (const item of value) packValue(scalar, item)
  else {
    arena.putInt(value.exp)
    arena.putBigInt(value.digits)
  }
}

/** At least as many bytes as the value takes. */
function sizeOf(value: Value): number {
  if (value === null) return 1
  if (isList(value)) return value.reduce((sum: number, item) => sum + sizeOf(item), 5)
  if (typeof value === 'string') return 5 + 2 * value.length
  if (typeof value === 'bigint') return 22 + (value.toString(16).length >>> 1)
  if (typeof value === 'object') return 4 + sizeOf(value.digits)
  return 9
}
