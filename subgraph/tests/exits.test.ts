import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { earningId, submissionId } from '../src/id'
import {
  handleAssigned,
  handleClaimableMoved,
  handleCommitMissed,
  handleDatasetSealed,
  handleGuidelineUpdated,
  handleKeeperPaid,
  handleReassigned,
  handleRewardAccrued,
  handleRewardClaimed,
  handleRoundOpened,
  handleBatchCreated,
} from '../src/market'
import {
  assigned,
  batchCreated,
  claimableMoved,
  commitMissed,
  datasetSealed,
  guidelineUpdated,
  keeperPaid,
  reassigned,
  rewardAccrued,
  rewardClaimed,
  roundOpened,
} from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenBatch, givenCommits, givenPanel, givenProject } from './support/given'
import {
  BATCH_ID,
  FIRST,
  GUIDELINE_HASH,
  KEEPER,
  LABELS_ROOT,
  MANIFEST_HASH,
  PROJECT_ID,
  REQUESTER,
  SECOND,
  THIRD,
  TOKEN,
} from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()

describe('CommitMissed', () => {
  beforeEach(clearStore)

  test('counts the absence, and no missed reveal', () => {
    givenPanel()
    const event = commitMissed(FIRST)
    handleCommitMissed(event)
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'state', 'Absent')
    expectField('Annotator', FIRST, 'absent', '1')
    expectField('Annotator', FIRST, 'missed', '0')
    expectEvent(event, 'CommitMissed', '{"batchId":"' + BATCH + '","annotator":"' + FIRST.toHexString() + '"}')
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test(
    'fails without its seat',
    () => {
      givenBatch()
      handleCommitMissed(commitMissed(FIRST))
    },
    true,
  )
})

describe('Reassigned', () => {
  beforeEach(clearStore)

  test('takes the batch back to its creation', () => {
    givenCommits()
    const event = reassigned(1)
    handleReassigned(event)
    expectField('Batch', BATCH_ID, 'state', 'Created')
    expectField('Batch', BATCH_ID, 'attempts', '1')
    expectField('Batch', BATCH_ID, 'committed', '0')
    expectField('Batch', BATCH_ID, 'reserved', '0')
    expectField('Batch', BATCH_ID, 'deadline', '2000')
    expectNull('Batch', BATCH_ID, 'assigned')
    expectField('Project', PROJECT_ID, 'free', '1000')
    expectField('Project', PROJECT_ID, 'reserved', '0')
    expectEvent(
      event,
      'Reassigned',
      '{"batchId":"' + BATCH + '","attempts":"1","projectFree":"1000","projectReserved":"0","deadline":"2000"}',
    )
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test('dissolves the panel, and another can follow', () => {
    givenCommits()
    handleReassigned(reassigned(1))
    assert.entityCount('Submission', 0)
    handleAssigned(assigned([FIRST, SECOND, THIRD]))
    assert.entityCount('Submission', 3)
    expectField('Submission', submissionId(BATCH_ID, FIRST), 'state', 'Assigned')
    expectNull('Submission', submissionId(BATCH_ID, FIRST), 'commitment')
    expectField('Annotator', FIRST, 'assigned', '2')
  })

  test(
    'fails without its batch',
    () => {
      givenProject()
      handleReassigned(reassigned(1))
    },
    true,
  )
})

describe('KeeperPaid', () => {
  beforeEach(clearStore)

  test('takes the fee out of the reserve and makes it the keeper\'s', () => {
    givenPanel()
    const event = keeperPaid(KEEPER, 5, 5)
    handleKeeperPaid(event)
    expectField('Batch', BATCH_ID, 'fees', '5')
    expectField('Batch', BATCH_ID, 'reserved', '85')
    expectField('Project', PROJECT_ID, 'fees', '5')
    expectField('Project', PROJECT_ID, 'reserved', '85')
    const id = earningId(KEEPER, TOKEN)
    expectField('Earning', id, 'account', KEEPER.toHexString())
    expectNull('Earning', id, 'annotator')
    expectField('Earning', id, 'accrued', '5')
    expectField('Earning', id, 'claimable', '5')
    expectEvent(
      event,
      'KeeperPaid',
      '{"batchId":"' +
        BATCH +
        '","keeper":"' +
        KEEPER.toHexString() +
        '","amount":"5","projectReserved":"85","claimable":"5"}',
    )
    expectAbout(event, PROJECT, BATCH, KEEPER.toHexString(), '5')
  })

  test('lets a keeper who is no annotator claim', () => {
    givenPanel()
    handleKeeperPaid(keeperPaid(KEEPER, 5, 5))
    handleRewardClaimed(rewardClaimed(KEEPER, 5))
    expectField('Earning', earningId(KEEPER, TOKEN), 'paid', '5')
    expectField('Earning', earningId(KEEPER, TOKEN), 'claimable', '0')
    assert.notInStore('Annotator', KEEPER.toHexString())
  })

  test(
    'fails without its batch',
    () => {
      handleKeeperPaid(keeperPaid(KEEPER, 5, 5))
    },
    true,
  )
})

describe('ClaimableMoved', () => {
  beforeEach(clearStore)

  test('moves what was accrued', () => {
    givenCommits()
    handleRewardAccrued(rewardAccrued(FIRST, 20, 20))
    const event = claimableMoved(FIRST, KEEPER, 15, 5, 15)
    handleClaimableMoved(event)
    expectField('Earning', earningId(FIRST, TOKEN), 'accrued', '5')
    expectField('Earning', earningId(FIRST, TOKEN), 'claimable', '5')
    expectField('Earning', earningId(KEEPER, TOKEN), 'accrued', '15')
    expectField('Earning', earningId(KEEPER, TOKEN), 'claimable', '15')
    expectEvent(
      event,
      'ClaimableMoved',
      '{"from":"' +
        FIRST.toHexString() +
        '","to":"' +
        KEEPER.toHexString() +
        '","token":"' +
        TOKEN.toHexString() +
        '","amount":"15","fromLeft":"5","toHas":"15"}',
    )
    expectAbout(event, '', '', FIRST.toHexString(), '15')
  })
})

describe('RoundOpened', () => {
  beforeEach(clearStore)

  test('links the second round to the first', () => {
    givenBatch()
    const event = roundOpened(BATCH_ID, '0x00010002')
    handleRoundOpened(event)
    expectField('Batch', BATCH_ID, 'parent', BATCH)
    expectField('Batch', BATCH_ID, 'parentPositions', '0x00010002')
    expectEvent(
      event,
      'RoundOpened',
      '{"batchId":"' + BATCH + '","parent":"' + BATCH + '","positions":"0x00010002"}',
    )
    expectAbout(event, PROJECT, BATCH, '', '')
  })

  test(
    'fails without its batch',
    () => {
      handleRoundOpened(roundOpened(BATCH_ID, '0x0001'))
    },
    true,
  )
})

describe('GuidelineUpdated', () => {
  beforeEach(clearStore)

  test('binds batches from now on', () => {
    givenBatch()
    const event = guidelineUpdated(2, MANIFEST_HASH)
    handleGuidelineUpdated(event)
    expectField('Project', PROJECT_ID, 'guidelineHash', MANIFEST_HASH.toHexString())
    expectField('Project', PROJECT_ID, 'guidelineVersion', '2')
    expectField('Batch', BATCH_ID, 'guidelineHash', GUIDELINE_HASH.toHexString())
    expectField('Batch', BATCH_ID, 'guidelineVersion', '1')
    handleBatchCreated(batchCreated(1))
    expectField('Batch', BATCH_ID, 'guidelineHash', MANIFEST_HASH.toHexString())
    expectEvent(
      event,
      'GuidelineUpdated',
      '{"projectId":"' + PROJECT + '","version":"2","guidelineHash":"' + MANIFEST_HASH.toHexString() + '"}',
    )
    expectAbout(event, PROJECT, '', REQUESTER.toHexString(), '')
  })

  test(
    'fails without its project',
    () => {
      handleGuidelineUpdated(guidelineUpdated(2, MANIFEST_HASH))
    },
    true,
  )
})

describe('DatasetSealed', () => {
  beforeEach(clearStore)

  test('records the root and the counts', () => {
    givenProject()
    expectNull('Project', PROJECT_ID, 'labelsRoot')
    const event = datasetSealed(9, 1)
    handleDatasetSealed(event)
    expectField('Project', PROJECT_ID, 'labelsRoot', LABELS_ROOT.toHexString())
    expectField('Project', PROJECT_ID, 'sealedVerified', '9')
    expectField('Project', PROJECT_ID, 'sealedContested', '1')
    expectEvent(
      event,
      'DatasetSealed',
      '{"projectId":"' +
        PROJECT +
        '","labelsRoot":"' +
        LABELS_ROOT.toHexString() +
        '","verified":"9","contested":"1"}',
    )
    expectAbout(event, PROJECT, '', REQUESTER.toHexString(), '')
  })

  test(
    'fails without its project',
    () => {
      handleDatasetSealed(datasetSealed(9, 1))
    },
    true,
  )
})
