import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type Chain,
  ChainMovedError,
  createChain,
  type Rpc,
  type RpcCall,
  RpcError,
} from '../../../engine/chain/index.ts'

type FakeBlock = Record<string, unknown> & { number: string; hash: string }
type FakeLog = Record<string, unknown> & { blockHash: string; blockNumber: string }

const quantity = (number: number) => `0x${number.toString(16)}`
const LEDGER = `0x${'1d'.repeat(20)}`
const TOPIC = `0x${'70'.repeat(32)}`
const ZERO = `0x${'00'.repeat(32)}`

/** The hash of block `number` on a fork, of which the first byte is the fork. */
const hashOf = (number: number, fork: string) =>
  `0x${fork.charCodeAt(0).toString(16)}${number.toString(16).padStart(62, '0')}`
const transactionOf = (number: number) => `0x${'7'.repeat(60)}${number.toString(16).padStart(4, '0')}`

/** Block `number` of a fork, the child of the one before on its fork, with one transaction. */
function block(number: number, fork: string, parentFork = fork): FakeBlock {
  return {
    number: quantity(number),
    hash: hashOf(number, fork),
    parentHash: hashOf(number - 1, parentFork),
    sha3Uncles: ZERO,
    stateRoot: ZERO,
    transactionsRoot: ZERO,
    receiptsRoot: ZERO,
    miner: LEDGER,
    gasUsed: '0x0',
    gasLimit: '0x0',
    timestamp: '0x1',
    transactions: [
      {
        hash: transactionOf(number),
        transactionIndex: '0x0',
        from: LEDGER,
        to: null,
        value: '0x0',
        gas: '0x0',
        input: '0x',
        nonce: '0x0',
      },
    ],
  }
}

function log(number: number, fork: string, logIndex: number): FakeLog {
  return {
    address: LEDGER,
    topics: [TOPIC],
    data: '0x',
    blockHash: hashOf(number, fork),
    blockNumber: quantity(number),
    transactionHash: transactionOf(number),
    transactionIndex: '0x0',
    logIndex: quantity(logIndex),
  }
}

/** A node whose chain may change between two requests: `at` gives the block of a number, counted by calls for it. */
function chainOf(parts: {
  byNumber: (number: number, nthCall: number) => FakeBlock | null
  byHash?: (hash: string) => FakeBlock | null
  logs: FakeLog[]
  seen?: string[]
}): Chain {
  const calls = new Map<number, number>()
  const nthCall = (number: number) => {
    calls.set(number, (calls.get(number) ?? -1) + 1)
    return calls.get(number) ?? 0
  }
  const answer = ({ method, params }: RpcCall): unknown => {
    if (method === 'eth_getLogs') return parts.logs
    if (method === 'eth_getBlockByNumber') return parts.byNumber(Number(params[0]), nthCall(Number(params[0])))
    const hash = String(params[0])
    const fork = String.fromCharCode(Number.parseInt(hash.slice(2, 4), 16))
    return parts.byHash === undefined ? block(Number(`0x${hash.slice(4)}`), fork) : parts.byHash(hash)
  }
  const rpc: Rpc = {
    shown: '',
    call: async (method, params) => {
      parts.seen?.push(method)
      await nextTurn()
      parts.seen?.push('answer')
      return answer({ method, params })
    },
    batch: async (all) => {
      parts.seen?.push(...new Set(all.map(({ method }) => method)))
      await nextTurn()
      parts.seen?.push('answer')
      return all.map(answer)
    },
  }
  return createChain(rpc)
}

const REQUEST = { filters: [{ topics0: [TOPIC] }], from: 5, to: 9, parent: { number: 4, hash: hashOf(4, 'a') } }
const stable = (number: number) => block(number, 'a')

const isMissing = (error: unknown) => error instanceof RpcError && error.kind === 'missing'

