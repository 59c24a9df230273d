import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EntityCache } from '../../../engine/indexer/index.ts'
import { type EntityState, unpackEntity } from '../../../engine/packed-entity.ts'
import { DeterministicError } from '../../../engine/runtime/index.ts'
import { parseSchema } from '../../../engine/schema/index.ts'
import type { Entity, EntityType, Value } from '../../../engine/types.ts'

const schema = parseSchema(`
  type Parent @entity(immutable: false) { id: ID!, name: String!, note: String, ratio: BigDecimal, tags: [String!], children: [Child!]! @derivedFrom(field: "parent") }
  type Child @entity(immutable: false) { id: ID!, parent: Parent! }
  type Log @entity(immutable: true) { id: ID!, text: String! }
  interface Shape { id: Int8! }
  type Round implements Shape @entity(immutable: false) { id: Int8! }
  type Flat implements Shape @entity(immutable: true) { id: Int8! }
  type Once @entity(immutable: true, skipDuplicates: true) { id: Bytes!, text: String! }
`)

function getType(name: string): EntityType {
  const type = schema.entities.get(name)
  if (type === undefined) throw new Error(name)
  return type
}
const [round, flat, once] = ['Round', 'Flat', 'Once'].map(getType) as [EntityType, EntityType, EntityType]
const [parent, child, log] = ['Parent', 'Child', 'Log'].map(getType) as [EntityType, EntityType, EntityType]

function field(entity: EntityState | undefined, name: string): Value | undefined {
  return entity && unpackEntity(entity)[name]
}

/** A cache over stored entities, by `type/id`; `reads` counts look-ups. */
function cacheOver(stored: Record<string, Entity> = {}) {
  const calls = { reads: 0, commits: 0 }
  const cache = new EntityCache({
    schema,
    store: {
      find: (type, id) => {
        calls.reads++
        return stored[`${type}/${id}`]
      },
      findRelated: (type, field, id) =>
        Object.entries(stored).flatMap(([key, entity]) =>
          key.startsWith(`${type}/`) && entity[field] === id ? [entity] : [],
        ),
    },
    commit: () => void calls.commits++,
  })
  return { cache, calls }
}

