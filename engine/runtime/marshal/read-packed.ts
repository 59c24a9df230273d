import { arena } from '../../packed-bytes.ts'
import { ABSENT, NULL, PackedEntity, VALUE, WIDE } from '../../packed-entity.ts'
import type { EntityType } from '../../types.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { readDecimal } from './decimal.ts'
import { type PackedPlan, planOf } from './packed-plan.ts'
import { KIND, readScalar } from './store.ts'

/** A BigDecimal of 34 digits takes no more, a longer one is rounded to that. */
const DECIMAL_BYTES = 24
/** A magnitude of that many bytes has at most 34 digits. */
const SHORT_DIGITS = 14
const MAX_EXPONENT = 6_000

/** The values of the entity that is read, by the positions of their fields. */
let values = new Uint32Array(16)

/**
 * Packs the entries of a mapping's `TypedMap`; undefined where there is anything but fields that are set to single
 * values of their types, or to null where they can be.
 * @param id normalised
 */
export function readPacked(memory: WasmMemory, type: EntityType, id: string, data: Pointer): PackedEntity | undefined {
  const plan = planOf(type)
  const { fields, kinds, idPosition } = plan
  if (type.idScalar === 'Int8') return undefined
  if (values.length < fields.length) values = new Uint32Array(2 * fields.length)
  values.fill(0, 0, fields.length)
  const array = memory.readWord(data)
  const [start, length] = [memory.readWord(array, 1), memory.readWord(array, 3)]
  let size = 5 + 2 * id.length
  for (let i = 0; i < length; i++) {
    const entry = memory.readWord(start, i)
    const position = positionOf(memory, plan, i, memory.readWord(entry))
    const pointer = memory.readWord(entry, 1)
    const kind = memory.readWord(pointer)
    if (position === undefined) return undefined
    if (kind === KIND.Null ? fields[position]?.nonNull : kind !== kinds[position]) return undefined
    values[position] = pointer
    size += sizeOf(memory, kind, pointer)
  }
  arena.reserve(size + fields.length)
  const from = arena.at
  let isWhole = true
  for (let position = 0; position < fields.length; position++) {
    const pointer = values[position] ?? 0
    const kind = pointer === 0 ? -1 : memory.readWord(pointer)
    if (position === idPosition) {
      if (!packId(memory, type, id, pointer)) return undefined
    } else if (kind < 0) {
      arena.putTag(ABSENT)
      isWhole = false
    } else {
      packValue(memory, kind, pointer)
    }
  }
  return new PackedEntity(type, arena.bytes, from, arena.at, isWhole)
}

/** The position of the field whose name is the `index`th of those that are set. */
function positionOf(
  memory: WasmMemory,
  { seen, positions }: PackedPlan,
  index: number,
  name: Pointer,
): number | undefined {
  if (seen.names[index] === name && seen.attachment === memory.attachment) return seen.positions[index]
  const position = positions.get(memory.readString(name))
  if (position !== undefined && memory.isStatic(name)) {
    if (seen.attachment !== memory.attachment) seen.names.length = 0
    seen.attachment = memory.attachment
    seen.names[index] = name
    seen.positions[index] = position
  }
  return position
}

/**
 * At least as many bytes as a value takes with its tag.
 * @throws DeterministicError where it is not within the memory, before room is made for it
 */
function sizeOf(memory: WasmMemory, kind: number, pointer: Pointer): number {
  if (kind === KIND.String) {
    const text = memory.checked(memory.readWord(pointer, 2))
    return 5 + memory.endOf(text, memory.readWord(text - 4)) - text
  }
  if (kind === KIND.Bytes || kind === KIND.BigInt) {
    const array = memory.readWord(pointer, 2)
    const start = memory.readWord(array, 1)
    return 6 + memory.endOf(start, memory.readWord(array, 2)) - start
  }
  return 5 + DECIMAL_BYTES
}

