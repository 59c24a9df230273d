import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { waitFor } from '../../support/process.ts'
import { queryData, temporaryFolder } from '../support/engine.ts'
import { ask, probeChain, startProbe } from './support/probe.ts'
import { startProxy } from './support/proxy.ts'

type Facts = { facts: { id: string; text: string }[] }

const FACTS = '{ facts(first: 1000, orderBy: id) { id text } }'

describe('calling contracts while indexing', () => {
  it('reads the state of the block whose handlers run', async (t) => {
    const chain = await probeChain(t)
    const first = await chain.mineTransactions([ask('value', 5)])
    const second = await chain.mineTransactions([ask('value', 6), ask('value', 7)])
    await chain.mine(5)
    const engine = await startProbe(t, chain.url)
    await engine.waitForBlock(await chain.height())
    // Both handlers of the second block see its end, as a call by block hash does.
    assert.deepEqual((await queryData<Facts>(engine, FACTS)).facts, [
      { id: `${first}-0 value`, text: '5 5' },
      { id: `${second}-0 value`, text: '7 18' },
      { id: `${second}-1 value`, text: '7 18' },
    ])
  })

  it('asks each question once, also over restarts and a new index', async (t) => {
    const chain = await probeChain(t)
    await chain.mineTransactions([ask('facts', 10)])
    const height = await chain.mineTransactions([ask('value', 20), ask('state', 0)])
    const proxy = await startProxy(t, chain.url)
    const folder = temporaryFolder(t)
    const storePath = join(folder, 'store.sqlite')
    const before = await startProbe(t, proxy.url, { storePath })
    await before.waitForBlock(height)
    const asked = proxy.takeCounts()
    assert.ok((asked.eth_call ?? 0) > 20)
    const facts = await queryData<Facts>(before, FACTS)
    await before.stop()

    // The answers do not belong to the store: an index made anew beside the file finds them.
    for (const name of ['store.sqlite', 'store.sqlite-wal', 'store.sqlite-shm'])
      rmSync(join(folder, name), { force: true })
    const again = await startProbe(t, proxy.url, { storePath })
    await again.waitForBlock(height)
    const { eth_call: calls, eth_getBalance: balances, eth_getCode: codes } = proxy.takeCounts()
    assert.deepEqual([calls, balances, codes], [undefined, undefined, undefined])
    assert.deepEqual(await queryData<Facts>(again, FACTS), facts)
  })

  it('makes declared calls side by side before the handlers, equal ones once', async (t) => {
    const chain = await probeChain(t)
    // Each event declares `value` twice, `valueOf` twice and `fail` twice.
    const height = await chain.mineTransactions([ask('value', 10), ask('value', 10), ask('value', 10)])
    const proxy = await startProxy(t, chain.url)
    proxy.holdUntil('eth_call', 3)
    const engine = await startProbe(t, proxy.url)
    await engine.waitForBlock(height, AbortSignal.timeout(30_000))
    assert.equal(proxy.takeCounts().eth_call, 3)
  })

  it('R37 waits for a node that has the state, and keeps what was finished', async (t) => {
    const chain = await probeChain(t)
    await chain.mineTransactions([ask('nothing', 1)])
    const height = await chain.mineTransactions([ask('value', 2)])
    const proxy = await startProxy(t, chain.url)
    proxy.fail('eth_call', { code: -32000, message: 'missing trie node 1234 (path ) state is not available' })
    const engine = await startProbe(t, proxy.url)
    const line = await waitFor(
      'a warning that names the setting',
      async () => engine.lines.find((text) => text.startsWith('warn: the node') && text.includes('--rpc')),
      { timeoutMs: 30_000 },
    )
    assert.match(line, /Probe\.value at 0x0{35}c0de2 in block 3/)
    assert.equal(engine.status().failure, undefined)
    assert.equal(engine.status().head?.number, height - 1)
    proxy.fail('eth_call')
    await engine.waitForBlock(height)
    assert.deepEqual((await queryData<Facts>(engine, FACTS)).facts, [{ id: `${height}-0 value`, text: '2 3' }])
  })

  it('stops at a call that reverts, unless the mapping tries it', async (t) => {
    const chain = await probeChain(t)
    const height = await chain.mineTransactions([ask('revert', 1)])
    const engine = await startProbe(t, chain.url)
    await assert.rejects(engine.waitForBlock(height), /Call reverted, probably because an `assert` or `require`/)
  })

  it('stops in the middle of a call', async (t) => {
    const chain = await probeChain(t)
    await chain.mineTransactions([ask('value', 2)])
    const proxy = await startProxy(t, chain.url)
    proxy.fail('eth_call', { code: -32000, message: 'header not found' })
    const engine = await startProbe(t, proxy.url)
    await waitFor('a call', async () => ((proxy.takeCounts().eth_call ?? 0) > 0 ? true : undefined), {
      timeoutMs: 30_000,
    })
    await engine.stop()
    await engine.done
  })
})
