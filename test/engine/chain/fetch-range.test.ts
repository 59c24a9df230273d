import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Chain, ChainMovedError, createChain, type Rpc, type RpcCall } from '../../../engine/chain/index.ts'

type FakeBlock = {
  number: string
  hash: string
  parentHash: string
  timestamp: string
  transactions: { hash: string }[]
}
type FakeLog = { blockHash: string; blockNumber: string; logIndex: string; address: string }

const quantity = (number: number) => `0x${number.toString(16)}`

/** Blocks `<fork><number>`, such as `a7`, each the child of the one before on its fork. */
function block(number: number, fork: string, parentFork = fork): FakeBlock {
  const hash = `${fork}${number}`
  return {
    number: quantity(number),
    hash,
    parentHash: `${parentFork}${number - 1}`,
    timestamp: '0x1',
    transactions: [],
  }
}

function log(number: number, fork: string, logIndex: number): FakeLog {
  return { blockHash: `${fork}${number}`, blockNumber: quantity(number), logIndex: quantity(logIndex), address: '0x1' }
}

/** A node whose chain may change between two requests: `at` gives the block of a number, counted by calls. */
function chainOf(parts: {
  byNumber: (number: number, nthCall: number) => FakeBlock | null
  byHash?: (hash: string) => FakeBlock | null
  logs: FakeLog[]
}): Chain {
  let calls = 0
  const answer = ({ method, params }: RpcCall): unknown => {
    if (method === 'eth_getLogs') return parts.logs
    if (method === 'eth_getBlockByNumber') return parts.byNumber(Number(params[0]), calls++)
    const hash = String(params[0])
    return parts.byHash === undefined ? block(Number(hash.slice(1)), hash.slice(0, 1)) : parts.byHash(hash)
  }
  const rpc: Rpc = {
    shown: '',
    call: async (method, params) => answer({ method, params }),
    batch: async (all) => all.map(answer),
  }
  return createChain(rpc)
}

const REQUEST = { filters: [{ topics0: ['0x1'] }], from: 5, to: 9, parent: { number: 4, hash: 'a4' } }
const stable = (number: number) => block(number, 'a')

describe('fetchRange', () => {
  it('joins logs to their blocks, in order, each log once', async () => {
    const logs = [log(7, 'a', 2), log(6, 'a', 0), log(7, 'a', 1), log(7, 'a', 2)]
    const { last, blocks } = await chainOf({ byNumber: stable, logs }).fetchRange(REQUEST)
    assert.equal(last.hash, 'a9')
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
    ['the last block is replaced meanwhile', { byNumber: (n, nth) => block(n, nth > 1 ? 'b' : 'a'), logs: [] }],
    ['a block with logs is gone', { byNumber: stable, byHash: () => null, logs: [log(6, 'a', 0)] }],
    ['neighbours with logs are of two forks', { byNumber: stable, logs: [log(6, 'a', 0), log(7, 'b', 0)] }],
    ['the first log is of another fork than the parent', { byNumber: stable, logs: [log(5, 'b', 0)] }],
    ['the last log is of another fork than the last block', { byNumber: stable, logs: [log(8, 'b', 0)] }],
    ['a log of the last block is of another fork', { byNumber: stable, logs: [log(9, 'b', 0)] }],
    ['a log names a block by another number', { byNumber: stable, logs: [{ ...log(6, 'a', 0), blockNumber: '0x7' }] }],
  ]
  for (const [what, parts] of moved) {
    it(`notices that ${what}`, () => assert.rejects(chainOf(parts).fetchRange(REQUEST), ChainMovedError))
  }
})
