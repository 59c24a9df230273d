import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ledgerChain } from '../support/engine.ts'
import { alter } from './faulty/faults.ts'
import type { HttpFault, RpcRequest } from './faulty/proxy.ts'
import { chainWithMoves, expectFresh, faultyNode, mineMoves, startOn, until, untilAt } from './faulty/scene.ts'

const down: HttpFault = (response) => void response.destroy()
const asksBlock = ({ method, params }: RpcRequest) => method === 'eth_getBlockByNumber' && params[0] !== '0x0'
const otherHash = alter<{ hash: string } | null>((block) => block && { ...block, hash: `0x${'5a'.repeat(32)}` })

describe('R32 nodes that must agree', () => {
  it('do: the index is that of one', async (t) => {
    const chain = await chainWithMoves(t, 20)
    const nodes = [await faultyNode(t, chain), await faultyNode(t, chain)]
    await expectFresh(t, await startOn(t, nodes, { quorum: 2 }), chain)
  })
  it('do not: nothing is stored, both hashes are named; once they do, it goes on', async (t) => {
    const chain = await chainWithMoves(t, 20)
    const liar = { rpc: (request: RpcRequest) => (asksBlock(request) ? otherHash : undefined) }
    const nodes = [await faultyNode(t, chain), await faultyNode(t, chain, liar)] as const
    const engine = await startOn(t, nodes, { quorum: 2 })
    const named = /the nodes do not agree on block \d+: .*says 0x[0-9a-f]{64}, node . .*says 0x[0-9a-f]{64}/
    await until('the disagreement', engine, () =>
      engine.lines.some((line) => named.test(line) && line.includes('5a5a5a')),
    )
    assert.equal(engine.status().head, undefined)
    nodes[1].follow({})
    await expectFresh(t, engine, chain)
  })
  it('are outvoted, or away, or behind: two of three are enough', async (t) => {
    const chain = await chainWithMoves(t, 20)
    const nodes = [await faultyNode(t, chain), await faultyNode(t, chain), await faultyNode(t, chain)] as const
    nodes[2].follow({ rpc: (request) => (asksBlock(request) ? otherHash : undefined) })
    const engine = await startOn(t, nodes, { quorum: 2 })
    await untilAt(engine, chain)
    nodes[2].follow({ http: () => down })
    await mineMoves(chain, 3, 5)
    await untilAt(engine, chain)
    nodes[2].follow({
      rpc: ({ method, params }) =>
        method === 'eth_getBlockByNumber' && params[0] === 'latest'
          ? alter<{ number: string }>((block) => ({ ...block, number: '0x1' }))
          : undefined,
    })
    await mineMoves(chain, 3, 6)
    await expectFresh(t, engine, chain)
  })
  it('are too few: the start is refused', async (t) => {
    const chain = await ledgerChain(t)
    await assert.rejects(startOn(t, [chain], { quorum: 2 }), {
      name: 'TypeError',
      message: /2 nodes cannot agree where 1/,
    })
  })
})
