import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { grow, initialRange, type RangeSize, RpcError, shrink } from '../../../engine/chain/index.ts'

const size = (blocks: number, limit = 100_000, atLimit = 0): RangeSize => ({ blocks, limit, atLimit })
const failure = (options: Partial<ConstructorParameters<typeof RpcError>[2]>, code: RpcError['code'] = 'NODE_ERROR') =>
  new RpcError(code, 'nope, dear 123', { retryable: false, ...options })

describe('the size of a range of logs', () => {
  it('grows fourfold where there are no logs, up to a bound', () => {
    assert.equal(grow(size(100), 0).blocks, 400)
    assert.equal(grow(size(100_000), 0).blocks, 100_000)
    assert.equal(grow(size(1_000, 2_000), 0, 2_000).blocks, 2_000)
    assert.equal(initialRange(5).blocks, 5)
  })
  it('aims at 5,000 logs', () => {
    assert.equal(grow(size(1000), 20_000).blocks, 250)
    assert.equal(grow(size(1000), 2_500).blocks, 2000)
    assert.equal(grow(size(1), 1_000_000).blocks, 1)
  })
  it('goes by the blocks from the first with logs on', () => {
    assert.equal(grow(size(1000), 20_000, undefined, 100).blocks, 25)
    assert.equal(grow(size(1000), 5, undefined, 100).blocks, 4000)
  })
  it('takes what the node names, where that is less', () => {
    const byCount = failure({ kind: 'range', hint: { maxBlocks: 1000 } })
    const byEnds = failure({ kind: 'range', hint: { from: 16, to: 47 } })
    assert.deepEqual(shrink(size(5000), 5000, byCount), { size: size(1000, 1000), retry: true })
    assert.deepEqual(shrink(size(5000), 5000, byEnds), { size: size(32, 32), retry: true })
    assert.equal(shrink(size(500), 500, byCount)?.size.blocks, 250)
  })
  it('halves where the answer is too large', () => {
    assert.equal(shrink(size(500), 300, failure({ kind: 'too-large' }, 'TOO_LARGE'))?.size.blocks, 150)
  })
  it('halves on unknown words that come twice, whatever numbers are in them', () => {
    const first = shrink(size(500), 500, failure({}))
    assert.equal(first?.size.blocks, 500)
    assert.equal(
      shrink(first?.size ?? size(0), 500, new RpcError('NODE_ERROR', 'nope, dear 7', { retryable: false }))?.size
        .blocks,
      250,
    )
    assert.equal(
      shrink(first?.size ?? size(0), 500, new RpcError('NODE_ERROR', 'other', { retryable: false }))?.size.blocks,
      500,
    )
  })
  it('leaves the wait for a timeout to the indexer, and halves at the second', () => {
    const slow = failure({ retryable: true }, 'TIMEOUT')
    const first = shrink(size(500), 500, slow)
    assert.equal(first?.retry, false)
    assert.deepEqual(
      { ...shrink(first?.size ?? size(0), 500, slow)?.size, problem: '' },
      { ...size(250, 250), problem: '' },
    )
  })
  it('remembers a limit, and tries more after eight requests', () => {
    let current = size(100, 100)
    for (let request = 0; request < 7; request++) current = grow(current, 0)
    assert.equal(current.blocks, 100)
    assert.deepEqual(grow(current, 0), size(200, 200))
  })
  it('does not shrink for what a smaller range cannot cure', () => {
    assert.equal(shrink(size(1), 1, failure({ kind: 'range' })), undefined)
    for (const kind of ['rate', 'auth', 'missing'] as const)
      assert.equal(shrink(size(100), 100, failure({ kind })), undefined)
    assert.equal(shrink(size(100), 100, failure({ retryable: true }, 'UNREACHABLE')), undefined)
    assert.equal(shrink(size(100), 100, new Error('other')), undefined)
  })
})
