import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { EngineOptions } from '../../../engine/index.ts'
import { ledgerChain } from '../support/engine.ts'
import { address, LEDGER, moveTransaction } from '../support/ledger.ts'
import { alter, alterLogs, asksHash, asksRange, firstOf, type Log } from './faulty/faults.ts'
import type { RpcRequest, Script } from './faulty/proxy.ts'
import { chainWithMoves, expectFresh, faultyNode, startOn, survives, until } from './faulty/scene.ts'
import { sharedChain } from './faulty/shared-chain.ts'

const chain = sharedChain(30)

/** Alters the logs of every range, so that only a check can help. */
const always = (change: (logs: Log[]) => unknown): Script => ({
  rpc: (request) => (asksRange(request) ? alterLogs(change) : undefined),
})
const once = (change: (logs: Log[]) => unknown): Script => ({ rpc: firstOf(1, alterLogs(change), asksRange) })
const changed = (log: Log | undefined, change: object) => ({ ...log, ...change })

describe('a node that leaves logs out', () => {
  const withheld: [name: string, change: (logs: Log[]) => unknown][] = [
    ['A78 R16 cuts the answer short', (logs) => logs.slice(0, logs.length / 2)],
    [
      'A78 R16 cuts it within a block',
      (logs) => logs.slice(0, 1 + logs.findIndex(({ logIndex }) => logIndex === '0x1')),
    ],
    ['A79 R15 answers nothing where the bloom has the event', () => []],
    ['R14 answers as if it were ten blocks behind', (logs) => logs.filter((log) => Number(log.blockNumber) < 20)],
    ['R16 leaves out all of one block', (logs) => logs.filter((log) => log.blockNumber !== logs[0]?.blockNumber)],
  ]
  for (const [name, change] of withheld) {
    it(`${name}: the blocks are read by hash`, async (t) => {
      const { engine, node } = await survives(t, chain(), always(change))
      assert.ok(node.requests.some(asksHash))
      assert.ok(engine.lines.some((line) => line.includes('left out logs')))
    })
  }
  it('R16 leaves them out by hash, too: the receipts prove them', async (t) => {
    const rpc = ({ method }: RpcRequest) => (method === 'eth_getLogs' ? alterLogs(() => []) : undefined)
    const { node } = await survives(t, chain(), { rpc })
    assert.ok(node.count('eth_getBlockReceipts') > 0)
  })
  it('R16 leaves them out of the receipts, too: nothing is stored', async (t) => {
    const empty = alter<{ logs: unknown[] }[]>((receipts) => receipts.map((receipt) => ({ ...receipt, logs: [] })))
    const rpc = ({ method }: RpcRequest) => {
      if (method === 'eth_getBlockReceipts') return empty
      return method === 'eth_getLogs' ? alterLogs(() => []) : undefined
    }
    await refused(t, { rpc }, /do not give the receiptsRoot/)
  })
  it('R14 R15 is behind with its logs at the head: they are read by hash', async (t) => {
    const own = await chainWithMoves(t, 3)
    const node = await faultyNode(
      t,
      own,
      always((logs) => logs.filter((log) => Number(log.blockNumber) < 5)),
    )
    const engine = await startOn(t, [node])
    for (let round = 0; round < 4; round++) {
      await own.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 1n })])
      await engine.waitForBlock(await own.height())
    }
    await expectFresh(t, engine, own)
  })
})

