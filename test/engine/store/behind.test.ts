import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult } from '../../../engine/types.ts'
import { findDamage } from '../crash/reference.ts'
import { artist, band, block, dump, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const IDS = ['0x01', '0x02', '0x03']

/** For each block, what becomes of some of the entities. */
const history = fc.array(fc.uniqueArray(fc.nat(11), { maxLength: 6, selector: (what) => what % 6 }), { maxLength: 12 })
/** How many blocks each transaction has. */
const batches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 })

function blocksOf(drafts: readonly (readonly number[])[]): BlockResult[] {
  return drafts.map((whats, number) => {
    const changes = whats.map((what) => {
      const id = IDS[what % 3] ?? ''
      if (what % 6 < 3) return what < 6 ? put('Band', band(id, `at ${number}`)) : remove('Band', id)
      const friends = IDS.slice(what % 3)
      return what < 6 ? put('Artist', artist(id, { fans: BigInt(number), friends })) : remove('Artist', id)
    })
    return block(number + 1, [...changes, put('Song', song(BigInt(number), '0x01'))])
  })
}

describe('blocks that are stored together', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let stores: SqliteStore[] = []
  const open = (name: string) => {
    const store = openStore({ path: join(folder.path, name), schema: MUSIC, deployment: 'music' })
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

  it('leave the rows that they leave one by one', () => {
    let run = 0
    fc.assert(
      fc.property(history, batches, (drafts, sizes) => {
        const blocks = blocksOf(drafts)
        const [single, together] = [open(`single ${++run}`), open(`together ${run}`)]
        for (const result of blocks) single.transact([result])
        for (let start = 0, batch = 0; start < blocks.length; start += sizes[batch++] ?? 1)
          together.transact(blocks.slice(start, start + (sizes[batch] ?? 1)))
        assert.deepEqual(dump(together.path), dump(single.path))
      }),
      { seed: 5, numRuns: 15 },
    )
  })

  it('leave the same rows where a thread stores them', async () => {
    const blocks = blocksOf(Array.from({ length: 40 }, (_, index) => [index % 12, (index * 5 + 3) % 12]))
    const [atOnce, later] = [open('at once'), open('later')]
    atOnce.transact(blocks)
    assert.equal(later.writeBehind(), undefined)
    later.setDurability('backfill')
    const behind = later.writeBehind()
    for (let start = 0; start < blocks.length; start += 7) {
      await behind?.finished()
      behind?.settle()
      behind?.start(blocks.slice(start, start + 7))
    }
    behind?.settle()
    assert.deepEqual(later.head(), header(40))
    assert.equal(later.find('Song', '39')?.title, 'song 39')
    later.setDurability('full')
    assert.equal(later.writeBehind(), undefined)
    later.transact([block(41)])
    atOnce.transact([block(41)])
    assert.deepEqual(dump(later.path), dump(atOnce.path))
  })

  it('are refused as a whole by the thread, which can be given others', () => {
    const store = open('refused')
    store.setDurability('backfill')
    const behind = store.writeBehind()
    behind?.start([block(1, [put('Song', song(1n, '0x01'))])])
    behind?.settle()
    behind?.start([block(2, [put('Band', band('b'))]), block(3, [put('Song', song(1n, '0x02'))])])
    assert.throws(() => behind?.settle(), { code: 'CONFLICT' })
    assert.deepEqual(store.head(), header(1))
    assert.equal(store.find('Band', 'b'), undefined)
    behind?.start([block(2)])
    behind?.settle()
    assert.deepEqual(store.head(), header(2))
  })

  it('are moved from the log to the main file meanwhile, which the log starts over for', async () => {
    const [path, logBytes] = [join(folder.path, 'moved'), 262_144]
    const store = openStore({ path, schema: MUSIC, deployment: 'music', logBytes })
    stores.push(store)
    store.setDurability('backfill')
    const behind = store.writeBehind()
    // The number of times that it has: https://sqlite.org/walformat.html
    const startsOver = () => readFileSync(`${path}-wal`).readUInt32BE(12)
    const before = { size: statSync(path).size, startsOver: startsOver() }
    let number = 0
    while (number < 5_000 && startsOver() < before.startsOver + 3) {
      const changes = [put('Band', band('b', `at ${++number}`.padEnd(4_000)))]
      behind?.start([block(number, changes)])
      await behind?.finished()
      behind?.settle()
    }
    assert.ok(startsOver() >= before.startsOver + 3, `${number} blocks, and the log grows on`)
    assert.ok(statSync(path).size > before.size)
    assert.deepEqual(store.head(), header(number))
    store.close()
    assert.equal(existsSync(`${path}-wal`), false, 'no thread uses the file')
    assert.equal(findDamage(path), undefined)
  })

  it('are waited for when the store is closed', () => {
    const store = open('closed')
    store.setDurability('backfill')
    store.writeBehind()?.start([block(1, [put('Band', band('b'))])])
    store.close()
    const again = open('closed')
    assert.deepEqual(again.head(), header(1))
  })
})
