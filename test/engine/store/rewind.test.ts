import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore, rewindStore } from '../../../engine/store/index.ts'
import type { BlockResult } from '../../../engine/types.ts'
import { artist, band, block, dump, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const BLOCKS = [
  block(2, [put('Band', band('b', 'one')), put('Artist', artist('0x01', { friends: ['0x02'] }))]),
  block(5, [put('Band', band('b', 'two')), put('Song', song(1n, '0x01'))]),
  { ...block(6), dataSources: [{ template: 'T', address: '0x0a', startBlock: 6 }] },
  block(9, [remove('Band', 'b'), put('Artist', artist('0x01', { fans: 3n }))]),
]

describe('rewinding a store', () => {
  let folder = temporaryFolder()
  let path = ''
  const open = (at = path) => openStore({ path: at, schema: MUSIC, deployment: 'music' })
  const fill = (at: string, blocks: readonly BlockResult[]) => {
    const store = open(at)
    store.transact(blocks)
    store.close()
  }
  beforeEach(() => {
    folder = temporaryFolder()
    path = join(folder.path, 'store.db')
  })
  afterEach(() => folder.remove())

  it('leaves every row as it was at the block, and says what is gone', () => {
    fill(path, BLOCKS)
    const { from, to, versions } = rewindStore(path, 5)
    assert.deepEqual(
      [from, to],
      [BLOCKS[3], BLOCKS[1]].map((result) => ({ number: result?.block.number, hash: result?.block.hash })),
    )
    assert.deepEqual(versions, { Artist: 1, Band: 0, Song: 0, Card: 0 })
    const fresh = join(folder.path, 'fresh.db')
    fill(fresh, BLOCKS.slice(0, 2))
    assert.deepEqual(dump(path), dump(fresh))
    fill(path, BLOCKS.slice(2))
    fill(fresh, BLOCKS.slice(2))
    assert.deepEqual(dump(path), dump(fresh))
  })

  it('goes to the last block stored before one that is not', () => {
    fill(path, BLOCKS)
    assert.equal(rewindStore(path, 8).to.number, 6)
    assert.equal(rewindStore(path, 6).from.number, 6)
  })

  it('clears a failure above the block, and goes on after one below', () => {
    const store = open()
    store.transact(BLOCKS.slice(0, 2))
    store.fail({ message: 'boom', block: { number: 6, hash: header(6).hash } })
    store.close()
    rewindStore(path, 5)
    const again = open()
    assert.equal(again.failure(), undefined)
    again.close()
  })

  it('takes the buckets of aggregations along', () => {
    const schema = parseSchema(`
      type Point @entity(timeseries: true) { id: Int8! timestamp: Timestamp! n: BigInt! }
      type Sum @aggregation(intervals: ["hour"], source: "Point") {
        id: Int8! timestamp: Timestamp! sum: BigInt! @aggregate(fn: "sum", arg: "n") }`)
    const point = (number: number): BlockResult => {
      const timestamp = 1_700_000_000 + number * 1_000
      const id = BigInt(number)
      const entity = { id, timestamp: BigInt(timestamp) * 1_000_000n, n: id }
      return { block: { ...header(number), timestamp }, changes: [put('Point', entity)] }
    }
    const all = Array.from({ length: 12 }, (_, number) => point(number))
    const run = (at: string, blocks: readonly BlockResult[]) => {
      const store = openStore({ path: at, schema, deployment: 'points' })
      store.transact(blocks)
      store.close()
    }
    const fresh = join(folder.path, 'fresh.db')
    run(path, all)
    run(fresh, all)
    const { Sum_hour: buckets = 0 } = rewindStore(path, 5).versions
    assert.ok(buckets > 0)
    run(path, all.slice(6))
    assert.deepEqual(dump(path), dump(fresh))
  })

  it('refuses what it cannot do by name', () => {
    assert.throws(() => rewindStore(path, 1), { code: 'NO_STORE' })
    const store = open()
    store.transact(BLOCKS)
    assert.throws(() => rewindStore(path, 5), { code: 'STORE_IN_USE' })
    store.close()
    assert.throws(() => rewindStore(path, 10), { code: 'UNKNOWN_BLOCK', message: /no block 10 yet: it is at block 9/ })
    assert.throws(() => rewindStore(path, 1), { code: 'UNKNOWN_BLOCK', message: /first block is later/ })
    const pruned = openStore({ path, schema: MUSIC, deployment: 'music', historyBlocks: 2 })
    pruned.transact([block(10)])
    pruned.close()
    assert.throws(() => rewindStore(path, 5), { code: 'PRUNED', message: /from block 8 on/ })
  })
})