describe('fetchRange', () => {
  it('joins logs to their blocks, in order, each log once', async () => {
    const logs = [log(7, 'a', 2), log(6, 'a', 0), log(7, 'a', 1), log(7, 'a', 2)]
    const { last, blocks } = await chainOf({ byNumber: stable, logs }).fetchRange(REQUEST)
    assert.equal(last.hash, hashOf(9, 'a'))
    assert.deepEqual(
      blocks.map(({ header, logs }) => [header.number, ...logs.map(({ logIndex }) => Number(logIndex))]),
      [
        [6, 0],
        [7, 1, 2],
      ],
    )
  })

  const moved: [what: string, parts: Parameters<typeof chainOf>[0]][] = [
    ['the first block does not follow the parent', { byNumber: (n) => block(n, 'a', n === 5 ? 'b' : 'a'), logs: [] }],
    ['the last block is gone', { byNumber: (n) => (n === 9 ? null : stable(n)), logs: [] }],
    ['the last block is replaced meanwhile', { byNumber: (n, nth) => block(n, nth > 0 ? 'b' : 'a'), logs: [] }],
    ['a block with logs is gone', { byNumber: stable, byHash: () => null, logs: [log(6, 'a', 0)] }],
    ['neighbours with logs are of two forks', { byNumber: stable, logs: [log(6, 'a', 0), log(7, 'b', 0)] }],
    ['the first log is of another fork than the parent', { byNumber: stable, logs: [log(5, 'b', 0)] }],
    ['the last log is of another fork than the last block', { byNumber: stable, logs: [log(8, 'b', 0)] }],
    ['a log of the last block is of another fork', { byNumber: stable, logs: [log(9, 'b', 0)] }],
    ['a log names a block by another number', { byNumber: stable, logs: [{ ...log(6, 'a', 0), blockNumber: '0x7' }] }],
  ]
  for (const [what, parts] of moved) {
    it(`notices that ${what}`, () =>
      assert.rejects(
        chainOf(parts).fetchRange(REQUEST),
        (error) => error instanceof ChainMovedError || isMissing(error),
      ))
  }

  describe('of events whose handlers do not look into transactions', () => {
    const request = { ...REQUEST, unread: new Set([TOPIC]) }
    /** As blocks are answered without their transactions; the bloom admits every log. */
    const listed = (number: number) => {
      const { transactions, ...rest } = block(number, 'a')
      return { ...rest, logsBloom: `0x${'ff'.repeat(256)}`, transactions: [transactionOf(number)] } as FakeBlock
    }

    it('asks for no block, and has the place of the transaction', async () => {
      const parts = { byNumber: listed, byHash: () => null, logs: [5, 6, 7, 8, 9].map((n) => log(n, 'a', 0)) }
      const { blocks } = await chainOf(parts).fetchRange(request)
      assert.deepEqual(blocks[1]?.block.transactions, [{ hash: transactionOf(6), transactionIndex: '0x0' }])
    })

    it('asks for the block where a log of another event is in it', async () => {
      const other = `0x${'71'.repeat(32)}`
      const filters = [{ topics0: [TOPIC, other] }]
      const logs = [5, 6, 7, 8, 9].flatMap((n) => [
        log(n, 'a', 0),
        { ...log(n, 'a', 1), topics: [n === 6 ? other : TOPIC] },
      ])
      const { blocks } = await chainOf({ byNumber: listed, logs }).fetchRange({ ...request, filters })
      assert.deepEqual(
        blocks.flatMap((one) => one.block.transactions.map((item) => 'from' in item)),
        [false, true, false, false, false],
      )
    })

    it('refuses a log whose transaction is not in its place', async () => {
      for (const wrong of [{ transactionHash: transactionOf(7) }, { transactionIndex: '0x1' }]) {
        const logs = [5, 6, 7, 8, 9].map((n) => ({ ...log(n, 'a', 0), ...(n === 6 && wrong) }))
        await assert.rejects(
          chainOf({ byNumber: listed, logs }).fetchRange(request),
          /another transaction where its log/,
        )
      }
    })

    it('refuses two logs of one transaction that claim different places, with whole transactions, too', async () => {
      for (const wrong of [0, 1])
        for (const unread of [new Set<string>(), new Set([TOPIC])]) {
          const logs = [5, 6, 7, 8, 9].flatMap((n) => [log(n, 'a', 0), log(n, 'a', 1)])
          Object.assign(logs[2 + wrong] ?? {}, { transactionIndex: '0x1' })
          await assert.rejects(
            chainOf({ byNumber: listed, logs }).fetchRange({ ...request, unread }),
            /another transaction where its log/,
          )
        }
    })

    it('asks for headers and logs at once where the headers before had blooms, and notices what moved between', async () => {
      const seen: string[] = []
      const logs = [5, 6, 7, 8, 9].map((n) => log(n, 'a', 0))
      const chain = chainOf({ byNumber: listed, logs, seen })
      await chain.fetchRange(request)
      assert.deepEqual(seen, ['eth_getBlockByNumber', 'answer', 'eth_getLogs', 'answer'])
      logs.splice(1, 1, log(6, 'b', 0))
      await assert.rejects(chain.fetchRange(request), ChainMovedError)
      assert.deepEqual(seen.slice(4), ['eth_getBlockByNumber', 'eth_getLogs', 'answer', 'answer'])
    })
  })
})
