import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { covers, openArchive } from '../../../engine/chain/archive.ts'
import { createChain, type LogCheck, type Rpc } from '../../../engine/chain/index.ts'
import { dumpStore } from '../../support/store-dump.ts'
import { createRandom } from '../equivalence/random.ts'
import { CHILDREN, MADE, makeBlock, PARENT, SAID, type SimBlock } from '../simulation/branches.ts'
import { answer } from '../simulation/node.ts'
import { temporaryFolder } from '../support/engine.ts'
import { refuse } from './faulty/faults.ts'
import type { RpcRequest } from './faulty/proxy.ts'
import { chainWithMoves, faultyNode, mineMoves, startOn, untilAt } from './faulty/scene.ts'

const blocks = new Map<string, SimBlock>()

function grow(from: SimBlock | undefined, length: number, seed: number): SimBlock {
  const random = createRandom(seed)
  const make = (parent: SimBlock | undefined) => {
    const block = makeBlock(parent, { random, density: 0.5, time: 1_700_000_000, extra: seed })
    blocks.set(block.hash, block)
    return block
  }
  let tip = from ?? make(undefined)
  for (let left = length; left > 0; left--) tip = make(tip)
  return tip
}

/** A node at a tip, and what it was asked. */
function node(tip: SimBlock, change: (request: RpcRequest) => unknown = () => undefined) {
  const asked: string[] = []
  const call = async (method: string, params: readonly unknown[]) => {
    asked.push(method)
    const request = { id: 1, method, params }
    return change(request) ?? answer({ tip, blocks }, request).result
  }
  const rpc: Rpc = {
    shown: 'http://node.example',
    call,
    batch: (calls) => Promise.all(calls.map(({ method, params }) => call(method, params))),
  }
  return { rpc, asked, count: (method: string) => asked.filter((name) => name === method).length }
}

const two = [
  { addresses: [PARENT], topics0: [MADE] },
  { addresses: CHILDREN, topics0: [SAID], receipts: true },
]
const one = two.slice(0, 1)

/** An archive that has read the chain to the tip. */
async function archiveOf(t: TestContext, tip: SimBlock, filters = two, check: LogCheck = 'bloom') {
  const archive = openArchive(join(temporaryFolder(t), 'store.logs'))
  t.after(() => archive.close())
  const read = await createChain(node(tip).rpc, { archive, check }).fetchRange({ filters, from: 1, to: tip.number })
  assert.ok(read.blocks.length > 10)
  return { archive, read }
}

