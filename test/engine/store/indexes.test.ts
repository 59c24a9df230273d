import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import { secondaryIndexes } from '../../../engine/store/indexes.ts'
import { artist, band, block, dump, header, MUSIC, put, song, temporaryFolder } from './support.ts'

const NEVER = new AbortController().signal

describe('the secondary indexes of a store', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let stores: SqliteStore[] = []
  const open = (name: string) => {
    const store = openStore({ path: join(folder.path, name), schema: MUSIC, deployment: 'music' })
    stores.push(store)
    return store
  }
  const indexesOf = (store: SqliteStore) => {
    const reader = store.openReader()
    const rows = reader.snapshot(({ all }) => all(`SELECT name FROM sqlite_schema WHERE type = 'index'`, []))
    reader.close()
    return rows.map(([name]) => String(name))
  }
  const fill = (store: SqliteStore) =>
    store.transact([
      block(1, [put('Band', band('b')), put('Artist', artist('0x01', { fans: 3n, band: 'b' }))]),
      block(2, [put('Artist', artist('0x01', { fans: 4n, band: 'b' })), put('Song', song(1n, '0x01'))]),
    ])
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => {
    for (const store of stores) store.close()
    stores = []
    folder.remove()
  })

  it('are missing in a backfill, and made when it has ended, the rows being the same', async () => {
    const [early, late] = [open('early'), open('late')]
    await early.makeIndexes(NEVER)
    for (const store of [early, late]) fill(store)
    assert.equal(early.lacksIndexes(), false)
    assert.equal(late.lacksIndexes(), true)
    await late.makeIndexes(NEVER)
    assert.equal(late.lacksIndexes(), false)
    assert.deepEqual(indexesOf(late).sort(), indexesOf(early).sort())
    for (const store of [early, late]) store.revert(header(1))
    assert.deepEqual(dump(late.path), dump(early.path))
  })

  it('are made by the next start where one was stopped among them', async () => {
    const before = open('stopped')
    fill(before)
    assert.equal(before.findRelated('Artist', 'band', 'b').length, 1)
    await before.makeIndexes(AbortSignal.abort())
    before.close()
    const after = open('stopped')
    assert.ok(indexesOf(after).includes('Artist$by$band'), 'what a handler searches by is made at once')
    assert.equal(after.lacksIndexes(), true)
    await after.makeIndexes(NEVER)
    for (const { name } of secondaryIndexes(MUSIC)) assert.ok(indexesOf(after).includes(name), name)
  })

  it('can be made by the thread that writes, which goes on with blocks', async () => {
    const store = open('thread')
    store.setDurability('backfill')
    const behind = store.writeBehind()
    assert.ok(behind)
    for (const { sql } of secondaryIndexes(MUSIC)) await behind.makeIndex(sql)
    await assert.rejects(behind.makeIndex('CREATE INDEX wrong ON missing (id)'), /no such table/)
    behind.start([block(1, [put('Band', band('b'))])])
    behind.settle()
    assert.equal(store.find('Band', 'b')?.id, 'b')
  })

  it('serve the order by a number', async () => {
    const store = open('order')
    fill(store)
    await store.makeIndexes(NEVER)
    const reader = store.openReader()
    const sql = `EXPLAIN QUERY PLAN SELECT a."id" FROM "Artist" a WHERE a."block$to" IS NULL ORDER BY a."fans" DESC, a."id" DESC`
    const plan = reader.snapshot(({ all }) => all(sql, [])).map((row) => String(row.at(-1)))
    reader.close()
    assert.equal(plan.length, 1)
    assert.match(plan[0] ?? '', /Artist\$by\$order\$fans/)
  })
})
