import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toDecimal } from '../../engine/decimal.ts'
import { packEntity, packText } from '../../engine/pack-entity.ts'
import { type PackedEntity, textAt, unpackEntity } from '../../engine/packed-entity.ts'
import { readPacked } from '../../engine/runtime/marshal/read-packed.ts'
import { readEntries, writeEntity } from '../../engine/runtime/marshal/store.ts'
import { writePacked } from '../../engine/runtime/marshal/write-packed.ts'
import type { WasmMemory } from '../../engine/runtime/memory.ts'
import { TypeId } from '../../engine/runtime/type-ids.ts'
import { parseSchema } from '../../engine/schema/index.ts'
import type { Entity, EntityType, FieldDef, Value } from '../../engine/types.ts'
import { type Random, seededRandom } from '../contracts/support/random.ts'
import { newMemory } from './support/wasm-memory.ts'

const SEED = Number(process.env.SEED ?? 1)
const DRAWS = 2_000

const schema = parseSchema(`
  enum Colour { RED GREEN }
  type Thing @entity(immutable: false) {
    id: Bytes!, text: String, colour: Colour, bytes: Bytes, flag: Boolean, int: Int, int8: Int8, time: Timestamp,
    integer: BigInt, decimal: BigDecimal, other: Named, must: BigInt!
  }
  type Named @entity(immutable: true) { id: ID!, numbers: [BigInt!], texts: [String!], nested: [Bytes!]!, name: String }
`)
const typeOf = (name: string) => schema.entities.get(name) as EntityType
const [thing, named] = [typeOf('Thing'), typeOf('Named')]

const TEXTS = ['', 'plain', 'ü', '\u{1f600}', 'a'.repeat(300), '0x', '\ud800']

function hex(random: Random, bytes: number): string {
  return `0x${Array.from({ length: bytes }, () => random.below(256).toString(16).padStart(2, '0')).join('')}`
}

function integer(random: Random): bigint {
  const magnitude = BigInt(hex(random, 1 + random.below(random.below(20) === 0 ? 200 : 20)))
  return random.below(2) === 0 ? magnitude : -magnitude
}

function single(random: Random, { scalar }: FieldDef): Value {
  switch (scalar) {
    case 'ID':
    case 'String':
      return TEXTS[random.below(TEXTS.length)] ?? ''
    case 'Bytes':
      return hex(random, random.below(random.below(9) === 0 ? 300 : 40))
    case 'Boolean':
      return random.below(2) === 0
    case 'Int':
      return random.below(2 ** 32) - 2 ** 31
    case 'Int8':
      return BigInt.asIntN(64, integer(random))
    case 'Timestamp':
      return BigInt(random.below(2 ** 31)) * 1_000_000n
    case 'BigInt':
      return integer(random)
    case 'BigDecimal':
      return toDecimal(integer(random) % 10n ** 40n, random.below(80) - 40)
  }
}

function draw(random: Random, type: EntityType): Entity {
  const entity: Record<string, Value> = {}
  for (const field of type.fields) {
    if (!field.nonNull && random.below(4) === 0) continue
    entity[field.name] = field.list
      ? Array.from({ length: random.below(4) }, () => single(random, field))
      : single(random, field)
  }
  return entity
}

/** What is absent is null. */
function whole(type: EntityType, entity: Entity): Entity {
  return Object.fromEntries(type.fields.map(({ name }) => [name, entity[name] ?? null]))
}

