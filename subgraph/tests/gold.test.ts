import { beforeEach, clearStore, describe, test } from 'matchstick-as'

import { labelId, submissionId } from '../src/id'
import { handleAnnotatorFlagged, handleGoldForfeited, handleGoldOpened, handleRewardWithheld } from '../src/market'
import { annotatorFlagged, goldForfeited, goldOpened, rewardWithheld } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits } from './support/given'
import { BATCH_ID, FIRST, GOLD_HASH, PROJECT_ID, TOKEN } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()
const SEAT = submissionId(BATCH_ID, FIRST)

describe('GoldOpened', () => {
  beforeEach(clearStore)

  test('shows the gold that the batch was created with', () => {
    givenCommits()
    expectField('Batch', BATCH_ID, 'goldHash', GOLD_HASH.toHexString())
    expectNull('Batch', BATCH_ID, 'goldPositions')
    handleGoldOpened(goldOpened('0x00000002', '0x0102', '0x0001'))
    expectField('Batch', BATCH_ID, 'goldPositions', '0x00000002')
    expectField('Batch', BATCH_ID, 'goldLabels', '0x0102')
    expectField('Batch', BATCH_ID, 'goldExcluded', '0x0001')
    expectField('Batch', BATCH_ID, 'goldForfeited', 'false')
  })

  test('marks the labels that are gold, and no other', () => {
    givenCommits()
    handleGoldOpened(goldOpened('0x00000002', '0x0102', '0x0000'))
    expectField('Label', labelId(BATCH_ID, 0), 'gold', 'true')
    expectField('Label', labelId(BATCH_ID, 1), 'gold', 'false')
    expectField('Label', labelId(BATCH_ID, 2), 'gold', 'true')
  })

  test('is in the audit trail', () => {
    givenCommits()
    const event = goldOpened('0x0001', '0x02', '0x00')
    handleGoldOpened(event)
    expectEvent(
      event,
      'GoldOpened',
      '{"batchId":"' + BATCH + '","positions":"0x0001","labels":"0x02","excluded":"0x00"}',
    )
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its label',
    () => {
      givenCommits()
      handleGoldOpened(goldOpened('0x0007', '0x02', '0x00'))
    },
    true,
  )
})

describe('GoldForfeited', () => {
  beforeEach(clearStore)

  test('says that the gold never came', () => {
    givenCommits()
    const event = goldForfeited(25)
    handleGoldForfeited(event)
    expectField('Batch', BATCH_ID, 'goldForfeited', 'true')
    expectEvent(event, 'GoldForfeited', '{"batchId":"' + BATCH + '","bond":"25"}')
    expectAbout(event, PROJECT, BATCH, '', '25')
  })

  test(
    'fails without its batch',
    () => {
      handleGoldForfeited(goldForfeited(25))
    },
    true,
  )
})

describe('AnnotatorFlagged', () => {
  beforeEach(clearStore)

  test('names the reason', () => {
    givenCommits()
    handleAnnotatorFlagged(annotatorFlagged(FIRST, 2))
    expectField('Submission', SEAT, 'flagged', 'GoldFail')
    const event = annotatorFlagged(FIRST, 3)
    handleAnnotatorFlagged(event)
    expectField('Submission', SEAT, 'flagged', 'ConsensusFail')
    expectEvent(
      event,
      'AnnotatorFlagged',
      '{"batchId":"' + BATCH + '","annotator":"' + FIRST.toHexString() + '","reason":"3"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleAnnotatorFlagged(annotatorFlagged(FIRST, 2))
    },
    true,
  )
})

describe('RewardWithheld', () => {
  beforeEach(clearStore)

  test('records what waits for the end of the slash', () => {
    givenCommits()
    expectNull('Submission', SEAT, 'withheld')
    const event = rewardWithheld(FIRST, 7)
    handleRewardWithheld(event)
    expectField('Submission', SEAT, 'withheld', '7')
    expectEvent(
      event,
      'RewardWithheld',
      '{"batchId":"' +
        BATCH +
        '","annotator":"' +
        FIRST.toHexString() +
        '","token":"' +
        TOKEN.toHexString() +
        '","amount":"7"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '7')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleRewardWithheld(rewardWithheld(FIRST, 7))
    },
    true,
  )
})
