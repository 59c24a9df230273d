import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../../../dashboard/src/api/types.ts'
import { chartPoints } from '../../../dashboard/src/lib/history.ts'
import { describeEvent, stepsOf } from '../../../dashboard/src/lib/timeline.ts'

function event(changes: Partial<Event>): Event {
  return {
    id: '0x',
    name: 'Committed',
    address: '0x',
    account: null,
    amount: null,
    args: '{}',
    block: 1,
    time: '2026-03-01T00:00:00.000Z',
    transaction: '0xa',
    logIndex: 0,
    ...changes,
  }
}

test('events of one transaction are one step, in the order of their logs', () => {
  const steps = stepsOf([event({ logIndex: 0 }), event({ logIndex: 3 }), event({ transaction: '0xb', block: 2 })])
  assert.deepEqual(
    steps.map((step) => [step.block, step.events.map((each) => each.logIndex)]),
    [
      [1, [0, 3]],
      [2, [0]],
    ],
  )
})

test('an event says in words what its arguments hold', () => {
  const describe = (name: string, args: object, amount: string | null = null) =>
    describeEvent(event({ name, args: JSON.stringify(args), amount }))
  assert.deepEqual(describe('BatchCreated', { items: '20', seats: '3', agreement: '2' }), {
    title: 'Batch created',
    detail: '20 items for 3 annotators, 2 must agree',
  })
  assert.equal(describe('RewardPaid', {}, '2500000000000000000').detail, '2.50 tokens')
  assert.equal(describe('Assigned', { annotators: ['0x1', '0x2', '0x3'] }).detail, 'panel of 3')
  assert.equal(
    describe('BatchSettled', { paid: '1000000000000000000', refunded: '0' }).detail,
    '1.00 paid, 0 back to the project',
  )
})

test('an event that is not known, or whose arguments cannot be read, still has a title', () => {
  assert.deepEqual(describeEvent(event({ name: 'StakeSlashed', args: 'x' })), { title: 'Stake slashed', detail: '' })
  assert.equal(
    describeEvent(event({ name: 'BatchCreated', args: 'x' })).detail,
    '? items for ? annotators, ? must agree',
  )
})

test('a history within one second is drawn by batch, as it has no span of time', () => {
  const point = { score: 0.1, scoreUpper: 0.9, agreed: 1, compared: 2, event: event({}) }
  assert.equal(chartPoints([point, point]).spansTime, false)
  const later = { ...point, event: event({ time: '2026-03-02T00:00:00.000Z' }) }
  const { points, spansTime } = chartPoints([point, later])
  assert.equal(spansTime, true)
  assert.deepEqual(
    points.map(({ batch }) => batch),
    [1, 2],
  )
})
