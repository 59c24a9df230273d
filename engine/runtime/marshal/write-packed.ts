import { intOf, textOf } from '../../packed-bytes.ts'
import { endOfField, type PackedEntity, VALUE, WIDE } from '../../packed-entity.ts'
import type { ScalarName } from '../../types.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import { planOf } from './packed-plan.ts'
import { KIND } from './store.ts'

/** Writes a packed entity as `writeEntity` does. It has no lists. */
export function writePacked(memory: WasmMemory, { type, bytes, start }: PackedEntity): Pointer {
  const { fields, byName } = planOf(type)
  const places: number[] = []
  let at = start
  for (let position = 0; position < fields.length; position++) {
    places.push(at)
    at = endOfField(bytes, at)
  }
  const entries: Pointer[] = []
  for (let i = 0; i < byName.length; i++) {
    const position = byName[i] ?? 0
    const field = fields[position]
    const place = places[position] ?? 0
    if (field === undefined || (bytes[place] ?? 0) < VALUE) continue
    const name = memory.writeName(field.name)
    const value = writeValue(memory, field.scalar, bytes, place)
    entries.push(memory.writeObject(TypeId.TypedMapEntryStringStoreValue, name, value))
  }
  return memory.writeObject(
    TypeId.TypedMapStringStoreValue,
    memory.writeArray(TypeId.ArrayTypedMapEntryStringStoreValue, entries),
  )
}

function writeValue(memory: WasmMemory, scalar: ScalarName, bytes: Uint8Array, at: number): Pointer {
  const start = at + 5
  const end = endOfField(bytes, at)
  switch (scalar) {
    case 'ID':
    case 'String': {
      const text = bytes[at] === WIDE ? memory.writeString(textOf(bytes, start, end, true)) : undefined
      return memory.writeEnum(TypeId.StoreValue, KIND.String, text ?? memory.writeAscii(bytes, start, end))
    }
    case 'Bytes':
    case 'BigInt':
      return memory.writeEnum(TypeId.StoreValue, KIND[scalar], memory.writeBytes(bytes, start, end))
    case 'BigDecimal': {
      const exp = memory.writeInteger(intOf(bytes, start))
      const digits = memory.writeBytes(bytes, start + 4, end)
      return memory.writeEnum(TypeId.StoreValue, KIND.BigDecimal, memory.writeObject(TypeId.BigDecimal, digits, exp))
    }
    case 'Boolean':
      return memory.writeEnum(TypeId.StoreValue, KIND.Boolean, bytes[start] ?? 0)
    case 'Int':
      return memory.writeEnum(TypeId.StoreValue, KIND.Int, intOf(bytes, start))
    case 'Int8':
    case 'Timestamp':
      return memory.writeObject(TypeId.StoreValue, KIND[scalar], 0, intOf(bytes, start), intOf(bytes, start + 4))
  }
}
