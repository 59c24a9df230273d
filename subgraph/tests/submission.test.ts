import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId, submissionId } from '../src/id'
import { handleCommitted, handleRevealMissed, handleRevealOpened, handleRevealed } from '../src/market'
import { committed, revealMissed, revealOpened, revealed } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, givenPanel, reveal } from './support/given'
import { BATCH_ID, COMMITMENT, FIRST, NO_PAYLOAD, PROJECT_ID, PROTOCOL, SECOND, repeated } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

describe('Committed', () => {
  beforeEach(clearStore)

  test('records the commitment', () => {
    givenPanel()
    const event = committed(FIRST, COMMITMENT)
    handleCommitted(event)
    const id = submissionId(BATCH_ID, FIRST)
    expectField('Submission', id, 'state', 'Committed')
    expectField('Submission', id, 'commitment', COMMITMENT.toHexString())
    expectField('Submission', id, 'committed', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectField('Submission', submissionId(BATCH_ID, SECOND), 'state', 'Assigned')
  })

  test('counts in the batch', () => {
    givenCommits()
    expectField('Batch', BATCH_ID, 'committed', '3')
    expectField('Batch', BATCH_ID, 'state', 'Committing')
  })

  test('is in the audit trail', () => {
    givenPanel()
    const event = committed(FIRST, COMMITMENT)
    handleCommitted(event)
    expectEvent(
      event,
      'Committed',
      '{"batchId":"' +
        BATCH +
        '","annotator":"' +
        FIRST.toHexString() +
        '","commitment":"' +
        COMMITMENT.toHexString() +
        '"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleCommitted(committed(FIRST, COMMITMENT))
    },
    true,
  )
})

describe('RevealOpened', () => {
  beforeEach(clearStore)

  test('opens the reveal phase', () => {
    givenCommits()
    const event = revealOpened(3)
    handleRevealOpened(event)
    expectField('Batch', BATCH_ID, 'state', 'Revealing')
    expectField('Batch', BATCH_ID, 'deadline', '1900')
    expectField('Batch', BATCH_ID, 'committed', '3')
    expectField('Batch', BATCH_ID, 'revealOpened', eventId(event).toHexString())
  })

  test('is in the audit trail', () => {
    givenCommits()
    const event = revealOpened(3)
    handleRevealOpened(event)
    expectEvent(event, 'RevealOpened', '{"batchId":"' + BATCH + '","committed":"3","deadline":"1900"}')
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its batch',
    () => {
      handleRevealOpened(revealOpened(3))
    },
    true,
  )
})

describe('Revealed', () => {
  beforeEach(clearStore)

  test('records the labels, abstentions included', () => {
    givenCommits()
    const event = revealed(FIRST, '0x01fe02', NO_PAYLOAD)
    handleRevealed(event)
    const id = submissionId(BATCH_ID, FIRST)
    expectField('Submission', id, 'state', 'Revealed')
    expectField('Submission', id, 'labels', '0x01fe02')
    expectField('Submission', id, 'revealed', eventId(event).toHexString())
    expectNull('Submission', id, 'payloadRoot')
  })

  test('records the root of structured answers', () => {
    givenCommits()
    handleRevealed(revealed(FIRST, '0x000000', repeated('99', 32)))
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'payloadRoot', '0x' + '99'.repeat(32))
  })

  test('counts in the batch, for the annotator and in the protocol', () => {
    givenCommits()
    reveal(FIRST, '0x01fe02')
    const event = revealed(SECOND, '0x010202', NO_PAYLOAD)
    handleRevealed(event)
    expectField('Batch', BATCH_ID, 'revealed', '2')
    expectField('Annotator', SECOND, 'submissions', '1')
    expectField('Annotator', SECOND, 'labels', '3')
    expectField('Annotator', SECOND, 'lastSeen', eventId(event).toHexString())
    assert.fieldEquals('Protocol', PROTOCOL, 'submissions', '2')
  })

  test('is in the audit trail', () => {
    givenCommits()
    const event = revealed(FIRST, '0x01fe02', NO_PAYLOAD)
    handleRevealed(event)
    expectEvent(
      event,
      'Revealed',
      '{"batchId":"' +
        BATCH +
        '","annotator":"' +
        FIRST.toHexString() +
        '","labels":"0x01fe02","payloadRoot":"' +
        NO_PAYLOAD.toHexString() +
        '"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      reveal(FIRST, '0x010202')
    },
    true,
  )
})

describe('RevealMissed', () => {
  beforeEach(clearStore)

  test('closes the seat and counts against the annotator', () => {
    givenCommits()
    const event = revealMissed(SECOND)
    handleRevealMissed(event)
    expectField('Submission', submissionId(BATCH_ID, SECOND), 'state', 'Missed')
    expectNull('Submission', submissionId(BATCH_ID, SECOND), 'labels')
    expectField('Annotator', SECOND, 'missed', '1')
    expectField('Annotator', SECOND, 'submissions', '0')
    expectField('Annotator', SECOND, 'lastSeen', eventId(event).toHexString())
  })

  test('is in the audit trail', () => {
    givenCommits()
    const event = revealMissed(SECOND)
    handleRevealMissed(event)
    expectEvent(event, 'RevealMissed', '{"batchId":"' + BATCH + '","annotator":"' + SECOND.toHexString() + '"}')
    expectAbout(event, PROJECT, BATCH, SECOND.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleRevealMissed(revealMissed(SECOND))
    },
    true,
  )
})
