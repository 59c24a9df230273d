import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { type Running, startProcess, waitFor } from '../support/process.ts'
import { buildFixture } from './support/build-fixture.ts'
import { ledgerChain, temporaryFolder } from './support/engine.ts'
import { address, moveTransaction } from './support/ledger.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'engine', 'main.ts')

let build: string
before(async () => {
  build = await buildFixture('ledger')
})

function startMain(t: TestContext, args: readonly string[], env: Record<string, string> = {}): Running {
  const running = startProcess(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } })
  t.after(() => running.stop())
  return running
}

/** The exit code and the output of a process that ends by itself. */
async function runMain(t: TestContext, args: readonly string[], env: Record<string, string> = {}) {
  const running = startMain(t, args, env)
  await waitFor('the end', async () => running.child.exitCode ?? undefined, { timeoutMs: 30_000 })
  return { code: running.child.exitCode, output: running.output() }
}

describe('the engine as a process', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`indexes, serves, ends with code 0 on ${signal}, and goes on from its file`, async (t) => {
      const chain = await ledgerChain(t)
      const height = await chain.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 5n })])
      const store = join(temporaryFolder(t), 'store.sqlite')
      for (const expectedEvents of [1, 0]) {
        const env = {
          LABELPROOF_ENGINE_RPC: `http://127.0.0.1:1, ${chain.url}`,
          LABELPROOF_ENGINE_STORE: store,
          LABELPROOF_ENGINE_POLL_MS: '20',
        }
        const running = startMain(t, ['--build', build, '--port', '0', '--json'], env)
        const url = await waitFor('the URL', async () => /"url":"([^"]+)"/.exec(running.output())?.[1], {
          timeoutMs: 30_000,
          running,
        })
        await waitFor('readiness', async () => ((await fetch(`${url}/ready`)).ok ? true : undefined), {
          timeoutMs: 10_000,
          running,
        })
        const body = JSON.stringify({ query: '{ accounts(first: 1) { sent } _meta { block { number } } }' })
        const response = await fetch(`${url}/subgraphs/name/x`, { method: 'POST', body })
        assert.deepEqual(await response.json(), {
          data: { accounts: [{ sent: '5' }], _meta: { block: { number: height } } },
        })
        const health = (await (await fetch(`${url}/health`)).json()) as { events: number }
        assert.equal(health.events, expectedEvents)
        assert.equal(await running.stop(signal), 0)
      }
    })
  }

  it('explains itself', async (t) => {
    const { code, output } = await runMain(t, ['--help'])
    assert.equal(code, 0)
    assert.match(output, /--build DIR/)
  })

  const refusals: [name: string, args: string[], text: RegExp][] = [
    ['a missing option', [], /--build is missing/],
    ['an unknown option', ['--wat'], /--wat/],
    [
      'a port that is none',
      ['--build', 'x', '--rpc', 'http://127.0.0.1:1', '--store', 's', '--port', '70000'],
      /--port is `70000`/,
    ],
    [
      'a history that is no number',
      ['--build', 'x', '--rpc', 'http://127.0.0.1:1', '--store', 's', '--history-blocks', 'some'],
      /--history-blocks is `some`: give a whole number/,
    ],
    ['a missing endpoint', ['--build', 'x', '--store', 's'], /--rpc is missing/],
    [
      'two checks that exclude each other',
      ['--build', 'x', '--rpc', 'http://127.0.0.1:1', '--store', 's', '--verify', '--trust-logs'],
      /exclude each other/,
    ],
    [
      'an archive of what is not checked',
      ['--build', 'x', '--rpc', 'http://127.0.0.1:1', '--store', 's', '--archive', '--trust-logs'],
      /--archive and --trust-logs exclude each other/,
    ],
    [
      'a quorum of more nodes than there are',
      ['--build', 'x', '--rpc', 'http://127.0.0.1:1', '--store', 's', '--quorum', '2'],
      /--quorum is `2`: give a whole number from 0 to 1/,
    ],
    [
      'a missing build',
      ['--build', '/nowhere', '--rpc', 'http://127.0.0.1:1', '--store', 's'],
      /output folder of `graph build`/,
    ],
  ]
  for (const [name, args, text] of refusals) {
    it(`refuses ${name} in one line, with code 2`, async (t) => {
      const { code, output } = await runMain(t, args)
      assert.equal(code, 2)
      assert.match(output, text)
      assert.equal(output.trimEnd().split('\n').length, 1)
    })
  }

  it('refuses a bad RPC URL, a store in use and a port in use in one line, with code 2', async (t) => {
    const chain = await ledgerChain(t)
    const folder = temporaryFolder(t)
    const store = join(folder, 'store.sqlite')
    const bad = await runMain(t, ['--build', build, '--rpc', 'secret', '--store', store])
    assert.deepEqual([bad.code, bad.output], [2, 'error: the RPC endpoint must be an http:// or https:// URL\n'])

    const other = createServer().listen(0, '127.0.0.1')
    t.after(() => other.close())
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    const inUse = await runMain(t, ['--build', build, '--rpc', chain.url, '--store', store, '--port', port])
    assert.equal(inUse.code, 2)
    assert.match(inUse.output, /is in use: choose another --port/)

    const holder = startMain(t, ['--build', build, '--rpc', chain.url, '--store', store, '--port', '0'])
    await waitFor('the first process', async () => (holder.output().includes('serving') ? true : undefined), {
      timeoutMs: 30_000,
      running: holder,
    })
    const second = await runMain(t, ['--build', build, '--rpc', chain.url, '--store', store, '--port', '0'])
    assert.equal(second.code, 2)
    assert.match(second.output, /store\.sqlite/)
  })
})
