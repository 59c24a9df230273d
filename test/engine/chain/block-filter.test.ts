import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type BlockFilter, wantedBlocks } from '../../../engine/chain/block-filter.ts'

describe('wantedBlocks', () => {
  const number = fc.integer({ min: 0, max: 60 })
  const filter: fc.Arbitrary<BlockFilter> = fc.record(
    { from: number, to: number, every: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: ['from', 'every'] },
  )

  it('gives those of the range that some filter wants, once, in ascending order', () => {
    const property = fc.property(fc.array(filter, { maxLength: 4 }), number, number, (filters, from, to) => {
      const isWanted = (block: number) =>
        filters.some((one) => block >= one.from && block <= (one.to ?? block) && (block - one.from) % one.every === 0)
      const range = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
      assert.deepEqual(wantedBlocks(filters, from, to), range.filter(isWanted))
    })
    fc.assert(property, { seed: 7, numRuns: 500 })
  })
})
