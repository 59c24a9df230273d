import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChainCall } from '../../../engine/chain/index.ts'
import { RpcError, requireTraces } from '../../../engine/chain/index.ts'
import { callOrder, readCalls } from '../../../engine/chain/traces.ts'

const address = (digit: string) => `0x${digit.repeat(40)}`
const hash = (digit: string) => `0x${digit.repeat(64)}`

function trace(changes: Record<string, unknown> = {}, action: Record<string, unknown> = {}) {
  return {
    type: 'call',
    action: { from: address('1'), to: address('A'), value: '0x0', input: '0x01020304', callType: 'call', ...action },
    result: { gasUsed: '0x1', output: '0x' },
    blockHash: hash('b'),
    blockNumber: 5,
    transactionHash: hash('c'),
    transactionPosition: 0,
    traceAddress: [],
    ...changes,
  }
}

/** A node that answers `trace_filter` with these traces, and whose transactions have this status. */
function nodeOf(traces: readonly unknown[], status = '0x1') {
  const asked: unknown[] = []
  const call = async (_method: string, params: readonly unknown[]) => {
    asked.push(params)
    return traces
  }
  const batch = async (calls: readonly unknown[]) => calls.map(() => ({ blockHash: hash('b'), status }))
  return { asked, node: { shown: 'node', call, batch } as unknown as Parameters<typeof readCalls>[0] }
}
const filters = [{ address: address('a'), from: 3 }]
const read = async (traces: readonly unknown[], status?: string) =>
  [...(await readCalls(nodeOf(traces, status).node, filters, 0, 9)).values()].flat()

describe('calls', () => {
  it('are those of functions that did not fail, of a transaction, to a wanted contract', async () => {
    const calls = await read([
      trace(),
      trace({ error: 'Reverted', result: null }),
      trace({ type: 'create' }),
      trace({ transactionPosition: null, transactionHash: null }),
      trace({}, { input: '0x010203' }),
      trace({}, { to: address('9') }),
    ])
    assert.equal(calls.length, 1)
    assert.equal(calls[0]?.to, address('a'))
    assert.equal(calls[0]?.succeeded, true)
    assert.equal((await read([trace()], '0x0'))[0]?.succeeded, false)
  })

  it('are refused outside of the range', () => assert.rejects(read([trace({ blockNumber: 10 })]), /outside of 0 to 9/))

  it('are not asked for before their contracts count, and for all contracts where there are many', async () => {
    const { node, asked } = nodeOf([])
    await readCalls(node, filters, 0, 2)
    assert.deepEqual(asked, [])
    await readCalls(node, filters, 0, 3)
    const many = Array.from({ length: 101 }, (_, index) => ({
      address: `0x${String(index).padStart(40, '0')}`,
      from: 0,
    }))
    await readCalls(node, many, 0, 3)
    assert.deepEqual(asked, [
      [{ fromBlock: '0x0', toBlock: '0x3', toAddress: [address('a')] }],
      [{ fromBlock: '0x0', toBlock: '0x3' }],
    ])
  })

  it('come in the order of the chain', () => {
    const places = ['', '0', '0,0', '0,1', '0,10', '1', '2,0']
    const calls = places.map((place) => ({ blockNumber: 1, transactionIndex: 1, place }) as ChainCall)
    assert.deepEqual(
      [...calls]
        .reverse()
        .sort(callOrder)
        .map(({ place }) => place),
      places,
    )
  })

  it('need a node with traces', async () => {
    const call = async () => {
      throw new RpcError('REJECTED', 'method not found', { retryable: false })
    }
    await assert.rejects(requireTraces({ shown: 'http://node', call }), /http:\/\/node has no traces \(trace_filter\)/)
  })
})