describe('a node whose logs can be put right', () => {
  const fine: [name: string, change: (logs: Log[]) => unknown][] = [
    ['A100 R17 repeats logs', (logs) => [...logs, ...logs]],
    ['R21 shuffles them', (logs) => logs.toReversed()],
    ['R23 writes quantities in other forms', (logs) => logs.map((log) => changed(log, otherForms(log)))],
    [
      'R23 writes bytes in upper case',
      (logs) => logs.map((log) => changed(log, { address: LEDGER.replace('c0de', 'C0dE') })),
    ],
    ['R20 adds fields', (logs) => logs.map((log) => changed(log, { extra: 1, logType: null }))],
  ]
  for (const [name, change] of fine) {
    it(`${name}: they are taken`, async (t) => {
      const { engine } = await survives(t, chain(), always(change))
      assert.ok(!engine.lines.some((line) => line.includes('trying again')))
    })
  }
  it('A101 R18 marks one as removed: it is dropped and its block read again', async (t) => {
    const { node } = await survives(
      t,
      chain(),
      always((logs) => logs.map((log, index) => changed(log, { removed: index === 2 }))),
    )
    assert.ok(node.requests.some(asksHash))
  })
  it('A101 R18 marks one of several in a block as removed, by hash too: the receipts prove it', async (t) => {
    const own = await ledgerChain(t)
    await own.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 1n }, 3)])
    const rpc = ({ method }: RpcRequest) =>
      method === 'eth_getLogs'
        ? alterLogs((logs) => logs.map((log, index) => changed(log, { removed: index === 0 })))
        : undefined
    const { engine, node } = await survives(t, own, { rpc })
    assert.equal(engine.status().events, 3)
    assert.ok(node.count('eth_getBlockReceipts') > 0)
  })
  it('R22 leaves gaps between the indices, for other contracts: they are taken', async (t) => {
    const own = await ledgerChain(t)
    const other = address(0xbeef)
    await own.request('anvil_setCode', [other, await own.request('eth_getCode', [LEDGER, 'latest'])])
    const move = moveTransaction({ from: address(1), to: address(2), amount: 1n }, 2)
    await own.mineTransactions([{ ...move, to: other }, move, { ...move, to: other }, move])
    const { engine } = await survives(t, own, {}, { logCheck: 'proof' })
    assert.equal(engine.status().events, 4)
  })
  it('R23 writes the quantities of blocks in other forms: they are taken', async (t) => {
    const rpc = ({ method }: RpcRequest) =>
      method.startsWith('eth_getBlockBy')
        ? alter<Record<string, string>>((block) => ({
            ...block,
            number: Number(block.number),
            timestamp: `0X0${block.timestamp?.slice(2).toUpperCase()}`,
            gasUsed: `0x000${block.gasUsed?.slice(2)}`,
          }))
        : undefined
    await survives(t, chain(), { rpc })
  })
})

const otherForms = ({ blockNumber, logIndex, transactionIndex }: Log) => ({
  blockNumber: `0x00${blockNumber.slice(2)}`,
  logIndex: Number(logIndex),
  transactionIndex: String(transactionIndex).toUpperCase(),
})

describe('a node whose logs are refused once', () => {
  const wrong: [name: string, change: (logs: Log[]) => unknown, message: RegExp][] = [
    [
      'A81 R20 a log of another contract',
      (logs) => [changed(logs[0], { address: address(7) }), ...logs],
      /the filter excludes/,
    ],
    [
      'A81 R20 a log of another event',
      ([first, ...rest]) => [changed(first, { topics: [`0x${'11'.repeat(32)}`] }), ...rest],
      /the filter excludes/,
    ],
    ['R20 a log above the range', (logs) => [...logs, changed(logs[0], { blockNumber: '0xfffff' })], /outside of/],
    ['R17 R22 two logs of one index that differ', (logs) => [...logs, changed(logs[0], { data: '0x' })], /two logs/],
    [
      'R24 a log without its block',
      ([first, ...rest]) => [changed(first, { blockHash: null }), ...rest],
      /log\.blockHash null/,
    ],
    [
      'R24 a log without its transaction',
      ([first, ...rest]) => [changed(first, { transactionHash: null }), ...rest],
      /log\.transactionHash null/,
    ],
    [
      'R24 a log without its index',
      ([first, ...rest]) => [changed(first, { logIndex: null }), ...rest],
      /log\.logIndex null/,
    ],
    [
      'R23 a decimal number as text',
      ([first, ...rest]) => [changed(first, { logIndex: '12' }), ...rest],
      /log\.logIndex \\"12\\", which is not a quantity/,
    ],
    ['R23 an empty quantity', ([first, ...rest]) => [changed(first, { logIndex: '0x' }), ...rest], /log\.logIndex/],
    ['R23 half a byte', ([first, ...rest]) => [changed(first, { data: '0x123' }), ...rest], /log\.data/],
    ['R23 a fraction', ([first, ...rest]) => [changed(first, { blockNumber: 1.5 }), ...rest], /log\.blockNumber 1\.5/],
    [
      'R25 a block number beyond 2^53',
      ([first, ...rest]) => [changed(first, { blockNumber: '0xffffffffffffffff' }), ...rest],
      /below 2\^53/,
    ],
    ['R20 an object for a list', () => ({}), /logs \{\}, which is not a list/],
    [
      'A84 R19 a log of another block',
      ([first, ...rest]) => [changed(first, { blockHash: `0x${'22'.repeat(32)}` }), ...rest],
      /of another block|two blocks/,
    ],
  ]
  for (const [name, change, message] of wrong) {
    it(`${name}: the range is read again`, async (t) => {
      const { engine } = await survives(t, chain(), once(change))
      assert.ok(
        engine.lines.some((line) => message.test(line)),
        engine.lines.join('\n'),
      )
    })
  }
})

