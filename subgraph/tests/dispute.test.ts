import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId, labelId, submissionId } from '../src/id'
import {
  handleBatchDisputed,
  handleBatchTallied,
  handleDisputeClosed,
  handleLabelOverturned,
  handleSeatRescored,
} from '../src/market'
import { batchDisputed, batchTallied, disputeClosed, labelOverturned, seatRescored } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, reveal } from './support/given'
import { BATCH_ID, FIRST, PROJECT_ID, PROTOCOL, SECOND, THIRD } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

/** Item 0 is class 1, item 1 has no consensus, item 2 is class 2. */
function givenTally(): void {
  givenCommits()
  reveal(FIRST, '0x010002')
  reveal(SECOND, '0x010102')
  reveal(THIRD, '0x000202')
  handleBatchTallied(batchTallied('0x01ff02', '0x020003'))
}

describe('BatchDisputed and DisputeClosed', () => {
  beforeEach(clearStore)

  test('stop the batch until the last dispute is closed', () => {
    givenTally()
    handleBatchDisputed(batchDisputed(1))
    handleBatchDisputed(batchDisputed(2))
    expectField('Batch', BATCH_ID, 'state', 'Disputed')
    expectField('Batch', BATCH_ID, 'disputes', '2')
    handleDisputeClosed(disputeClosed(1))
    expectField('Batch', BATCH_ID, 'state', 'Disputed')
    handleDisputeClosed(disputeClosed(0))
    expectField('Batch', BATCH_ID, 'state', 'Tallied')
    expectField('Batch', BATCH_ID, 'disputes', '0')
    expectField('Batch', BATCH_ID, 'deadline', '2500')
  })

  test('are in the audit trail', () => {
    givenTally()
    const opened = batchDisputed(1)
    handleBatchDisputed(opened)
    expectEvent(opened, 'BatchDisputed', '{"batchId":"' + BATCH + '","disputes":"1"}')
    expectAbout(opened, PROJECT, BATCH, '', '')
    const closed = disputeClosed(0)
    handleDisputeClosed(closed)
    expectEvent(closed, 'DisputeClosed', '{"batchId":"' + BATCH + '","disputes":"0"}')
    expectAbout(closed, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its batch',
    () => {
      handleBatchDisputed(batchDisputed(1))
    },
    true,
  )
})

describe('LabelOverturned', () => {
  beforeEach(clearStore)

  test('gives a verified label another value and keeps the tally\'s', () => {
    givenTally()
    const event = labelOverturned(0, 1, 0)
    handleLabelOverturned(event)
    const id = labelId(BATCH_ID, 0)
    expectField('Label', id, 'status', 'Overturned')
    expectField('Label', id, 'value', '0')
    expectField('Label', id, 'tallied', '1')
    expectField('Label', id, 'votes', '1')
    expectField('Label', id, 'overturned', eventId(event).toHexString())
    expectField('Project', PROJECT_ID, 'verifiedCount', '1')
    expectField('Project', PROJECT_ID, 'noConsensusCount', '1')
    expectField('Project', PROJECT_ID, 'overturnedCount', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'verified', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'overturned', '1')
  })

  test('gives an item without consensus a value', () => {
    givenTally()
    handleLabelOverturned(labelOverturned(1, 255, 2))
    const id = labelId(BATCH_ID, 1)
    expectField('Label', id, 'status', 'Overturned')
    expectField('Label', id, 'value', '2')
    expectNull('Label', id, 'tallied')
    expectField('Project', PROJECT_ID, 'verifiedCount', '2')
    expectField('Project', PROJECT_ID, 'noConsensusCount', '0')
  })

  test('leaves an item void that has no right answer', () => {
    givenTally()
    handleLabelOverturned(labelOverturned(2, 2, 255))
    const id = labelId(BATCH_ID, 2)
    expectField('Label', id, 'status', 'Void')
    expectNull('Label', id, 'value')
    expectField('Label', id, 'tallied', '2')
    expectField('Label', id, 'votes', '0')
  })

  test('counts an item once, however often it is ruled on', () => {
    givenTally()
    handleLabelOverturned(labelOverturned(0, 1, 255))
    handleLabelOverturned(labelOverturned(0, 255, 2))
    expectField('Label', labelId(BATCH_ID, 0), 'status', 'Overturned')
    expectField('Label', labelId(BATCH_ID, 0), 'value', '2')
    expectField('Project', PROJECT_ID, 'verifiedCount', '1')
    expectField('Project', PROJECT_ID, 'overturnedCount', '1')
  })

  test('is in the audit trail', () => {
    givenTally()
    const event = labelOverturned(0, 1, 0)
    handleLabelOverturned(event)
    expectEvent(event, 'LabelOverturned', '{"batchId":"' + BATCH + '","item":"0","from":"1","to":"0"}')
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its batch',
    () => {
      handleLabelOverturned(labelOverturned(0, 1, 0))
    },
    true,
  )
})

describe('SeatRescored', () => {
  beforeEach(clearStore)

  test('changes what the seat is paid for', () => {
    givenTally()
    const event = seatRescored(FIRST, 1)
    handleSeatRescored(event)
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'agreed', '1')
    expectEvent(
      event,
      'SeatRescored',
      '{"batchId":"' + BATCH + '","annotator":"' + FIRST.toHexString() + '","agreed":"1"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleSeatRescored(seatRescored(FIRST, 1))
    },
    true,
  )
})
