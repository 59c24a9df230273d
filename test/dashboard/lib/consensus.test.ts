import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { byteAt, consensusOf, parseArgs, recompute } from '../../../dashboard/src/lib/consensus.ts'
import { label, vote } from './labelFixture.ts'

describe('the consensus of votes', () => {
  test('is the class that k annotators answered', () => {
    assert.deepEqual(consensusOf([1, 0, 1], 2, 2), { value: 1, tally: [1, 2], answers: 3 })
  })

  test('is none when no class reaches k', () => {
    assert.equal(consensusOf([0, 1, 2], 2, 3).value, null)
  })

  test('does not count abstentions: 2 of 3 needed means two equal answers, however many are silent', () => {
    assert.equal(consensusOf([1, null, null], 2, 2).value, null)
    assert.equal(consensusOf([1, null, 1], 2, 2).value, 1)
  })

  test('does not depend on the order of the votes', () => {
    const votes = fc.array(fc.option(fc.nat({ max: 3 })), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(votes, fc.integer({ min: 3, max: 5 }), (given, k) => {
        assert.deepEqual(consensusOf(given, k, 4), consensusOf([...given].reverse(), k, 4))
      }),
      { seed: 7 },
    )
  })
})

describe('recomputing a label', () => {
  const holds = (changes = {}) => recompute(label(changes)).map((check) => check.holds)

  test('agrees with an honest label on every count', () => {
    assert.deepEqual(holds(), [true, true, true])
  })

  test('finds a label that its votes do not give', () => {
    assert.deepEqual(holds({ value: 0, class: 'cat' }), [false, true, false])
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
    assert.deepEqual(holds({ value: null, status: 'NoConsensus', tally: [1, 1], votes, batch }), [true, true, true])
  })

  test('claims nothing before the tally', () => {
    const batch = { ...label().batch, tallied: null }
    const votes = [{ ...vote(null, 0), revealed: null }]
    assert.deepEqual(holds({ status: 'Pending', value: null, tally: [], votes, batch }), [
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
