import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore } from '../../../engine/store/index.ts'
import { band, block, header, MUSIC, put, temporaryFolder } from './support.ts'

/** Debian's user id of nobody. */
const nobody = 65_534
const HOLDER = join(import.meta.dirname, 'lock-holder.ts')

describe('opening a store', () => {
  let folder = temporaryFolder()
  let path = ''
  const open = (deployment = 'music', schema = MUSIC) => openStore({ path, schema, deployment })
  const make = () => {
    const store = open()
    store.transact([block(1, [put('Band', band('b'))])])
    store.close()
  }

  beforeEach(() => {
    folder = temporaryFolder()
    path = join(folder.path, 'deep', 'store.db')
  })
  afterEach(() => folder.remove())

  it('makes the folder, and lets a reader of the same process in', () => {
    const store = open()
    store.transact([block(1)])
    const reader = store.openReader()
    assert.equal(reader.snapshot((snapshot) => snapshot.all('SELECT number FROM "$block"', []))[0]?.[0], 1)
    reader.close()
    store.close()
  })

  it('A120: refuses a second writer of the same process, until the first has closed', () => {
    const store = open()
    assert.throws(() => open(), { code: 'STORE_IN_USE' })
    store.close()
    open().close()
  })

  it('A120: refuses a second process; kill -9 of the first frees the store', async (t) => {
    const holder = spawn(process.execPath, ['--expose-gc', HOLDER, path], { stdio: ['pipe', 'pipe', 'inherit'] })
    t.after(() => holder.kill('SIGKILL'))
    await once(holder.stdout, 'data')
    assert.throws(() => open(), { code: 'STORE_IN_USE', message: /in use/ })
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const store = open()
    store.transact([block(1)])
    store.close()
  })

  it('A125: refuses another deployment', () => {
    make()
    assert.throws(() => open('other'), { code: 'OTHER_DEPLOYMENT', message: /music.*other/ })
  })

  it('refuses another schema', () => {
    make()
    assert.throws(() => open('music', parseSchema('type A @entity { id: ID! }')), { code: 'OTHER_SCHEMA' })
  })

  it('refuses another chain, or another genesis of the same chain', () => {
    const store = open()
    store.bindChain({ chainId: 1, genesisHash: '0x01' })
    store.bindChain({ chainId: 1, genesisHash: '0x01' })
    assert.throws(() => store.bindChain({ chainId: 2 }), { code: 'OTHER_CHAIN' })
    assert.throws(() => store.bindChain({ chainId: 1, genesisHash: '0x02' }), { code: 'OTHER_CHAIN' })
    store.close()
  })

  it('A124: refuses a newer format', () => {
    make()
    const db = new DatabaseSync(path)
    db.exec('PRAGMA user_version = 99')
    db.close()
    assert.throws(() => open(), { code: 'NEWER_FORMAT', message: /99/ })
  })

  it('A118: refuses what is not a store', () => {
    make()
    for (const content of ['', 'hello, this is not a database, but long enough to have a header '.repeat(40)]) {
      writeFileSync(path, content)
      assert.throws(() => open(), { code: 'NOT_A_STORE' })
    }
    rmSync(path)
    new DatabaseSync(path).exec('CREATE TABLE t (x)')
    assert.throws(() => open(), { code: 'NOT_A_STORE', message: /another program/ })
  })

  it('A118: refuses a truncated file and one with a damaged page', () => {
    make()
    const whole = readFileSync(path)
    truncateSync(path, statSync(path).size - 8_192)
    assert.throws(() => open(), { code: 'STORE_DAMAGED' })
    whole.fill(0xff, 8_192, 8_292)
    writeFileSync(path, whole)
    assert.throws(() => open(), { code: 'STORE_DAMAGED' })
  })

  it('starts anew where only the log of a deleted store is left', () => {
    make()
    rmSync(path)
    writeFileSync(`${path}-wal`, 'left over')
    const store = open()
    assert.equal(store.head(), undefined)
    store.close()
  })

  it('A121: says so where it cannot write', () => {
    writeFileSync(join(folder.path, 'file'), '')
    path = join(folder.path, 'file', 'store.db')
    assert.throws(() => open(), { code: 'NOT_WRITABLE' })
  })

  it('A121: says so in a read-only folder', () => {
    make()
    const deep = join(folder.path, 'deep')
    // Root may write anywhere: it becomes somebody else for the moment.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) {
      chmodSync(folder.path, 0o755)
      for (const name of [deep, ...readdirSync(deep).map((file) => join(deep, file))]) chownSync(name, nobody, nobody)
      process.seteuid?.(nobody)
    }
    chmodSync(deep, 0o500)
    try {
      assert.throws(() => open(), { code: 'NOT_WRITABLE' })
    } finally {
      chmodSync(deep, 0o700)
      if (isRoot) process.seteuid?.(0)
    }
  })

  for (const [what, ...args] of [['writes'], ['backfills by a thread', 'backfill']])
    it(`A113: a process killed while it ${what} leaves whole transactions only`, async (t) => {
      const writer = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts'), path, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      t.after(() => writer.kill('SIGKILL'))
      await once(writer.stdout, 'data')
      writer.kill('SIGKILL')
      await once(writer, 'exit')
      const store = open()
      const head = store.head()?.number ?? 0
      assert.ok(head > 0)
      assert.equal(args.length === 0 ? 0 : head % 3, 0)
      assert.deepEqual(store.head(), header(head))
      assert.equal(store.find('Band', 'b')?.name, `${head}`)
      assert.equal(store.find('Band', 'c')?.name, `${head}`)
      store.close()
    })
})