describe('a packed entity', () => {
  it(`is the entity, and equal to one that is equal (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (let i = 0; i < DRAWS; i++) {
      const type = random.below(2) === 0 ? thing : named
      const [entity, other] = [draw(random, type), draw(random, type)]
      const packed = packEntity(type, entity)
      assert.deepEqual(packed.unpack(), whole(type, entity))
      for (const { name } of type.fields) assert.deepEqual(packed.field(name), entity[name] ?? null)
      assert.ok(packed.equals(packEntity(type, { ...entity })))
      assert.ok(packed.equals(packed.copy()))
      const isSame = JSON.stringify(show(whole(type, entity))) === JSON.stringify(show(whole(type, other)))
      assert.equal(packed.equals(packEntity(type, other)), isSame)
    }
  })

  it('keeps any text, be it packed by itself', () => {
    for (const text of TEXTS) {
      const { bytes, start } = packText(text)
      assert.equal(textAt(bytes, start), text)
    }
  })

  it(`is read from a mapping's memory and written there as other entities are (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (let i = 0; i < DRAWS; i++) {
      const entity = draw(random, thing)
      const memory = newMemory()
      const pointer = writeEntity(memory, thing, entity)
      const packed = readPacked(memory, thing, String(entity.id), pointer)
      assert.ok(packed)
      assert.deepEqual(packed.unpack(), entity, 'absent fields stay absent')
      assert.equal(packed.isWhole, Object.keys(entity).length === thing.fields.length)
      assert.deepEqual(readEntries(memory, writePacked(memory, packed)), readEntries(memory, pointer))
      assert.ok(packed.fillAbsent())
      assert.ok(packed.equals(packEntity(thing, entity)), 'the same value has the same bytes')
    }
  })

  it('has one form of a number, whatever bytes the mapping holds', () => {
    const random = seededRandom(SEED)
    const id = '0x01'
    for (let i = 0; i < DRAWS; i++) {
      const memory = newMemory()
      const [value, digits] = [integer(random), integer(random) * 10n ** BigInt(random.below(12))]
      const bytes = (number: bigint) => memory.writeBytes(surplus(number, random.below(9)))
      const decimal = memory.writeObject(TypeId.BigDecimal, bytes(digits), bytes(BigInt(random.below(9) - 4)))
      const map = writeMap(memory, { id: [6, memory.writeHex(id)], must: [7, bytes(value)], decimal: [2, decimal] })
      const packed = readPacked(memory, thing, id, map) as PackedEntity
      const read = Object.fromEntries(
        readEntries(memory, map).map(([name, { value: plain }]) => [name, plain as Value]),
      )
      assert.deepEqual(packed.unpack(), read)
      assert.ok(packed.fillAbsent())
      assert.ok(packed.equals(packEntity(thing, read)))
    }
  })

  it('is not made of lists, of another id, of a null that cannot be, of another type or of an unknown field', () => {
    const memory = newMemory()
    const id = '0x01'
    const integers = { id, must: 1n }
    const read = (entity: Entity, type = thing, readId = id) =>
      readPacked(memory, type, readId, writeEntity(memory, type, entity))
    assert.ok(read(integers))
    assert.equal(read(integers, thing, '0x02'), undefined)
    assert.equal(read({ id: 'n', nested: [id] }, named, 'n'), undefined)
    assert.equal(read({ id, must: 'text' }), undefined)
    const map = (fields: Parameters<typeof writeMap>[1]) => readPacked(memory, thing, id, writeMap(memory, fields))
    assert.equal(map({ must: [5, 0] }), undefined)
    assert.equal(map({ unknown: [1, 1] }), undefined)
    assert.deepEqual(map({ int: [5, 0] })?.unpack(), { id, int: null })
    assert.equal(map({ int: [5, 0] })?.fillAbsent(), false, 'a field that cannot be null is absent')
  })

  it('is not read from beyond the memory, however long a mapping says that a value is', () => {
    const id = '0x01'
    for (const [kind, field] of [
      [0, 'text'],
      [6, 'bytes'],
      [7, 'integer'],
    ] as const) {
      const memory = newMemory()
      const array = kind === 0 ? memory.writeString('text') : memory.writeBytes(Uint8Array.of(1))
      // The length of a text stands before it, that of bytes in their third word.
      memory.words[(kind === 0 ? array - 4 : array + 8) >>> 2] = 0xffff_fff0
      const map = writeMap(memory, { [field]: [kind, array] })
      assert.throws(() => readPacked(memory, thing, id, map), { message: 'Heap access out of bounds.' })
    }
  })

  it('is an entity among others for whoever wants one', () => {
    const entity = { id: '0x01', must: 2n }
    assert.equal(unpackEntity(entity), entity)
    assert.equal(unpackEntity(packEntity(thing, entity)).must, 2n)
  })
})

/** As `bigIntToBytes`, with that many more bytes than it needs. */
function surplus(value: bigint, more: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 8n) {
    bytes.push(Number(BigInt.asUintN(8, rest)))
    if (BigInt.asIntN(8, rest) === rest) break
  }
  return Uint8Array.from([...bytes, ...new Array<number>(more).fill(value < 0n ? 0xff : 0)])
}

/** A `TypedMap` of values by kind and payload. */
function writeMap(
  memory: WasmMemory,
  fields: Readonly<Record<string, readonly [kind: number, payload: number]>>,
): number {
  const entries = Object.entries(fields).map(([name, [kind, payload]]) =>
    memory.writeObject(
      TypeId.TypedMapEntryStringStoreValue,
      memory.writeString(name),
      memory.writeEnum(TypeId.StoreValue, kind, payload),
    ),
  )
  const array = memory.writeArray(TypeId.ArrayTypedMapEntryStringStoreValue, entries)
  return memory.writeObject(TypeId.TypedMapStringStoreValue, array)
}

function show(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return value.map(show)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, show(item)]))
}
