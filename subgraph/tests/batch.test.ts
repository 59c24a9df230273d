import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId, labelId, submissionId } from '../src/id'
import {
  handleAssigned,
  handleBatchCreated,
  handleBatchVoided,
  handleRevealMissed,
  handleRewardAccrued,
} from '../src/market'
import { wilsonInterval } from '../src/math'
import { assigned, batchCreated, batchVoided, revealMissed, rewardAccrued } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, givenProject, reveal } from './support/given'
import { BATCH_ID, FIRST, GOLD_HASH, MANIFEST_HASH, PROJECT_ID, PROTOCOL, REQUESTER, SECOND, THIRD } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

describe('BatchCreated', () => {
  beforeEach(clearStore)

  test('creates the batch', () => {
    givenProject()
    const event = batchCreated(3)
    handleBatchCreated(event)
    expectField('Batch', BATCH_ID, 'project', PROJECT)
    expectField('Batch', BATCH_ID, 'state', 'Created')
    expectField('Batch', BATCH_ID, 'items', '3')
    expectField('Batch', BATCH_ID, 'seats', '3')
    expectField('Batch', BATCH_ID, 'agreement', '2')
    expectField('Batch', BATCH_ID, 'manifestHash', MANIFEST_HASH.toHexString())
    expectField('Batch', BATCH_ID, 'deadline', '1000')
    expectField('Batch', BATCH_ID, 'committed', '0')
    expectField('Batch', BATCH_ID, 'revealed', '0')
    expectField('Batch', BATCH_ID, 'reserved', '0')
    expectField('Batch', BATCH_ID, 'created', eventId(event).toHexString())
    const later = ['paid', 'refunded', 'consensus', 'votes', 'assigned', 'revealOpened', 'tallied', 'closed']
    for (let i = 0; i < later.length; i++) expectNull('Batch', BATCH_ID, later[i])
  })

  test('creates a pending label per item', () => {
    givenBatch()
    assert.entityCount('Label', 3)
    for (let index = 0; index < 3; index++) {
      const id = labelId(BATCH_ID, index)
      expectField('Label', id, 'project', PROJECT)
      expectField('Label', id, 'batch', BATCH)
      expectField('Label', id, 'index', index.toString())
      expectField('Label', id, 'status', 'Pending')
      expectField('Label', id, 'votes', '0')
      expectField('Label', id, 'tally', '[]')
      expectField('Label', id, 'settled', 'false')
      expectNull('Label', id, 'value')
    }
  })

  test('counts the batch and its items', () => {
    givenBatch()
    expectField('Project', PROJECT_ID, 'batchCount', '1')
    expectField('Project', PROJECT_ID, 'labelCount', '3')
    assert.fieldEquals('Protocol', PROTOCOL, 'projects', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'batches', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'labels', '3')
  })

  test('is in the audit trail', () => {
    givenProject()
    const event = batchCreated(2)
    handleBatchCreated(event)
    expectEvent(
      event,
      'BatchCreated',
      '{"batchId":"' +
        BATCH +
        '","projectId":"' +
        PROJECT +
        '","items":"2","seats":"3","agreement":"2","manifestHash":"' +
        MANIFEST_HASH.toHexString() +
        '","goldHash":"' +
        GOLD_HASH.toHexString() +
        '","guidelineVersion":"1","deadline":"1000"}',
    )
    expectAbout(event, PROJECT, BATCH, REQUESTER.toHexString(), '')
  })

  test(
    'fails without its project',
    () => {
      handleBatchCreated(batchCreated(3))
    },
    true,
  )
})

