import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { unpackEntity } from '../../../engine/packed-entity.ts'
import { findStateMismatch, openStore, readStateHash, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult, EntityChange } from '../../../engine/types.ts'
import { artist, band, block, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const IDS = ['0x01', '0x02', '0x03']
/** For each block, what becomes of some of the entities; 12 and 13 are no changes. */
const history = fc.array(fc.uniqueArray(fc.nat(13), { maxLength: 5, selector: (what) => what % 6 }), {
  minLength: 1,
  maxLength: 12,
})

function changesOf(whats: readonly number[], number: number): EntityChange[] {
  return whats.flatMap((what) => {
    const id = IDS[what % 3] ?? ''
    if (what > 11) return []
    if (what % 6 < 3) return [what < 6 ? put('Band', band(id, `at ${number}`)) : remove('Band', id)]
    const fields = { fans: BigInt(number) ** 40n, plays: -(2n ** 63n), friends: IDS.slice(what % 3), levels: [7n] }
    return [what < 6 ? put('Artist', artist(id, fields)) : remove('Artist', id)]
  })
}

/** What is not there is not removed: that would be no change. */
function withoutEmptyRemovals(blocks: readonly BlockResult[]): BlockResult[] {
  const there = new Set<string>()
  return blocks.map((result) => ({
    ...result,
    changes: result.changes.filter(({ type, id, entity }) => {
      const key = `${type} ${id}`
      if (entity !== null) return there.add(key)
      return there.delete(key)
    }),
  }))
}

function blocksOf(drafts: readonly (readonly number[])[]): BlockResult[] {
  const blocks = drafts.map((whats, index): BlockResult => {
    const number = (index + 1) * 2
    const { hash } = header(number)
    const failed = { message: `failed in ${number}`, block: { number, hash }, handler: 'handleIt' }
    return {
      ...block(number, [
        ...changesOf(whats, number),
        ...(index % 4 === 3 ? [put('Song', song(BigInt(index), '0x01'))] : []),
      ]),
      ...(index % 5 === 2 && { dataSources: [{ template: 'T', address: '0x0a', startBlock: number }] }),
      ...(index % 5 === 4 && { errors: [failed] }),
    }
  })
  return withoutEmptyRemovals(blocks)
}

describe('state hashes', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let stores: SqliteStore[] = []
  const open = (name: string) => {
    const store = openStore({ path: join(folder.path, name), schema: MUSIC, deployment: 'music' })
    store.setDurability('backfill')
    stores.push(store)
    return store
  }
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => {
    for (const store of stores) store.close()
    stores = []
    folder.remove()
  })
  const hashesOf = (store: SqliteStore, last: number) =>
    Array.from({ length: last + 1 }, (_, number) => store.stateHash(number))

  /** Ways to store the same blocks. */
  const WAYS: Record<string, (name: string, blocks: readonly BlockResult[]) => SqliteStore> = {
    'one by one, with the changes in another order': (name, blocks) => {
      const store = open(name)
      for (const result of blocks) store.transact([{ ...result, changes: [...result.changes].reverse() }])
      return store
    },
    'with empty blocks between': (name, blocks) => {
      const store = open(name)
      for (const result of blocks) store.transact([block(result.block.number - 1), result])
      return store
    },
    'by a thread, with a restart': (name, blocks) => {
      const half = Math.floor(blocks.length / 2)
      for (const part of [blocks.slice(0, half), blocks.slice(half)]) {
        const store = open(name)
        for (let start = 0; start < part.length; start += 3) {
          store.writeBehind()?.settle()
          store.writeBehind()?.start(part.slice(start, start + 3))
        }
        store.close()
      }
      return open(name)
    },
    'after a reorganisation': (name, blocks) => {
      const store = open(name)
      const kept = blocks.slice(0, Math.ceil(blocks.length / 3))
      store.transact(kept)
      const from = kept.at(-1)?.block.number ?? 0
      store.transact([block(from + 1, [put('Band', band('0x01', 'gone'))], 7), block(from + 2, [], 7)])
      store.revert(kept.at(-1)?.block)
      store.transact(blocks.slice(kept.length))
      return store
    },
  }

  it('are the same however the same blocks were stored, and are those of the rows', () => {
    let run = 0
    fc.assert(
      fc.property(history, (drafts) => {
        const blocks = blocksOf(drafts)
        const last = blocks.at(-1)?.block.number ?? 0
        const together = open(`together ${++run}`)
        together.transact(blocks)
        for (const [way, store] of Object.entries(WAYS)) {
          const other = store(`${way} ${run}`, blocks)
          assert.deepEqual(hashesOf(other, last), hashesOf(together, last), way)
          assert.equal(findStateMismatch(other.path), undefined, way)
        }
      }),
      { seed: 12, numRuns: 12 },
    )
  })

  it('differ from the block on in which anything differs', () => {
    const blocks = blocksOf([[0, 3], [1, 4], [8], [2, 11], [5]])
    const store = open('as it is')
    store.transact(blocks)
    const variants: Record<string, (result: BlockResult) => BlockResult> = {
      'one value': (result) => ({
        ...result,
        changes: result.changes.map((change) =>
          change.type === 'Artist' && change.entity !== null
            ? { ...change, entity: { ...unpackEntity(change.entity), nick: '' } }
            : change,
        ),
      }),
      'the hash of the block': (result) => ({ ...result, block: { ...result.block, hash: '0xff' } }),
      'a data source': (result) => ({ ...result, dataSources: [{ template: 'T', address: '0x0b', startBlock: 4 }] }),
      'an error': (result) => ({ ...result, errors: [{ message: 'm', block: result.block }] }),
      'one entity less': (result) => ({ ...result, changes: result.changes.slice(1) }),
    }
    for (const [name, change] of Object.entries(variants)) {
      const other = open(name)
      other.transact(blocks.map((result, index) => (index === 1 ? change(result) : result)))
      assert.deepEqual(other.stateHash(3), store.stateHash(3))
      for (const number of [4, 5, 10]) assert.notEqual(other.stateHash(number).hash, store.stateHash(number).hash, name)
    }
  })

  it('stay where an immutable entity is written again as it is', () => {
    const store = open('again')
    store.transact([block(1, [put('Song', song(1n, '0x01'))])])
    store.transact([block(2, [put('Song', song(1n, '0x01'))])])
    assert.deepEqual(store.stateHash(2), store.stateHash(1))
  })

  it('show which block was changed in the file', () => {
    const store = open('changed')
    store.transact(blocksOf([[0, 3], [1, 4], [8], [2, 11], [5]]))
    store.close()
    const db = new DatabaseSync(store.path)
    db.exec(`UPDATE "Artist" SET name = 'other' WHERE "block$from" = 4`)
    db.close()
    assert.equal(findStateMismatch(store.path), 4)
  })

  it('are zero before the first change, and name the last block with one', () => {
    const store = open('read')
    assert.throws(() => readStateHash(store.path), { code: 'UNKNOWN_BLOCK', message: /no blocks yet/ })
    store.transact([block(3), block(5, [put('Band', band('b'))]), block(9)])
    const zero = `0x${'0'.repeat(64)}`
    assert.deepEqual(readStateHash(store.path, 4), { deployment: 'music', block: 4, hash: zero })
    const { hash, ...rest } = readStateHash(store.path)
    assert.deepEqual(rest, { deployment: 'music', block: 9, changedIn: { number: 5, hash: header(5).hash } })
    assert.equal(hash, store.stateHash(5).hash)
    assert.throws(() => readStateHash(store.path, 10), { code: 'UNKNOWN_BLOCK', message: /at block 9/ })
    assert.throws(() => readStateHash(`${store.path}x`), { code: 'NO_STORE' })
  })
})
