import { Bytes } from '@graphprotocol/graph-ts'
import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { earningId, eventId, labelId, submissionId } from '../src/id'
import {
  handleBatchSettled,
  handleBatchTallied,
  handleRewardAccrued,
  handleRewardClaimed,
  handleRewardPaid,
} from '../src/market'
import { batchSettled, batchTallied, rewardAccrued, rewardClaimed, rewardPaid } from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, reveal } from './support/given'
import { BATCH_ID, FIRST, PROJECT_ID, PROTOCOL, REQUESTER, SECOND, THIRD, TOKEN } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

function givenTally(): void {
  givenCommits()
  reveal(FIRST, '0x010002')
  reveal(SECOND, '0x010102')
  reveal(THIRD, '0x000202')
  handleBatchTallied(batchTallied('0x01ff02', '0x020003'))
}

function firstEarning(): Bytes {
  return earningId(FIRST, TOKEN)
}

function rewardArgs(amount: string, claimable: string): string {
  return (
    '{"batchId":"' +
    BATCH +
    '","annotator":"' +
    FIRST.toHexString() +
    '","token":"' +
    TOKEN.toHexString() +
    '","amount":"' +
    amount +
    '","claimable":"' +
    claimable +
    '"}'
  )
}

describe('BatchSettled', () => {
  beforeEach(clearStore)

  test('ends the batch and moves the reserve', () => {
    givenTally()
    const event = batchSettled()
    handleBatchSettled(event)
    expectField('Batch', BATCH_ID, 'state', 'Settled')
    expectNull('Batch', BATCH_ID, 'deadline')
    expectField('Batch', BATCH_ID, 'reserved', '0')
    expectField('Batch', BATCH_ID, 'paid', '60')
    expectField('Batch', BATCH_ID, 'refunded', '30')
    expectField('Batch', BATCH_ID, 'closed', eventId(event).toHexString())
    expectField('Project', PROJECT_ID, 'free', '940')
    expectField('Project', PROJECT_ID, 'reserved', '0')
    expectField('Project', PROJECT_ID, 'paid', '60')
    expectField('Project', PROJECT_ID, 'refunded', '0')
    assert.fieldEquals('Protocol', PROTOCOL, 'settled', '1')
  })

  test('makes every label final and changes no result', () => {
    givenTally()
    handleBatchSettled(batchSettled())
    const statuses = ['Verified', 'NoConsensus', 'Verified']
    for (let index = 0; index < 3; index++) {
      expectField('Label', labelId(BATCH_ID, index), 'settled', 'true')
      expectField('Label', labelId(BATCH_ID, index), 'status', statuses[index])
    }
    expectField('Label', labelId(BATCH_ID, 0), 'tally', '[1, 2, 0]')
  })

  test('gives zero to who got no reward', () => {
    givenTally()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    handleBatchSettled(batchSettled())
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'reward', '20')
    expectField('Submission', submissionId(BATCH_ID, THIRD), 'reward', '0')
    expectNull('Submission', submissionId(BATCH_ID, THIRD), 'rewarded')
  })

  test('does not mind a reward that comes after it', () => {
    givenTally()
    handleBatchSettled(batchSettled())
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'reward', '20')
  })

  test('is in the audit trail', () => {
    givenTally()
    const event = batchSettled()
    handleBatchSettled(event)
    expectEvent(
      event,
      'BatchSettled',
      '{"batchId":"' + BATCH + '","paid":"60","refunded":"30","projectFree":"940","projectReserved":"0"}',
    )
    expectAbout(event, PROJECT, BATCH, '', '60')
  })

  test(
    'fails without its batch',
    () => {
      handleBatchSettled(batchSettled())
    },
    true,
  )
})

describe('RewardAccrued', () => {
  beforeEach(clearStore)

  test('records the reward and what can be claimed', () => {
    givenTally()
    const event = rewardAccrued(FIRST, 20, 25)
    handleRewardAccrued(event)
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'reward', '20')
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'rewarded', eventId(event).toHexString())
    expectNull('Submission', submissionId(BATCH_ID, FIRST), 'paid')
    expectField('Earning', firstEarning(), 'annotator', FIRST.toHexString())
    expectField('Earning', firstEarning(), 'token', TOKEN.toHexString())
    expectField('Earning', firstEarning(), 'accrued', '20')
    expectField('Earning', firstEarning(), 'paid', '0')
    expectField('Earning', firstEarning(), 'claimable', '25')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
  })

  test('is in the audit trail', () => {
    givenTally()
    const event = rewardAccrued(FIRST, 20, 25)
    handleRewardAccrued(event)
    expectEvent(event, 'RewardAccrued', rewardArgs('20', '25'))
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '20')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    },
    true,
  )
})

describe('RewardPaid', () => {
  beforeEach(clearStore)

  test('records the transfer', () => {
    givenTally()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    const event = rewardPaid(FIRST, 20, 0)
    handleRewardPaid(event)
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'paid', eventId(event).toHexString())
    expectField('Earning', firstEarning(), 'accrued', '20')
    expectField('Earning', firstEarning(), 'paid', '20')
    expectField('Earning', firstEarning(), 'claimable', '0')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
  })

  test('is in the audit trail', () => {
    givenTally()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    const event = rewardPaid(FIRST, 20, 0)
    handleRewardPaid(event)
    expectEvent(event, 'RewardPaid', rewardArgs('20', '0'))
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '20')
  })

  test(
    'fails when nothing was accrued',
    () => {
      givenTally()
      handleRewardPaid(rewardPaid(FIRST, 20, 0))
    },
    true,
  )
})

describe('RewardClaimed', () => {
  beforeEach(clearStore)

  test('takes all that is claimable', () => {
    givenTally()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    const event = rewardClaimed(FIRST, 20)
    handleRewardClaimed(event)
    expectField('Earning', firstEarning(), 'accrued', '20')
    expectField('Earning', firstEarning(), 'paid', '20')
    expectField('Earning', firstEarning(), 'claimable', '0')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
  })

  test('is in the audit trail, and belongs to no batch', () => {
    givenTally()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    const event = rewardClaimed(FIRST, 20)
    handleRewardClaimed(event)
    expectEvent(
      event,
      'RewardClaimed',
      '{"annotator":"' +
        FIRST.toHexString() +
        '","token":"' +
        TOKEN.toHexString() +
        '","to":"' +
        REQUESTER.toHexString() +
        '","amount":"20"}',
    )
    expectAbout(event, '', '', FIRST.toHexString(), '20')
  })

  test(
    'fails when nothing was accrued',
    () => {
      givenTally()
      handleRewardClaimed(rewardClaimed(FIRST, 20))
    },
    true,
  )
})
