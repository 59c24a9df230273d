import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openStore, readStateHash, rewindStore } from '../../../engine/store/index.ts'
import { artist, band, block, dump, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const failure = { message: 'boom', block: { number: 7, hash: header(7).hash }, handler: 'handleBoom' }
const BLOCKS = [
  block(1),
  block(2, [put('Band', band('b', 'one')), put('Artist', artist('0x01', { plays: 2n ** 62n, friends: ['0x02'] }))]),
  block(3, [remove('Band', 'b'), put('Artist', artist('0x01', { fans: 10n ** 30n, age: -4 }))]),
  block(5, [put('Band', band('b', 'three')), put('Song', song(2n ** 60n, '0x01')), put('Song', song(3n, '0x01'))]),
  { ...block(7), failure },
]

describe('a store of format 1', () => {
  let folder = temporaryFolder()
  let path = ''
  const open = (at = path, deployment = 'music') => openStore({ path: at, schema: MUSIC, deployment })
  /** Takes away what later formats have. `made`: whether data sources and errors were there already. */
  function makeOld(made: boolean): void {
    const db = new DatabaseSync(path)
    db.exec(`DROP TABLE "$state_hash"; DELETE FROM "$meta" WHERE key = 'schemaSource'; PRAGMA user_version = 1`)
    if (!made) db.exec('DROP TABLE "$data_source"; DROP TABLE "$error"')
    db.close()
  }
  beforeEach(() => {
    folder = temporaryFolder()
    path = join(folder.path, 'store.db')
  })
  afterEach(() => folder.remove())

  for (const made of [true, false]) {
    it(`is upgraded to what this engine writes, ${made ? 'with' : 'without'} tables for data sources`, () => {
      const dataSources = [{ template: 'T', address: '0x0a', context: '{}', startBlock: 3 }]
      const errors = [{ message: 'm', block: { number: 3, hash: header(3).hash }, handler: 'h' }]
      const store = open()
      store.transact(
        BLOCKS.map((result) => (made && result.block.number === 3 ? { ...result, dataSources, errors } : result)),
      )
      store.close()
      const before = dump(path)
      makeOld(made)
      open().close()
      assert.deepEqual(dump(path), before)
      const db = new DatabaseSync(path)
      assert.deepEqual({ ...db.prepare('PRAGMA user_version').get() }, { user_version: 2 })
      db.close()
    })
  }

  it('is left as it is when it belongs to another deployment', () => {
    const store = open()
    store.transact(BLOCKS)
    store.close()
    makeOld(true)
    const before = dump(path)
    assert.throws(() => open(path, 'other'), { code: 'OTHER_DEPLOYMENT' })
    assert.deepEqual(dump(path), before)
  })

  it('is refused by what only looks at it, which says how to go on', () => {
    open().close()
    makeOld(true)
    for (const use of [() => readStateHash(path), () => rewindStore(path, 1)])
      assert.throws(use, { code: 'OLDER_FORMAT', message: /start the engine with it once/ })
  })
})