describe('the entity cache', () => {
  it('merges what is set into the entity and takes null as removal', () => {
    const { cache } = cacheOver({ 'Parent/p': { id: 'p', name: 'a', note: 'x' } })
    cache.set(parent, 'p', { id: 'p', name: 'b' })
    assert.deepEqual(cache.get(parent, 'p'), { id: 'p', name: 'b', note: 'x' })
    cache.set(parent, 'p', { id: 'p', note: null })
    assert.deepEqual(cache.get(parent, 'p'), { id: 'p', name: 'b' })
    assert.deepEqual(cache.finishBlock(), [{ type: 'Parent', id: 'p', entity: { id: 'p', name: 'b' } }])
  })

  it('takes an entity saved as it was for no change, be it known from a block or read from the store', () => {
    const { cache } = cacheOver({ 'Parent/p': { id: 'p', name: 'a', note: null, ratio: null, tags: null } })
    cache.set(parent, 'p', { id: 'p', name: 'a', note: null })
    assert.deepEqual(cache.finishBlock(), [])
    cache.set(parent, 'p', { id: 'p', note: 'n' })
    assert.equal(cache.finishBlock().length, 1)
    cache.set(parent, 'p', { id: 'p', note: 'n' })
    assert.deepEqual(cache.finishBlock(), [])
    cache.set(parent, 'p', { id: 'p', note: null })
    assert.equal(cache.finishBlock().length, 1)
  })

  it('refuses an entity that lacks a non-nullable field after the merge', () => {
    const { cache } = cacheOver({ 'Parent/p': { id: 'p', name: 'a' } })
    cache.set(parent, 'p', { id: 'p', note: 'fine: the name is stored' })
    const message = 'Entity Parent[q]: missing value for non-nullable field `name`'
    assert.throws(() => cache.set(parent, 'q', { id: 'q', note: 'n' }), { name: 'DeterministicError', message })
    assert.throws(() => cache.set(parent, 'p', { id: 'p', name: null }), DeterministicError)
  })

  it('knows what is under way to the store, and forgets what was not used since', () => {
    const { cache, calls } = cacheOver()
    const name = () => field(cache.get(parent, 'p'), 'name')
    cache.set(parent, 'p', { id: 'p', name: 'a' })
    cache.finishBlock()
    const before = calls.reads
    for (let batch = 0; batch < 4; batch++) {
      cache.afterHandOver()
      assert.equal(name(), 'a', 'used in each batch')
    }
    for (let batch = 0; batch < 2; batch++) cache.afterHandOver()
    assert.equal(name(), 'a', 'of the batch before the last')
    assert.equal(calls.reads, before)
    for (let batch = 0; batch < 3; batch++) cache.afterHandOver()
    assert.equal(name(), undefined, 'asked of the store, which is empty here')
    assert.equal(calls.reads, before + 1)
  })

  it('makes no change of an update that changes nothing', () => {
    const stored = { id: 'p', name: 'a', ratio: { digits: 5n, exp: -1 }, tags: ['x', 'y'] }
    const { cache } = cacheOver({ 'Parent/p': stored })
    cache.set(parent, 'p', { ...stored, ratio: { digits: 5n, exp: -1 }, tags: ['x', 'y'] })
    assert.deepEqual(cache.finishBlock(), [])
    cache.set(parent, 'p', { ...stored, tags: ['y', 'x'] })
    assert.equal(cache.finishBlock().length, 1)
  })

  it('makes no change of an entity that came and went in one block', () => {
    const { cache } = cacheOver()
    cache.set(parent, 'p', { id: 'p', name: 'a' })
    cache.remove(parent, 'p')
    assert.equal(cache.get(parent, 'p'), undefined)
    assert.deepEqual(cache.finishBlock(), [])
  })

  it('replaces an entity that is removed and set in one block', () => {
    const { cache } = cacheOver({ 'Parent/p': { id: 'p', name: 'a', note: 'x' } })
    cache.remove(parent, 'p')
    cache.set(parent, 'p', { id: 'p', name: 'b' })
    assert.deepEqual(cache.finishBlock(), [{ type: 'Parent', id: 'p', entity: { id: 'p', name: 'b' } }])
  })

  it('remembers finished blocks, forgets discarded ones, and reads the store once', () => {
    const { cache, calls } = cacheOver()
    cache.set(parent, 'p', { id: 'p', name: 'a' })
    cache.finishBlock()
    cache.set(parent, 'p', { id: 'p', name: 'b' })
    cache.discardBlock()
    assert.equal(field(cache.get(parent, 'p'), 'name'), 'a')
    assert.equal(calls.reads, 1)
    cache.forget()
    assert.equal(cache.get(parent, 'p'), undefined)
  })

  it('takes back what one handler did, and no more', () => {
    const { cache } = cacheOver({ 'Parent/p': { id: 'p', name: 'a' }, 'Parent/q': { id: 'q', name: 'a' } })
    cache.startHandler()
    cache.set(parent, 'p', { id: 'p', name: 'b' })
    cache.set(parent, 'new', { id: 'new', name: 'b' })
    cache.startHandler()
    cache.set(parent, 'p', { id: 'p', name: 'c', note: 'c' })
    cache.remove(parent, 'p')
    cache.remove(parent, 'q')
    cache.remove(parent, 'new')
    cache.set(parent, 'newer', { id: 'newer', name: 'c' })
    cache.discardHandler()
    assert.equal(cache.getInBlock(parent, 'newer'), undefined)
    assert.equal(cache.getInBlock(parent, 'q'), undefined)
    assert.deepEqual(
      cache.finishBlock().map(({ id, entity }) => [id, field(entity ?? undefined, 'name')]),
      [
        ['p', 'b'],
        ['new', 'b'],
      ],
    )
  })

  it('shows in-block entities only of the current block', () => {
    const { cache } = cacheOver({ 'Parent/q': { id: 'q', name: 'a' } })
    cache.set(parent, 'p', { id: 'p', name: 'a' })
    assert.equal(field(cache.getInBlock(parent, 'p'), 'name'), 'a')
    assert.equal(cache.getInBlock(parent, 'q'), undefined)
    cache.finishBlock()
    assert.equal(cache.getInBlock(parent, 'p'), undefined)
  })

  it('finds related entities in their present state, ordered by id', () => {
    const { cache, calls } = cacheOver({
      'Child/b': { id: 'b', parent: 'p' },
      'Child/c': { id: 'c', parent: 'p' },
      'Child/d': { id: 'd', parent: 'p' },
    })
    cache.set(child, 'a', { id: 'a', parent: 'p' })
    cache.set(child, 'c', { id: 'c', parent: 'other' })
    cache.remove(child, 'd')
    const { type, entities } = cache.loadRelated(parent, 'p', 'children')
    assert.equal(type, child)
    assert.deepEqual(
      entities.map((entity) => field(entity, 'id')),
      ['a', 'b'],
    )
    assert.equal(calls.commits, 1)
    assert.throws(() => cache.loadRelated(parent, 'p', 'name'), DeterministicError)
  })

  it('inserts immutable entities without looking them up, and refuses to change known ones', () => {
    const { cache, calls } = cacheOver()
    cache.set(log, 'l', { id: 'l', text: 'x' })
    assert.equal(cache.finishBlock().length, 1)
    assert.equal(calls.reads, 0)
    cache.set(log, 'l', { id: 'l', text: 'y' })
    assert.throws(() => cache.finishBlock(), DeterministicError)
  })

  it('refuses to remove an immutable entity, be it known or stored', () => {
    const { cache } = cacheOver({ 'Log/l': { id: 'l', text: 'x' } })
    cache.remove(log, 'l')
    assert.throws(() => cache.finishBlock(), DeterministicError)
    cache.discardBlock()
    cache.remove(log, 'm')
    assert.deepEqual(cache.finishBlock(), [])
  })

  it('makes ids of the block and a count, which goes on after a handler that failed', () => {
    const { cache } = cacheOver()
    cache.enterBlock({ number: 3, timestamp: 1_700_000_000 })
    assert.deepEqual([cache.generateId(round), cache.generateId(once)], ['12884901888', '0x0000000300000001'])
    cache.startHandler()
    cache.generateId(round)
    cache.discardHandler()
    assert.equal(cache.generateId(flat), String((3n << 32n) + 3n))
    cache.enterBlock({ number: 4, timestamp: 1_700_000_012 })
    assert.equal(cache.generateId(round), String(4n << 32n))
    assert.equal(cache.blockTime(), 1_700_000_012_000_000n)
    assert.throws(() => cache.generateId(parent), /String does not support generating ids/)
  })

  it('refuses an id that another entity of the interface has, unless that goes in the same block', () => {
    const { cache } = cacheOver({ 'Round/1': { id: 1n } })
    cache.set(flat, '2', { id: 2n })
    cache.remove(round, '1')
    cache.set(flat, '1', { id: 1n })
    assert.equal(cache.finishBlock().length, 3)
    cache.set(round, '2', { id: 2n })
    assert.throws(
      () => cache.finishBlock(),
      /tried to set entity of type `Round` with ID "2" but an entity of type `Flat`, which has an interface in common/,
    )
  })

  it('keeps the first version where duplicates are skipped', () => {
    const { cache } = cacheOver({ 'Once/0x01': { id: '0x01', text: 'stored' } })
    cache.set(once, '0x01', { id: '0x01', text: 'again' })
    cache.set(once, '0x02', { id: '0x02', text: 'new' })
    assert.equal(field(cache.get(once, '0x01'), 'text'), 'again')
    assert.deepEqual(cache.finishBlock(), [{ type: 'Once', id: '0x02', entity: { id: '0x02', text: 'new' } }])
    cache.remove(once, '0x02')
    assert.deepEqual(cache.finishBlock(), [])
    assert.equal(field(cache.get(once, '0x02'), 'text'), 'new')
  })
})
