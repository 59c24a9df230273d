import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { ask, buildProbe, probeChain, startProbe } from './support/probe.ts'

const QUERY = '{ facts(first: 1000) { id text } }'
const LONG_MS = 60_000

async function graphNode(t: TestContext, rpcUrl: string) {
  const node = await startGraphNode({ subgraphDir: dirname(await buildProbe()), network: 'local', rpcUrl })
  t.after(() => node.close())
  return node
}

describe('calling contracts', { skip: whyNoGraphNode() ?? false }, () => {
  it('answers as a real graph-node', async (t) => {
    const chain = await probeChain(t)
    await chain.mineTransactions([ask('facts', 10)])
    await chain.mineTransactions([ask('value', 20), ask('value', 30, 2), ask('over', 7)])
    await chain.request('anvil_setBalance', ['0x00000000000000000000000000000000000c0de2', '0x123456789abcdef0123'])
    await chain.mineTransactions([ask('facts', 40), ask('state', 1)])
    await chain.mine(3)
    const height = await chain.height()
    const engine = await startProbe(t, chain.url)
    await engine.waitForBlock(height)
    const node = await graphNode(t, chain.url)
    await node.waitForBlock(height - 2, LONG_MS)
    const ours = JSON.parse(JSON.stringify(await engine.query({ query: QUERY }))) as { data: { facts: unknown[] } }
    assert.equal(ours.data.facts.length, 2 * 27 + 4)
    assert.deepEqual(ours, await node.query(QUERY))
  })
})
