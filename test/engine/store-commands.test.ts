import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, type TestContext } from 'node:test'
import { openStore } from '../../engine/store/index.ts'
import { runStoreCommand } from '../../engine/store-commands.ts'
import { artist, band, block, header, MUSIC, put } from './store/support.ts'
import { temporaryFolder } from './support/engine.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts')

function run(args: readonly string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

function makeStore(t: TestContext) {
  const path = join(temporaryFolder(t), 'store.sqlite')
  const store = openStore({ path, schema: MUSIC, deployment: 'music' })
  t.after(() => store.close())
  store.transact([
    block(1, [put('Band', band('b', 'one'))]),
    block(2, [put('Band', band('b', 'two')), put('Artist', artist('0x01'))]),
    block(4),
  ])
  return store
}

describe('commands on a store', () => {
  it('hash: prints the state hash while an engine may be writing', async (t) => {
    const store = makeStore(t)
    const { hash } = store.stateHash(4)
    assert.deepEqual(await run(['hash', '--store', store.path, '--check']), {
      code: 0,
      stdout: `${hash} at block 4\n`,
      stderr: '',
    })
    const shown = runStoreCommand(['hash', '--block', '1', '--json'], { LABELPROOF_ENGINE_STORE: store.path })
    assert.deepEqual(JSON.parse(shown?.output ?? ''), {
      deployment: 'music',
      block: 1,
      hash: store.stateHash(1).hash,
      changedIn: { number: 1, hash: header(1).hash },
    })
  })

  it('rewind: goes back while no engine runs, and says what is gone', async (t) => {
    const store = makeStore(t)
    const inUse = await run(['rewind', '--store', store.path, '--block', '1'])
    assert.deepEqual([inUse.code, inUse.stdout], [2, ''])
    assert.match(inUse.stderr, /^error: the store is in use: .*stop it.*\n$/)
    store.close()
    const first = await run(['rewind', '--store', store.path, '--block', '2'])
    assert.deepEqual([first.code, first.stdout], [0, 'back from block 4 to 2\n'])
    const second = runStoreCommand(['rewind', '--store', store.path, '--block', '1', '--json'], {})
    assert.deepEqual(JSON.parse(second?.output ?? ''), {
      from: { number: 2, hash: header(2).hash },
      to: { number: 1, hash: header(1).hash },
      versions: { Artist: 1, Band: 1, Song: 0, Card: 0 },
    })
    const third = runStoreCommand(['rewind', '--store', store.path, '--block', '1'], {})
    assert.equal(third?.output, 'at block 1 already\n')
  })

  it('hash --check: says which block does not have its hash, with code 1', (t) => {
    const store = makeStore(t)
    store.close()
    const db = new DatabaseSync(store.path)
    db.exec(`UPDATE "Band" SET name = 'other' WHERE "block$from" = 2`)
    db.close()
    const check = ['hash', '--store', store.path, '--check']
    assert.deepEqual(runStoreCommand(check, {}), {
      output: 'the rows of block 2 do not give its state hash\n',
      exitCode: 1,
    })
    assert.deepEqual(runStoreCommand([...check, '--json'], {}), { output: '{"mismatch":2}\n', exitCode: 1 })
  })

  it('explain themselves, and refuse bad input in one line with code 2', async (t) => {
    const store = makeStore(t)
    for (const name of ['hash', 'rewind']) {
      const { exitCode, output = '' } = runStoreCommand([name, '--help'], {}) ?? {}
      assert.deepEqual([exitCode, output.includes(`main.ts ${name} --store FILE`)], [0, true])
    }
    assert.equal(runStoreCommand(['--store', store.path], {}), undefined)
    const refusals: [args: string[], text: RegExp][] = [
      [['hash'], /^--store is missing/],
      [['hash', '--store', `${store.path}x`], /there is no store$/],
      [['hash', '--store', MAIN], /is not a store/],
      [['hash', '--store', store.path, '--block', '-1'], /--block/],
      [['hash', '--store', store.path, '--block', 'x'], /^--block is `x`/],
      [['hash', '--store', store.path, '--block', '9'], /no block 9 yet: it is at block 4$/],
      [['rewind', '--store', store.path], /^--block is missing/],
      [['rewind', '--store', store.path, '--block', '1', '--check'], /^--check is for hash$/],
      [['rewind', '--store', store.path, '--blok', '1'], /--blok/],
    ]
    for (const [args, message] of refusals) {
      assert.throws(() => runStoreCommand(args, {}), { message }, args.join(' '))
      assert.throws(() => runStoreCommand(args, {}), { message: /^.*$/ })
    }
    const { code, stderr } = await run(['hash', '--store', store.path, '--block', '9'])
    assert.deepEqual([code, stderr], [2, `error: ${store.path} has no block 9 yet: it is at block 4\n`])
  })
})
