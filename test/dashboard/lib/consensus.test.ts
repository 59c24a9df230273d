import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Label } from '../../../dashboard/src/api/types.ts'
import { byteAt, consensusOf, parseArgs, recompute } from '../../../dashboard/src/lib/consensus.ts'
import { label, vote } from './labelFixture.ts'

const majority = { agreement: 2, classes: 3, scale: 'Categorical', tolerance: 0 }
const ordinal = { agreement: 2, classes: 5, scale: 'Ordinal', tolerance: 1 }

describe('the consensus of votes', () => {
  test('is the class that k annotators answered', () => {
    assert.deepEqual(consensusOf([1, 0, 1], majority), { value: 1, votes: 2, tally: [1, 2, 0], answers: 3 })
  })

  test('is none when no class reaches k', () => {
    assert.equal(consensusOf([0, 1, 2], majority).value, null)
  })

  test('does not count abstentions: 2 of 3 needed means two equal answers, however many are silent', () => {
    assert.equal(consensusOf([1, null, null], majority).value, null)
    assert.equal(consensusOf([1, null, 1], majority).value, 1)
  })

  test('does not depend on the order of the votes', () => {
    const votes = fc.array(fc.option(fc.nat({ max: 3 })), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(votes, fc.integer({ min: 3, max: 5 }), fc.constantFrom(majority, ordinal), (given, k, kind) => {
        const rule = { ...kind, agreement: k, classes: 4 }
        assert.deepEqual(consensusOf(given, rule), consensusOf([...given].reverse(), rule))
      }),
      { seed: 7 },
    )
  })
})

describe('the consensus on an ordinal scale', () => {
  test('is the median, when k are within the tolerance of it', () => {
    assert.deepEqual(consensusOf([0, 4, 3], ordinal), { value: 3, votes: 2, tally: [1, 0, 0, 1, 1], answers: 3 })
    assert.equal(consensusOf([0, 2, 4], ordinal).value, null)
  })

  test('is the lower median of an even number of answers, and nothing without any', () => {
    assert.equal(consensusOf([3, 2, null], ordinal).value, 2)
    assert.equal(consensusOf([null, null, null], ordinal).value, null)
  })
})

describe('recomputing a label', () => {
  const holds = (changes = {}) => recompute(label(changes)).map((check) => check.holds)

  test('agrees with an honest label on every count', () => {
    assert.deepEqual(holds(), [true, true, true])
  })

  test('finds a label that its votes do not give', () => {
    assert.deepEqual(holds({ value: 0, tallied: 0, class: 'cat' }), [false, true, false])
  })

  test('finds a vote that differs from the revealed bytes', () => {
    assert.deepEqual(holds({ votes: [vote(1, 0), vote(0, 0), vote(1, 1)] }), [true, false, true])
  })

  test('finds a tally that differs from the votes', () => {
    assert.equal(holds({ tally: [0, 3] })[0], false)
  })

  test('reads an abstention as the byte 0xfe', () => {
    const votes = [vote(1, 1), vote(null, 0xfe), vote(1, 1)]
    assert.deepEqual(holds({ votes, tally: [0, 2] }), [true, true, true])
  })

  test('agrees that there is no consensus where the votes give none', () => {
    const honest = label()
    const batch = { ...honest.batch, tallied: { ...vote(0, 0).revealed, args: '{"consensus":"0x00ff"}' } }
    const votes = [vote(1, 1, null), vote(0, 0, null), vote(null, 0xfe, null)]
    assert.deepEqual(holds({ value: null, tallied: null, status: 'NoConsensus', tally: [1, 1], votes, batch }), [
      true,
      true,
      true,
    ])
  })

  test('finds the ruling that gave another label, and misses one that is not there', () => {
    const ruling = {
      ...vote(0, 0).committed,
      id: '0x',
      name: 'LabelOverturned',
      address: '0x',
      account: null,
      amount: null,
    }
    const events = [{ ...ruling, args: '{"item":"1","from":"1","to":"0"}' }] as Label['provenance']['events']
    const ruled = { value: 0, status: 'Overturned' as const, provenance: { events } }
    assert.deepEqual(holds(ruled), [true, true, true, true])
    assert.deepEqual(holds({ ...ruled, provenance: { events: [] } }), [true, true, true, false])
  })

  test('claims nothing before the tally', () => {
    const batch = { ...label().batch, tallied: null }
    const votes = [{ ...vote(null, 0), revealed: null }]
    assert.deepEqual(holds({ status: 'Pending', value: null, tallied: null, tally: [], votes, batch }), [
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('a byte that an event does not hold is undefined, whatever its arguments are', () => {
  assert.equal(byteAt('{"labels":"0x0102"}', 'labels', 1), 2)
  assert.equal(byteAt('{"labels":"0x0102"}', 'labels', 2), undefined)
  assert.equal(byteAt('{}', 'labels', 0), undefined)
  assert.equal(byteAt('not JSON', 'labels', 0), undefined)
  assert.deepEqual(parseArgs('null'), {})
})