/** @returns whether the mapping's own field `id` says the same, be it absent */
function packId(memory: WasmMemory, { idScalar }: EntityType, id: string, pointer: Pointer): boolean {
  if (idScalar !== 'Bytes') {
    arena.putText(id, VALUE, WIDE)
    return pointer === 0 || memory.readString(memory.readWord(pointer, 2)) === id
  }
  if (pointer === 0) {
    const start = arena.begin(VALUE)
    arena.putHex(id)
    arena.end(start)
    return true
  }
  if (memory.readHex(memory.readWord(pointer, 2)) !== id) return false
  packValue(memory, KIND.Bytes, pointer)
  return true
}

function packValue(memory: WasmMemory, kind: number, pointer: Pointer): void {
  const payload = memory.readWord(pointer, 2)
  if (kind === KIND.Null) arena.putTag(NULL)
  else if (kind === KIND.String) packText(memory, payload)
  else {
    const start = arena.begin(VALUE)
    packPayload(memory, kind, payload, pointer)
    arena.end(start)
  }
}

function packPayload(memory: WasmMemory, kind: number, payload: number, pointer: Pointer): void {
  if (kind === KIND.Bytes || kind === KIND.BigInt) {
    const from = memory.readWord(payload, 1)
    const end = memory.endOf(from, memory.readWord(payload, 2))
    if (kind === KIND.Bytes) arena.putBytes(memory.bytes, from, end)
    else arena.putInteger(memory.bytes, from, end)
  } else if (kind === KIND.BigDecimal) {
    packDecimal(memory, payload)
  } else if (kind === KIND.Boolean) {
    arena.putByte(payload === 0 ? 0 : 1)
  } else {
    // It refuses times that are none.
    if (kind === KIND.Timestamp) readScalar(memory, 'Timestamp', pointer)
    arena.putInt(payload)
    if (kind !== KIND.Int) arena.putInt(memory.readWord(pointer, 3))
  }
}

function packText(memory: WasmMemory, pointer: Pointer): void {
  const end = memory.endOf(memory.checked(pointer), memory.readWord(pointer - 4))
  if (!arena.putAscii(memory.units, pointer >>> 1, end >>> 1, VALUE))
    arena.putText(memory.readString(pointer), VALUE, WIDE)
}

function packDecimal(memory: WasmMemory, pointer: Pointer): void {
  const digits = memory.readWord(pointer)
  const from = memory.readWord(digits, 1)
  const end = memory.endOf(from, memory.readWord(digits, 2))
  const exponent = memory.readWord(pointer, 1)
  const exponentAt = memory.readWord(exponent, 1)
  const exponentEnd = memory.endOf(exponentAt, memory.readWord(exponent, 2))
  const exp = smallInteger(memory.bytes, exponentAt, exponentEnd)
  if (exp !== undefined && isNormal(memory.bytes, from, end)) {
    arena.putInt(exp)
    arena.putInteger(memory.bytes, from, end)
  } else {
    const value = readDecimal(memory, pointer)
    arena.putInt(value.exp)
    arena.putBigInt(value.digits)
  }
}

/** An exponent that needs no check. */
function smallInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  const length = end - start
  if (length < 1 || length > 4) return undefined
  let value = 0
  for (let i = end - 1; i >= start; i--) value = (value << 8) | (bytes[i] ?? 0)
  value = (value << (32 - 8 * length)) >> (32 - 8 * length)
  return Math.abs(value) <= MAX_EXPONENT ? value : undefined
}

/** Whether digits are surely positive, at most 34, and end in no zero: then they stay as they are. */
function isNormal(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start
  if (length < 1 || length > SHORT_DIGITS || ((bytes[end - 1] ?? 0) & 0x80) !== 0) return false
  // Every power of 256 ends in 6.
  let rest = 0
  for (let i = start + 1; i < end; i++) rest += bytes[i] ?? 0
  return ((bytes[start] ?? 0) + 6 * rest) % 10 !== 0
}
