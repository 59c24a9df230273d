import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { describe, it } from 'node:test'
import { startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, startLedger } from '../support/engine.ts'
import { address, moveTransaction } from '../support/ledger.ts'

const FIELDS = 'string bytes boolean int int8 timestamp bigInt bigDecimal color other { id } strings bigInts bytesList'
const QUERY = `{ facts(first: 1000) { id text } everythings { id ${FIELDS} others { id } } }`

describe('the host functions', { skip: whyNoGraphNode() ?? false }, () => {
  it('answer as those of a real graph-node', async (t) => {
    const buildDir = await buildFixture('host')
    const chain = await ledgerChain(t)
    await chain.mine(2)
    const transaction = moveTransaction({ from: address(1), to: address(2), amount: 1n, note: 'facts' })
    await chain.mineTransactions([transaction])
    await chain.mine(3)
    const height = await chain.height()
    const engine = await startLedger(t, chain, { buildDir })
    await engine.waitForBlock(height)
    const graphNode = await startGraphNode({ subgraphDir: dirname(buildDir), network: 'local', rpcUrl: chain.url })
    t.after(() => graphNode.close())
    await graphNode.waitForBlock(height - 2, 60_000)
    const ours = JSON.parse(JSON.stringify(await engine.query({ query: QUERY }))) as { data: { facts: unknown[] } }
    assert.ok(ours.data.facts.length > 40)
    assert.deepEqual(ours, await graphNode.query(QUERY))
  })
})
