import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOf, answersOf, confidenceOf, ruleOf, tierOf } from '../../api/consensus.ts'

const batch = { agreement: 2, seats: 3 }
const verified = (votes: number, tally: number[]) => ({
  status: 'Verified' as const,
  value: 1,
  votes,
  tally,
  overturned: null,
})
const unagreed = (tally: number[]) => ({
  status: 'NoConsensus' as const,
  value: null,
  votes: 0,
  tally,
  overturned: null,
})

const CASES = [
  { name: 'all three agree', label: verified(3, [0, 3]), confidence: 1, tier: 'unanimous', rule: '3 of 3 agree' },
  { name: 'two of three agree', label: verified(2, [1, 2]), confidence: 2 / 3, tier: 'majority', rule: '2 of 3 agree' },
  {
    name: 'one does not answer',
    label: verified(2, [0, 2]),
    confidence: 1,
    tier: 'unanimous',
    rule: '2 of 2 agree, 1 of 3 did not answer',
  },
  {
    name: 'all differ',
    label: unagreed([1, 1, 1]),
    confidence: null,
    tier: 'none',
    rule: 'no class reached 2 of 3',
  },
  {
    name: 'nobody answers',
    label: unagreed([0, 0]),
    confidence: null,
    tier: 'none',
    rule: 'no class reached 2 of 3, 3 of 3 did not answer',
  },
  {
    name: 'before the tally',
    label: { ...unagreed([]), status: 'Pending' as const },
    confidence: null,
    tier: 'none',
    rule: 'not tallied yet',
  },
  {
    name: 'in a void batch',
    label: { ...unagreed([]), status: 'Void' as const },
    confidence: null,
    tier: 'none',
    rule: 'the batch is void',
  },
  {
    name: 'a ruling gave another value',
    label: { ...verified(1, [2, 1]), status: 'Overturned' as const, overturned: { id: '0x01' } },
    confidence: 1 / 3,
    tier: 'ruled',
    rule: 'a ruling; 1 of 3 say the same',
  },
  {
    name: 'a ruling left no label',
    label: { ...unagreed([2, 1]), status: 'Void' as const, overturned: { id: '0x01' } },
    confidence: null,
    tier: 'none',
    rule: 'a ruling left it without a label',
  },
  {
    name: 'a ruling is awaited',
    label: { ...verified(2, [1, 2]), status: 'Disputed' as const },
    confidence: 2 / 3,
    tier: 'majority',
    rule: '2 of 3 agree',
  },
] as const

for (const { name, label, confidence, tier, rule } of CASES) {
  test(`confidence, tier and rule where ${name}`, () => {
    assert.equal(confidenceOf(label), confidence)
    assert.equal(tierOf(label), tier)
    assert.equal(ruleOf(label, batch), rule)
  })
}

test('answers are the bytes of a submission by item, abstentions null', () => {
  assert.deepEqual(answersOf({ labels: '0x0001fefd' }), [0, 1, null, 253])
  assert.equal(answerOf({ labels: '0x0001fefd' }, 3), 253)
})

test('without a reveal there is no answer', () => {
  assert.deepEqual(answersOf({ labels: null }), [])
  assert.equal(answerOf({ labels: null }, 0), null)
  assert.equal(answerOf({ labels: '0x00' }, 1), null)
})