describe('R30 the archive of logs', () => {
  it('answers a range without a request for logs, blocks or receipts, with the same', async (t) => {
    const tip = grow(undefined, 60, 1)
    const { archive, read } = await archiveOf(t, tip)
    const { rpc, count } = node(tip)
    const again = await createChain(rpc, { archive }).fetchRange({ filters: two, from: 1, to: 60 })
    const seen = ({ blocks: all }: typeof read) => all.map(({ header, logs, receipts }) => ({ header, logs, receipts }))
    assert.deepEqual(seen(again), seen(read))
    for (const method of ['eth_getLogs', 'eth_getBlockByHash', 'eth_getBlockReceipts', 'eth_getTransactionReceipt'])
      assert.equal(count(method), 0, method)
  })
  it('answers for fewer filters and other ranges, not for more', async (t) => {
    const tip = grow(undefined, 60, 2)
    const { archive } = await archiveOf(t, tip, two)
    const fewer = node(tip)
    const range = { filters: one, from: 7, to: 23 }
    const kept = await createChain(fewer.rpc, { archive }).fetchRange(range)
    assert.equal(fewer.count('eth_getLogs'), 0)
    const fresh = await createChain(node(tip).rpc).fetchRange(range)
    assert.deepEqual(
      kept.blocks.map(({ logs }) => logs),
      fresh.blocks.map(({ logs }) => logs),
    )
    const more = node(tip)
    const filters = [...two, { addresses: [PARENT], topics0: [SAID] }]
    await createChain(more.rpc, { archive }).fetchRange({ filters, from: 7, to: 23 })
    assert.ok(more.count('eth_getLogs') > 0)
  })
  it('has the blocks of every branch: after a reorganisation and back nothing is asked again', async (t) => {
    const common = grow(undefined, 30, 3)
    const [a, b] = [grow(common, 30, 4), grow(common, 30, 5)]
    const { archive } = await archiveOf(t, a)
    const other = node(b)
    const range = { filters: two, from: 1, to: 60 }
    const read = await createChain(other.rpc, { archive }).fetchRange(range)
    assert.ok(other.count('eth_getLogs') > 0)
    assert.deepEqual(
      read.blocks.map(({ logs }) => logs),
      (await createChain(node(b).rpc).fetchRange(range)).blocks.map(({ logs }) => logs),
    )
    const back = node(a)
    await createChain(back.rpc, { archive }).fetchRange(range)
    assert.equal(back.count('eth_getLogs'), 0)
  })
  it('does not pass for proven what was not', async (t) => {
    const tip = grow(undefined, 40, 6)
    const { archive } = await archiveOf(t, tip)
    const proving = node(tip)
    await createChain(proving.rpc, { archive, check: 'proof' }).fetchRange({ filters: two, from: 1, to: 40 })
    assert.ok(proving.count('eth_getBlockReceipts') > 0)
  })
  it('lets the oldest go when it is too large, and makes a damaged file anew', (t) => {
    const folder = temporaryFolder(t)
    writeFileSync(join(folder, 'damaged.logs'), 'no database at all, but longer than its header would be'.repeat(9))
    const asked = {
      filters: one,
      matcher: { matches: () => true, admitted: () => [0] },
      proven: false,
    }
    const archive = openArchive(join(folder, 'damaged.logs'), 1)
    t.after(() => archive.close())
    const header = (number: number) => ({
      number,
      hash: `0x${number.toString(16).padStart(64, '0')}`,
      parentHash: '0x',
      timestamp: 0,
    })
    archive.keep({ ...asked, headers: Array.from({ length: 10_000 }, (_, index) => header(index)) }, [])
    assert.equal(archive.find({ ...asked, headers: [header(0)] }), undefined)
    assert.deepEqual(archive.find({ ...asked, headers: [header(9_999)] }), [])
  })
  it('covers what is a part of what was asked', () => {
    const kept = { proven: false, filters: two }
    const wants = (filter: object) => covers(kept, { proven: false, filters: [{ topics0: [MADE], ...filter }] })
    assert.equal(wants({ addresses: [PARENT] }), true)
    assert.equal(wants({ addresses: [PARENT], otherTopics: [null, [SAID]] }), true)
    assert.equal(wants({ addresses: [PARENT, PARENT.replace('f0', 'aa')] }), false)
    assert.equal(wants({}), false)
    assert.equal(wants({ addresses: [PARENT], receipts: true }), false)
    assert.equal(wants({ addresses: [CHILDREN[0] ?? ''], topics0: [SAID], receipts: true }), true)
  })
})

describe('a node that leaves out what one of several filters asks for', () => {
  it('R16 while the blocks have logs of another: they are read by hash', async () => {
    const tip = grow(undefined, 40, 7)
    const range = { filters: two, from: 1, to: 40 }
    const lying = node(tip, ({ method, params }) => {
      const { fromBlock, topics } = params[0] as { fromBlock?: string; topics?: string[][] }
      return method === 'eth_getLogs' && fromBlock !== undefined && topics?.[0]?.[0] === SAID ? [] : undefined
    })
    const honest = await createChain(node(tip).rpc).fetchRange(range)
    assert.ok(honest.blocks.some(({ logs }) => new Set(logs.map(({ topics }) => topics[0])).size === 2))
    const { blocks: read } = await createChain(lying.rpc).fetchRange(range)
    assert.deepEqual(
      read.map(({ logs }) => logs),
      honest.blocks.map(({ logs }) => logs),
    )
  })
})

describe('R30 an engine with an archive', () => {
  it('makes its index anew without a request for logs, and with the same rows', async (t) => {
    const chain = await chainWithMoves(t, 40)
    const node = await faultyNode(t, chain)
    const storePath = join(temporaryFolder(t), 'store.sqlite')
    const first = await startOn(t, [node], { storePath, archive: true })
    await untilAt(first, chain)
    await mineMoves(chain, 3, 5)
    await untilAt(first, chain)
    await first.stop()
    assert.ok(node.count('eth_getLogs') > 0)
    const before = dumpStore(storePath)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${storePath}${suffix}`, { force: true })
    // It has pruned all that is not a header.
    const pruned = ({ method }: RpcRequest) =>
      /Logs|Receipt|BlockByHash/.test(method) ? refuse('pruned history unavailable', 4444) : undefined
    node.follow({ rpc: pruned })
    const asked = node.count('eth_getLogs')
    const again = await startOn(t, [node], { storePath, archive: true })
    await untilAt(again, chain)
    await again.stop()
    assert.equal(node.count('eth_getLogs'), asked)
    assert.equal(dumpStore(storePath), before)
  })
})
