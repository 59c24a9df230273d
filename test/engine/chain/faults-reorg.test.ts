import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { dumpStore } from '../../support/store-dump.ts'
import { ledgerChain } from '../support/engine.ts'
import type { LocalChain } from '../support/local-chain.ts'
import { asksRange, firstOf, refuse, status } from './faulty/faults.ts'
import { type HttpFault, type RpcRequest, startFaultyNode } from './faulty/proxy.ts'
import { chainWithMoves, expectFresh, faultyNode, mineMoves, startOn, until, untilAt } from './faulty/scene.ts'

/** Replaces everything after the snapshot with other blocks that have other logs. */
async function replace(chain: LocalChain, snapshot: unknown, blocks: number, seed: number): Promise<void> {
  await chain.request('evm_revert', [snapshot])
  // Another time makes another hash, even of a block without logs.
  await chain.request('evm_increaseTime', [seed])
  await mineMoves(chain, blocks, seed)
}

const snapshotOf = (chain: LocalChain) => chain.request('evm_snapshot')

/** A chain, an engine in step with it by a faulty node, and a snapshot `depth` blocks below its head. */
async function inStep(t: TestContext, depth: number, options: Parameters<typeof startOn>[2] = {}) {
  const chain = await chainWithMoves(t, 4)
  const snapshot = await snapshotOf(chain)
  await mineMoves(chain, depth - 1, 11)
  const node = await faultyNode(t, chain)
  const engine = await startOn(t, [node], options)
  await engine.waitForBlock(await chain.height())
  return { chain, snapshot, node, engine }
}

describe('a reorganisation', () => {
  for (const depth of [1, 2, 7, 64, 250]) {
    it(`R26 A86 A90 of ${depth} blocks, to others with other logs: equals a fresh index`, async (t) => {
      const { chain, snapshot, engine } = await inStep(t, depth, { maxReorgDepth: 250 })
      await replace(chain, snapshot, depth, 23)
      await expectFresh(t, engine, chain)
    })
  }

  it('R28 A86 beyond what may be taken back: stands still, serves, and goes on with a greater depth', async (t) => {
    const { chain, snapshot, engine } = await inStep(t, 12, { maxReorgDepth: 11 })
    const before = dumpStore(engine.storePath)
    await replace(chain, snapshot, 14, 23)
    await until('a loud stop', engine, () => engine.lines.some((line) => /^error: .*--max-reorg\) of 12/.test(line)))
    assert.equal(engine.status().synced, false)
    assert.deepEqual((await engine.query({ query: '{ _meta { block { number } } }' })) as object, {
      data: { _meta: { block: { number: engine.status().head?.number } } },
    })
    await engine.stop()
    assert.equal(dumpStore(engine.storePath), before)
    const again = await startOn(t, [chain], { maxReorgDepth: 12, storePath: engine.storePath })
    await expectFresh(t, again, chain)
  })

  it('A87 to another branch and back: equals a fresh index', async (t) => {
    const [a, b] = [await ledgerChain(t), await ledgerChain(t)] as const
    // The same blocks on both, then others.
    for (const chain of [a, b]) await mineMoves(chain, 3, 1, 1_800_000_000)
    await mineMoves(a, 4, 31, 1_800_000_100)
    await mineMoves(b, 5, 32, 1_800_000_100)
    let current = a
    const node = await startFaultyNode(() => current.url)
    t.after(() => node.close())
    const engine = await startOn(t, [node])
    for (current of [a, b, a]) await untilAt(engine, current)
    assert.equal(engine.lines.filter((line) => line.includes('going back')).length, 2)
    await expectFresh(t, engine, a)
  })

  it('A91 to a sibling of equal height: is seen', async (t) => {
    const { chain, snapshot, engine } = await inStep(t, 3)
    const height = await chain.height()
    await replace(chain, snapshot, 2, 41)
    assert.equal(await chain.height(), height)
    await expectFresh(t, engine, chain)
  })

  for (const [when, trigger] of [
    ['before the logs are read', asksRange],
    ['after the logs are read', ({ method }: RpcRequest) => method === 'eth_getBlockByHash'],
  ] as const) {
    it(`R27 A84 A88 ${when} in a backfill: no row of the old branch is stored`, async (t) => {
      const chain = await chainWithMoves(t, 4)
      const snapshot = await snapshotOf(chain)
      await mineMoves(chain, 30, 51)
      let done = false
      const reorganise: HttpFault = async (response, forward) => {
        done = true
        await replace(chain, snapshot, 32, 52)
        response.end(await forward())
      }
      const http = (requests: readonly RpcRequest[]) => (!done && requests.some(trigger) ? reorganise : undefined)
      const node = await faultyNode(t, chain, { http })
      const engine = await startOn(t, [node])
      await expectFresh(t, engine, chain)
      assert.ok(done)
    })
  }

  it('R13 R29 A85 a head that goes back without another branch: is waited for', async (t) => {
    const { chain, node, engine } = await inStep(t, 6)
    const height = await chain.height()
    const behind = `0x${(height - 3).toString(16)}`
    const lagging = await chain.request('eth_getBlockByNumber', [behind, false])
    node.follow({
      rpc: ({ method, params }) => {
        if (method !== 'eth_getBlockByNumber') return undefined
        if (params[0] === 'latest') return { result: lagging }
        return Number(params[0]) > height - 3 ? { result: null } : undefined
      },
    })
    await until('the wait', engine, () => engine.lines.some((line) => line.includes('the node is behind the store')))
    assert.equal(engine.status().head?.number, height)
    node.follow({})
    await mineMoves(chain, 2, 61)
    await expectFresh(t, engine, chain)
    assert.ok(!engine.lines.some((line) => line.includes('going back')))
  })

  it('R40 with rate limits and errors while it is undone: equals a fresh index', async (t) => {
    const { chain, snapshot, node, engine } = await inStep(t, 8)
    let left = 6
    node.follow({
      rpc: firstOf(2, refuse('rate limit exceeded', -32005), ({ method, params }) => {
        return method === 'eth_getBlockByNumber' && params[0] !== 'latest'
      }),
      http: () => (left-- > 0 && left % 2 === 0 ? status(503) : undefined),
    })
    await replace(chain, snapshot, 9, 71)
    await expectFresh(t, engine, chain)
  })

  it('A126 R30 whose new blocks the node has pruned: nothing is taken back before they can be read', async (t) => {
    const { chain, snapshot, node, engine } = await inStep(t, 5)
    const before = engine.status().head
    node.follow({ rpc: (request) => (asksRange(request) ? refuse('pruned history unavailable', 4444) : undefined) })
    await replace(chain, snapshot, 6, 81)
    await until('the refusal', engine, () => engine.lines.some((line) => line.includes('pruned history unavailable')))
    assert.deepEqual(engine.status().head, before)
    node.follow({})
    await expectFresh(t, engine, chain)
  })

  it('R35 without a finalized tag: none is asked for', async (t) => {
    const { chain, snapshot, node, engine } = await inStep(t, 3, { maxReorgDepth: 3 })
    await replace(chain, snapshot, 3, 91)
    await expectFresh(t, engine, chain)
    assert.ok(!node.requests.some(({ params }) => ['finalized', 'safe'].includes(String(params[0]))))
  })
})

