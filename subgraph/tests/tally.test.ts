import { Bytes, ethereum } from '@graphprotocol/graph-ts'
import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId, labelId, standingId, submissionId } from '../src/id'
import { handleAnnotatorScored, handleBatchTallied, handleRevealMissed } from '../src/market'
import { wilsonInterval } from '../src/math'
import { votesPerClass } from '../src/tally'
import { annotatorScored, batchTallied, revealMissed } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, reveal } from './support/given'
import { BATCH_ID, FIRST, PROJECT_ID, PROTOCOL, SECOND, THIRD } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

function givenReveals(): void {
  givenCommits()
  reveal(FIRST, '0x010002')
  reveal(SECOND, '0x0101fe')
  reveal(THIRD, '0x010202')
}

function expectLabel(index: i32, status: string, votes: string, tally: string): void {
  const id = labelId(BATCH_ID, index)
  expectField('Label', id, 'status', status)
  expectField('Label', id, 'votes', votes)
  expectField('Label', id, 'tally', tally)
  expectField('Label', id, 'settled', 'false')
}

describe('votes per class', () => {
  test('counts nobody where nobody answered', () => {
    const votes = votesPerClass([], 0, 2)
    assert.i32Equals(2, votes.length)
    assert.i32Equals(0, votes[0] + votes[1])
  })

  test('counts the class of each answer, and no abstention', () => {
    const answers = [Bytes.fromHexString('0x0001'), Bytes.fromHexString('0x00fe'), Bytes.fromHexString('0x0201')]
    assert.equals(ethereum.Value.fromI32Array([2, 0, 1]), ethereum.Value.fromI32Array(votesPerClass(answers, 0, 3)))
    assert.equals(ethereum.Value.fromI32Array([0, 2, 0]), ethereum.Value.fromI32Array(votesPerClass(answers, 1, 3)))
  })
})

