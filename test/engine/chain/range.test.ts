import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { grow, RpcError, shrink } from '../../../engine/chain/index.ts'

const refusal = (message: string, code: RpcError['code'] = 'NODE_ERROR') =>
  new RpcError(code, message, { retryable: false })

describe('the size of a range of logs', () => {
  it('grows fourfold where there are no logs, up to a bound', () => {
    assert.equal(grow(100, 0), 400)
    assert.equal(grow(100_000, 0), 100_000)
  })
  it('aims at 5,000 logs', () => {
    assert.equal(grow(1000, 20_000), 250)
    assert.equal(grow(1000, 2_500), 2000)
    assert.equal(grow(1, 1_000_000), 1)
  })
  const named: [message: string, size: number][] = [
    ['query returned more than 10000 results. Try with this block range [0x10, 0x2f].', 32],
    ['eth_getLogs is limited to 1,000 blocks', 1000],
    ['You can make eth_getLogs requests with up to a 500 block range', 500],
    ['something else', 5000],
  ]
  for (const [message, size] of named) {
    it(`shrinks to ${size} on: ${message}`, () => assert.equal(shrink(10_000, refusal(message)), size))
  }
  it('halves where the named range is not smaller', () => {
    assert.equal(shrink(10, refusal('limited to 1000 blocks')), 5)
  })
  it('does not shrink for what a smaller range cannot cure', () => {
    assert.equal(shrink(1, refusal('too many')), undefined)
    assert.equal(shrink(100, refusal('no answer', 'UNREACHABLE')), undefined)
    assert.equal(shrink(100, new Error('other')), undefined)
  })
})
