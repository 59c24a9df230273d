import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { startProcess, waitFor } from '../../support/process.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, queryData, startLedger, temporaryFolder } from '../support/engine.ts'
import { address, moveTransaction } from '../support/ledger.ts'
import { NO_STRACE, STRACE } from './strace.ts'

const MAIN = join(import.meta.dirname, '..', '..', '..', 'engine', 'main.ts')

describe('the engine on a disk that fails', { skip: NO_STRACE }, () => {
  let build: string
  before(async () => {
    build = await buildFixture('ledger')
  })

  async function chainOfMoves(t: TestContext) {
    const chain = await ledgerChain(t)
    const moves = [1n, 2n, 3n].map((amount) => moveTransaction({ from: address(1), to: address(2), amount }))
    return { chain, height: await chain.mineTransactions(moves) }
  }

  /** Runs the engine with a fault on the log of its store until it ends by itself. */
  async function runWithFault(t: TestContext, store: string, rpcUrl: string, fault: readonly string[]) {
    const args = ['--build', build, '--rpc', rpcUrl, '--store', store, '--port', '0']
    const running = startProcess(STRACE, ['-f', '-qq', '-o', '/dev/null', ...fault, process.execPath, MAIN, ...args])
    t.after(() => running.stop())
    await waitFor('the end', async () => running.child.exitCode ?? undefined, { timeoutMs: 40_000, running })
    const errors = running
      .output()
      .split('\n')
      .filter((line) => /^error: |^ +at /.test(line))
    return { code: running.child.exitCode, errors }
  }

  for (const [name, call, errno, message] of [
    ['A115: without space', 'pwrite64', 'ENOSPC', /^error: no space left for .*: free some, then start again/],
    ['A117: where a sync fails', 'fsync', 'EIO', /^error: the disk failed at .*: check it, then start again/],
  ] as const)
    it(`${name}: ends with code 1 and one line; started again, it goes on`, async (t) => {
      const { chain, height } = await chainOfMoves(t)
      const storePath = join(temporaryFolder(t), 'store.sqlite')
      // The store is there: the first writes are those of the blocks.
      const first = await startLedger(t, chain, { storePath })
      await first.stop()
      const more = await chain.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 4n })])
      assert.ok(more > height)
      const fault = ['-P', `${storePath}-wal`, '-e', `trace=${call}`, '-e', `inject=${call}:error=${errno}`]
      const { code, errors } = await runWithFault(t, storePath, chain.url, fault)
      assert.equal(errors.length, 1, errors.join('\n'))
      assert.match(errors[0] ?? '', message)
      assert.equal(code, 1)
      assert.ok(existsSync(storePath))
      const engine = await startLedger(t, chain, { storePath })
      await engine.waitForBlock(more)
      const { accounts } = await queryData<{ accounts: unknown[] }>(engine, '{ accounts(first: 1) { sent } }')
      assert.deepEqual(accounts, [{ sent: '10' }])
    })
})