describe('Assigned', () => {
  beforeEach(clearStore)

  test('opens the commit phase and moves the reserve', () => {
    givenBatch()
    const event = assigned([FIRST, SECOND, THIRD])
    handleAssigned(event)
    expectField('Batch', BATCH_ID, 'state', 'Committing')
    expectField('Batch', BATCH_ID, 'reserved', '90')
    expectField('Batch', BATCH_ID, 'deadline', '1600')
    expectField('Batch', BATCH_ID, 'assigned', eventId(event).toHexString())
    expectField('Project', PROJECT_ID, 'free', '910')
    expectField('Project', PROJECT_ID, 'reserved', '90')
  })

  test('creates a submission per seat', () => {
    givenBatch()
    const event = assigned([FIRST, SECOND, THIRD])
    handleAssigned(event)
    assert.entityCount('Submission', 3)
    const id = submissionId(BATCH_ID, SECOND)
    expectField('Submission', id, 'project', PROJECT)
    expectField('Submission', id, 'batch', BATCH)
    expectField('Submission', id, 'annotator', SECOND.toHexString())
    expectField('Submission', id, 'state', 'Assigned')
    expectField('Submission', id, 'assigned', eventId(event).toHexString())
    const later = [
      'commitment',
      'labels',
      'payloadRoot',
      'agreed',
      'compared',
      'reward',
      'committed',
      'revealed',
      'scored',
      'rewarded',
      'paid',
    ]
    for (let i = 0; i < later.length; i++) expectNull('Submission', id, later[i])
  })

  test('creates the annotators it sees for the first time', () => {
    givenBatch()
    const event = assigned([FIRST, SECOND, THIRD])
    handleAssigned(event)
    assert.entityCount('Annotator', 3)
    assert.fieldEquals('Protocol', PROTOCOL, 'annotators', '3')
    assert.fieldEquals('Protocol', PROTOCOL, 'batches', '1')
    expectField('Annotator', FIRST, 'assigned', '1')
    expectField('Annotator', FIRST, 'firstSeen', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'agreement', '0')
    expectField('Annotator', FIRST, 'score', wilsonInterval(0, 0).lower.toString())
    expectField('Annotator', FIRST, 'scoreUpper', wilsonInterval(0, 0).upper.toString())
    const zero = [
      'submissions',
      'missed',
      'labels',
      'agreed',
      'compared',
      'available',
      'locked',
      'unbonding',
      'releaseAt',
    ]
    for (let i = 0; i < zero.length; i++) expectField('Annotator', FIRST, zero[i], '0')
  })

  test('is in the audit trail, with the panel', () => {
    givenBatch()
    const event = assigned([FIRST, SECOND])
    handleAssigned(event)
    expectEvent(
      event,
      'Assigned',
      '{"batchId":"' +
        BATCH +
        '","annotators":["' +
        FIRST.toHexString() +
        '","' +
        SECOND.toHexString() +
        '"],"drawn":true,"reserved":"90","projectFree":"910","projectReserved":"90","deadline":"1600"}',
    )
    expectAbout(event, PROJECT, BATCH, REQUESTER.toHexString(), '90')
  })

  test(
    'fails without its batch',
    () => {
      givenProject()
      handleAssigned(assigned([FIRST, SECOND, THIRD]))
    },
    true,
  )
})

describe('BatchVoided', () => {
  beforeEach(clearStore)

  test('ends a batch that never had a panel', () => {
    givenBatch()
    const event = batchVoided()
    handleBatchVoided(event)
    expectField('Batch', BATCH_ID, 'state', 'Void')
    expectNull('Batch', BATCH_ID, 'deadline')
    expectField('Batch', BATCH_ID, 'reserved', '0')
    expectField('Batch', BATCH_ID, 'paid', '60')
    expectField('Batch', BATCH_ID, 'refunded', '30')
    expectField('Batch', BATCH_ID, 'closed', eventId(event).toHexString())
    expectField('Project', PROJECT_ID, 'free', '940')
    expectField('Project', PROJECT_ID, 'reserved', '0')
    expectField('Project', PROJECT_ID, 'paid', '60')
    assert.fieldEquals('Protocol', PROTOCOL, 'settled', '0')
  })

  test('voids every label, and none is settled', () => {
    givenBatch()
    handleBatchVoided(batchVoided())
    for (let index = 0; index < 3; index++) {
      expectField('Label', labelId(BATCH_ID, index), 'status', 'Void')
      expectField('Label', labelId(BATCH_ID, index), 'settled', 'false')
    }
  })

  test('keeps the reward of who revealed and gives zero to who missed', () => {
    givenCommits()
    reveal(FIRST, '0x010203')
    handleRevealMissed(revealMissed(SECOND))
    handleRevealMissed(revealMissed(THIRD))
    handleRewardAccrued(rewardAccrued(FIRST, 30, 30))
    handleBatchVoided(batchVoided())
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'reward', '30')
    expectField('Submission', submissionId(BATCH_ID, SECOND), 'reward', '0')
    expectField('Submission', submissionId(BATCH_ID, THIRD), 'reward', '0')
  })

  test('is in the audit trail', () => {
    givenBatch()
    const event = batchVoided()
    handleBatchVoided(event)
    expectEvent(
      event,
      'BatchVoided',
      '{"batchId":"' + BATCH + '","paid":"60","refunded":"30","projectFree":"940","projectReserved":"0"}',
    )
    expectAbout(event, PROJECT, BATCH, '', '60')
  })

  test(
    'fails without its batch',
    () => {
      handleBatchVoided(batchVoided())
    },
    true,
  )
})