describe('several nodes', () => {
  const down: HttpFault = (response) => void response.destroy()

  it('R5 R7 when one fails, the next goes on', async (t) => {
    const chain = await chainWithMoves(t, 20)
    const nodes = [await faultyNode(t, chain), await faultyNode(t, chain)] as const
    const engine = await startOn(t, nodes)
    await engine.waitForBlock(await chain.height())
    nodes[0].follow({ http: () => down })
    const asked = nodes[1].requests.length
    await mineMoves(chain, 3, 5)
    await engine.waitForBlock(await chain.height())
    assert.ok(nodes[1].requests.length > asked)
    await expectFresh(t, engine, chain)
  })
  it('R6 when the key of one is refused, the next goes on', async (t) => {
    const chain = await chainWithMoves(t, 5)
    const nodes = [await faultyNode(t, chain, { http: () => status(401) }), await faultyNode(t, chain)] as const
    await expectFresh(t, await startOn(t, nodes), chain)
  })
  it('R14 R29 a range is read from one node alone', async (t) => {
    const chain = await chainWithMoves(t, 20)
    const failing = ({ method }: RpcRequest) =>
      method === 'eth_getLogs' ? refuse('blockHash cannot be found') : undefined
    const nodes = [await faultyNode(t, chain, { rpc: failing }), await faultyNode(t, chain)] as const
    const engine = await startOn(t, nodes)
    await expectFresh(t, engine, chain)
    const headers = (index: 0 | 1) => nodes[index].requests.filter(({ params }) => params[0] === '0x5').length
    assert.ok(headers(0) > 0 && headers(1) > 0, 'the second node was asked for the headers, too')
  })
  it('R32 that serve different chains: the start is refused', async (t) => {
    const chain = await chainWithMoves(t, 1)
    const other = await faultyNode(t, chain, {
      rpc: ({ method }) => (method === 'eth_chainId' ? { result: '0x5' } : undefined),
    })
    await assert.rejects(startOn(t, [chain, other]), { name: 'WrongChainError', message: /serves chain 5, not 31337/ })
  })
  it('R32 R31 of which the next serves another chain by the time it is needed: the engine halts', async (t) => {
    const chain = await chainWithMoves(t, 3)
    const nodes = [await faultyNode(t, chain), await faultyNode(t, chain)] as const
    const engine = await startOn(t, nodes)
    await engine.waitForBlock(await chain.height())
    nodes[1].follow({ rpc: ({ method }) => (method === 'eth_chainId' ? { result: '0x5' } : undefined) })
    nodes[0].follow({ http: () => down })
    await assert.rejects(engine.done, { name: 'WrongChainError' })
  })
})