describe('BatchTallied', () => {
  beforeEach(clearStore)

  test('records the consensus on the batch', () => {
    givenReveals()
    const event = batchTallied('0x01ff02', '0x030002')
    handleBatchTallied(event)
    expectField('Batch', BATCH_ID, 'state', 'Tallied')
    expectField('Batch', BATCH_ID, 'deadline', '2500')
    expectField('Batch', BATCH_ID, 'consensus', '0x01ff02')
    expectField('Batch', BATCH_ID, 'votes', '0x030002')
    expectField('Batch', BATCH_ID, 'tallied', eventId(event).toHexString())
    expectField('Batch', BATCH_ID, 'reserved', '90')
  })

  test('records the result and the votes on every label', () => {
    givenReveals()
    handleBatchTallied(batchTallied('0x01ff02', '0x030002'))
    expectLabel(0, 'Verified', '3', '[0, 3, 0]')
    expectField('Label', labelId(BATCH_ID, 0), 'value', '1')
    expectLabel(1, 'NoConsensus', '0', '[1, 1, 1]')
    expectNull('Label', labelId(BATCH_ID, 1), 'value')
    expectLabel(2, 'Verified', '2', '[0, 0, 2]')
    expectField('Label', labelId(BATCH_ID, 2), 'value', '2')
  })

  test('does not count a seat without a reveal', () => {
    givenCommits()
    reveal(FIRST, '0x010000')
    reveal(SECOND, '0x010100')
    handleRevealMissed(revealMissed(THIRD))
    handleBatchTallied(batchTallied('0x01ff00', '0x020002'))
    expectLabel(0, 'Verified', '2', '[0, 2, 0]')
    expectLabel(1, 'NoConsensus', '0', '[1, 1, 0]')
    expectLabel(2, 'Verified', '2', '[2, 0, 0]')
  })

  test('keeps class 0 apart from no value', () => {
    givenReveals()
    handleBatchTallied(batchTallied('0x00ffff', '0x020000'))
    expectField('Label', labelId(BATCH_ID, 0), 'value', '0')
  })

  test('counts the results in the project and the protocol', () => {
    givenReveals()
    handleBatchTallied(batchTallied('0x01ff02', '0x030002'))
    expectField('Project', PROJECT_ID, 'verifiedCount', '2')
    expectField('Project', PROJECT_ID, 'noConsensusCount', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'verified', '2')
    assert.fieldEquals('Protocol', PROTOCOL, 'noConsensus', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'submissions', '3')
  })

  test('is in the audit trail', () => {
    givenReveals()
    const event = batchTallied('0x01ff02', '0x030002')
    handleBatchTallied(event)
    expectEvent(event, 'BatchTallied', '{"batchId":"' + BATCH + '","consensus":"0x01ff02","votes":"0x030002","deadline":"2500"}')
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its batch',
    () => {
      handleBatchTallied(batchTallied('0x01', '0x03'))
    },
    true,
  )
})

describe('AnnotatorScored', () => {
  beforeEach(clearStore)

  test('records the score on the submission', () => {
    givenReveals()
    const event = annotatorScored(FIRST, 2, 3)
    handleAnnotatorScored(event)
    const id = submissionId(BATCH_ID, FIRST)
    expectField('Submission', id, 'agreed', '2')
    expectField('Submission', id, 'compared', '3')
    expectField('Submission', id, 'goldRight', '1')
    expectField('Submission', id, 'goldTotal', '2')
    expectField('Submission', id, 'peerScore', '-4')
    expectField('Submission', id, 'tier', '2')
    expectField('Submission', id, 'multiplierBps', '8000')
    expectField('Submission', id, 'scored', eventId(event).toHexString())
  })

  test('adds to the annotator and recomputes the reputation from the sums', () => {
    givenReveals()
    handleAnnotatorScored(annotatorScored(FIRST, 2, 3))
    const event = annotatorScored(FIRST, 3, 3)
    handleAnnotatorScored(event)
    expectField('Annotator', FIRST, 'agreed', '5')
    expectField('Annotator', FIRST, 'compared', '6')
    expectField('Annotator', FIRST, 'agreement', '833333')
    expectField('Annotator', FIRST, 'score', wilsonInterval(5, 6).lower.toString())
    expectField('Annotator', FIRST, 'scoreUpper', wilsonInterval(5, 6).upper.toString())
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectField('Annotator', SECOND, 'compared', '0')
  })

  test('keeps how the annotator stands in the project', () => {
    givenReveals()
    handleAnnotatorScored(annotatorScored(FIRST, 2, 3))
    const event = annotatorScored(FIRST, 3, 3)
    handleAnnotatorScored(event)
    const id = standingId(PROJECT_ID, FIRST)
    expectField('Standing', id, 'project', PROJECT)
    expectField('Standing', id, 'annotator', FIRST.toHexString())
    expectField('Standing', id, 'batches', '2')
    expectField('Standing', id, 'goldRight', '2')
    expectField('Standing', id, 'goldTotal', '4')
    expectField('Standing', id, 'qualityBps', '4321')
    expectField('Standing', id, 'tier', '2')
    expectField('Standing', id, 'scored', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'goldRight', '2')
    expectField('Annotator', FIRST, 'goldTotal', '4')
  })

  test('keeps the reputation after each batch', () => {
    givenReveals()
    const event = annotatorScored(FIRST, 2, 3)
    handleAnnotatorScored(event)
    const id = eventId(event)
    expectField('Score', id, 'annotator', FIRST.toHexString())
    expectField('Score', id, 'batch', BATCH)
    expectField('Score', id, 'agreed', '2')
    expectField('Score', id, 'compared', '3')
    expectField('Score', id, 'score', wilsonInterval(2, 3).lower.toString())
    expectField('Score', id, 'scoreUpper', wilsonInterval(2, 3).upper.toString())
    expectField('Score', id, 'tier', '2')
    expectField('Score', id, 'qualityBps', '4321')
    expectField('Score', id, 'event', id.toHexString())
  })

  test('is in the audit trail', () => {
    givenReveals()
    const event = annotatorScored(FIRST, 2, 3)
    handleAnnotatorScored(event)
    expectEvent(
      event,
      'AnnotatorScored',
      '{"batchId":"' + BATCH + '","annotator":"' + FIRST.toHexString() + '","agreed":"2","compared":"3",' +
        '"goldRight":"1","goldTotal":"2","peerScore":"-4","qualityBps":"4321","tier":"2","multiplierBps":"8000"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleAnnotatorScored(annotatorScored(FIRST, 2, 3))
    },
    true,
  )
})
