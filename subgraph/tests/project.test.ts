import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId } from '../src/id'
import { handleProjectCreated, handleProjectFunded, handleProjectRefunded } from '../src/market'
import { projectCreated, projectFunded, projectRefunded } from './support/events'
import { expectAbout, expectEvent, expectField } from './support/expect'
import { givenProject } from './support/given'
import { ELIGIBILITY, FIRST, GUIDELINE_HASH, PROJECT_ID, PROTOCOL, REQUESTER, TOKEN } from './support/values'

describe('ProjectCreated', () => {
  beforeEach(clearStore)

  test('creates the project with its parameters and empty balances', () => {
    const event = projectCreated()
    handleProjectCreated(event)
    expectField('Project', PROJECT_ID, 'requester', REQUESTER.toHexString())
    expectField('Project', PROJECT_ID, 'token', TOKEN.toHexString())
    expectField('Project', PROJECT_ID, 'rewardPerLabel', '10')
    expectField('Project', PROJECT_ID, 'stakePerSeat', '50')
    expectField('Project', PROJECT_ID, 'classes', '3')
    expectField('Project', PROJECT_ID, 'commitWindow', '600')
    expectField('Project', PROJECT_ID, 'revealWindow', '300')
    expectField('Project', PROJECT_ID, 'goldWindow', '200')
    expectField('Project', PROJECT_ID, 'disputeWindow', '100')
    expectField('Project', PROJECT_ID, 'scale', 'Ordinal')
    expectField('Project', PROJECT_ID, 'tolerance', '2')
    expectField('Project', PROJECT_ID, 'escalation', 'Expert')
    expectField('Project', PROJECT_ID, 'tierFrom', '[6000, 8000, 9000, 9700]')
    expectField('Project', PROJECT_ID, 'tierPays', '[0, 5000, 8000, 9990, 10000]')
    expectField('Project', PROJECT_ID, 'probationPays', '7500')
    expectField('Project', PROJECT_ID, 'probationAnswers', '30')
    expectField('Project', PROJECT_ID, 'goldBps', '1000')
    expectField('Project', PROJECT_ID, 'maxDisagreementBps', '4000')
    expectField('Project', PROJECT_ID, 'noRevealBps', '2000')
    expectField('Project', PROJECT_ID, 'goldBond', '25')
    expectField('Project', PROJECT_ID, 'keeperFee', '5')
    expectField('Project', PROJECT_ID, 'eligibility', ELIGIBILITY.toHexString())
    expectField('Project', PROJECT_ID, 'guidelineHash', GUIDELINE_HASH.toHexString())
    expectField('Project', PROJECT_ID, 'guidelineVersion', '1')
    expectField('Project', PROJECT_ID, 'created', eventId(event).toHexString())
    const zero = [
      'funded',
      'free',
      'reserved',
      'paid',
      'fees',
      'refunded',
      'batchCount',
      'labelCount',
      'verifiedCount',
      'noConsensusCount',
      'overturnedCount',
    ]
    for (let i = 0; i < zero.length; i++) expectField('Project', PROJECT_ID, zero[i], '0')
  })

  test('counts the project and starts every other counter at zero', () => {
    handleProjectCreated(projectCreated())
    assert.fieldEquals('Protocol', PROTOCOL, 'projects', '1')
    const zero = ['batches', 'settled', 'labels', 'verified', 'noConsensus', 'overturned', 'disputes', 'slashes', 'annotators', 'submissions']
    for (let i = 0; i < zero.length; i++) assert.fieldEquals('Protocol', PROTOCOL, zero[i], '0')
  })

  test('is in the audit trail', () => {
    const event = projectCreated()
    handleProjectCreated(event)
    expectEvent(
      event,
      'ProjectCreated',
      '{"projectId":"' +
        PROJECT_ID.toHexString() +
        '","requester":"' +
        REQUESTER.toHexString() +
        '","token":"' +
        TOKEN.toHexString() +
        '","params":["' +
        TOKEN.toHexString() +
        '","10","50","3","1","2","1","600","300","200","100",' +
        '[["6000","8000","9000","9700"],["0","5000","8000","9990","10000"],"7500","30"],' +
        '"1000","4000","2000","25","5","' +
        ELIGIBILITY.toHexString() +
        '","' +
        GUIDELINE_HASH.toHexString() +
        '"]}',
    )
    expectAbout(event, PROJECT_ID.toHexString(), '', REQUESTER.toHexString(), '')
  })
})

describe('ProjectFunded', () => {
  beforeEach(clearStore)

  test('adds to what was funded and takes over the free balance', () => {
    givenProject()
    handleProjectFunded(projectFunded(FIRST, 100, 100))
    handleProjectFunded(projectFunded(REQUESTER, 30, 130))
    expectField('Project', PROJECT_ID, 'funded', '130')
    expectField('Project', PROJECT_ID, 'free', '130')
  })

  test('is in the audit trail, about who paid', () => {
    givenProject()
    const event = projectFunded(FIRST, 100, 120)
    handleProjectFunded(event)
    expectEvent(
      event,
      'ProjectFunded',
      '{"projectId":"' +
        PROJECT_ID.toHexString() +
        '","from":"' +
        FIRST.toHexString() +
        '","amount":"100","free":"120"}',
    )
    expectAbout(event, PROJECT_ID.toHexString(), '', FIRST.toHexString(), '100')
  })

  test(
    'fails without its project',
    () => {
      handleProjectFunded(projectFunded(FIRST, 100, 100))
    },
    true,
  )
})

describe('ProjectRefunded', () => {
  beforeEach(clearStore)

  test('adds to what was refunded and takes over the free balance', () => {
    givenProject()
    handleProjectFunded(projectFunded(REQUESTER, 100, 100))
    handleProjectRefunded(projectRefunded(REQUESTER, 30, 70))
    handleProjectRefunded(projectRefunded(REQUESTER, 5, 65))
    expectField('Project', PROJECT_ID, 'funded', '100')
    expectField('Project', PROJECT_ID, 'refunded', '35')
    expectField('Project', PROJECT_ID, 'free', '65')
  })

  test('is in the audit trail, about who was paid', () => {
    givenProject()
    const event = projectRefunded(FIRST, 30, 70)
    handleProjectRefunded(event)
    expectEvent(
      event,
      'ProjectRefunded',
      '{"projectId":"' + PROJECT_ID.toHexString() + '","to":"' + FIRST.toHexString() + '","amount":"30","free":"70"}',
    )
    expectAbout(event, PROJECT_ID.toHexString(), '', FIRST.toHexString(), '30')
  })

  test(
    'fails without its project',
    () => {
      handleProjectRefunded(projectRefunded(REQUESTER, 30, 70))
    },
    true,
  )
})