describe('a node that forges', () => {
  it('A80 a log into a block whose bloom excludes it: nothing is stored', async (t) => {
    const empty = await emptyBlock()
    const forge = (logs: Log[]) => [...logs, changed(logs[0], { blockNumber: empty.number, blockHash: empty.hash })]
    await refused(t, always(forge), /whose bloom has none/)
  })
  it('A80 a log beside others, with --verify: nothing is stored', async (t) => {
    await refused(
      t,
      always((logs) => [...logs, changed(logs[0], { logIndex: '0x99' })]),
      /its receipts prove/,
      {
        logCheck: 'proof',
      },
    )
  })
  it('R33 a header, with --verify: nothing is stored', async (t) => {
    const rpc = ({ method, params }: RpcRequest) =>
      method === 'eth_getBlockByNumber' && params[0] === '0x3'
        ? alter<object>((block) => ({ ...block, logsBloom: `0x${'00'.repeat(256)}` }))
        : undefined
    await refused(t, { rpc }, /has the hash/, { logCheck: 'proof' })
  })
  it('nothing: --verify stores what is there', async (t) => {
    const { node } = await survives(t, chain(), {}, { logCheck: 'proof' })
    assert.ok(node.count('eth_getBlockReceipts') > 0)
  })

  async function emptyBlock() {
    for (let number = 2; ; number++) {
      const block = await chain().request<{ number: string; hash: string; gasUsed: string }>('eth_getBlockByNumber', [
        `0x${number.toString(16)}`,
        false,
      ])
      if (block.gasUsed === '0x0') return block
    }
  }
})

describe('values at their ends', () => {
  it('R36 a block of the year 2100: its time is stored as it is', async (t) => {
    const own = await chainWithMoves(t, 2)
    await own.request('evm_setNextBlockTimestamp', [4_102_444_800])
    await own.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 1n })])
    await survives(t, own, {}, { logCheck: 'proof' })
  })
  it('A99 R36 equal and falling times: blocks keep their order', async (t) => {
    const time = ({ method, params }: RpcRequest) =>
      method.startsWith('eth_getBlockBy') && params[0] !== '0x0'
        ? alter<{ number: string }>((block) => ({ ...block, timestamp: Number(block.number) % 2 ? '0x10' : '0x9' }))
        : undefined
    const node = await faultyNode(t, chain(), { rpc: time })
    const engine = await startOn(t, [node])
    await engine.waitForBlock(await chain().height())
    assert.ok(engine.status().events > 10)
  })
  it('R25 A92 amounts beyond 2^53: are exact', async (t) => {
    const own = await ledgerChain(t)
    await own.mineTransactions([moveTransaction({ from: address(1), to: address(2), amount: 2n ** 256n - 1n })])
    const { engine } = await survives(t, own, {})
    assert.ok(engine.status().events > 0)
  })
  it('A94 ten thousand logs in a block, and one of 100 kB: are indexed', async (t) => {
    const own = await ledgerChain(t)
    const many = moveTransaction({ from: address(1), to: address(2), amount: 1n }, 5_000)
    await own.mineTransactions([many, many])
    await own.mineTransactions([
      moveTransaction({ from: address(1), to: address(2), amount: 1n, note: 'x'.repeat(100_000) }),
    ])
    const node = await faultyNode(t, own)
    const engine = await startOn(t, [node])
    await engine.waitForBlock(await own.height())
    assert.equal(engine.status().events, 10_001)
  })
})

/** Starts an engine that must not come past the fault, and waits until it says why. */
async function refused(t: TestContext, script: Script, message: RegExp, options: Partial<EngineOptions> = {}) {
  const node = await faultyNode(t, chain(), script)
  const engine = await startOn(t, [node], options)
  await until('the refusal', engine, () => engine.lines.filter((line) => message.test(line)).length > 2)
  assert.equal(engine.status().head, undefined)
}
