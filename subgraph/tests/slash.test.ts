import { Address } from '@graphprotocol/graph-ts'
import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId } from '../src/id'
import { handleSlashAppealed, handleSlashOpened, handleSlashOverturned, handleSlashed } from '../src/slasher'
import { handleStakeDeposited, handleStakeHeld, handleStakeSlashed } from '../src/vault'
import {
  slashAppealed,
  slashOpened,
  slashOverturned,
  slashed,
  stakeDeposited,
  stakeHeld,
  stakeSlashed,
} from './support/events'
import { expectAbout, expectEvent, expectField, expectNull } from './support/expect'
import { givenCommits } from './support/given'
import { BATCH_ID, FIRST, KEEPER, PROJECT_ID, PROTOCOL, REQUESTER, SLASH_ID, TOKEN } from './support/values'

const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()
const ID = SLASH_ID.toHexString()

function givenSlash(): void {
  givenCommits()
  handleSlashOpened(slashOpened(FIRST, 1, KEEPER))
}

describe('SlashOpened', () => {
  beforeEach(clearStore)

  test('records what is held, from whom and why', () => {
    givenCommits()
    const event = slashOpened(FIRST, 2, KEEPER)
    handleSlashOpened(event)
    expectField('Slash', SLASH_ID, 'project', PROJECT)
    expectField('Slash', SLASH_ID, 'batch', BATCH)
    expectField('Slash', SLASH_ID, 'annotator', FIRST.toHexString())
    expectField('Slash', SLASH_ID, 'reason', 'GoldFail')
    expectField('Slash', SLASH_ID, 'state', 'Open')
    expectField('Slash', SLASH_ID, 'token', TOKEN.toHexString())
    expectField('Slash', SLASH_ID, 'fromPending', '8')
    expectField('Slash', SLASH_ID, 'fromStake', '12')
    expectField('Slash', SLASH_ID, 'requester', REQUESTER.toHexString())
    expectField('Slash', SLASH_ID, 'reporter', KEEPER.toHexString())
    expectField('Slash', SLASH_ID, 'evidence', BATCH)
    expectField('Slash', SLASH_ID, 'deadline', '9000')
    expectField('Slash', SLASH_ID, 'opened', eventId(event).toHexString())
    expectNull('Slash', SLASH_ID, 'closed')
    expectField('Annotator', FIRST, 'slashes', '0')
  })

  test('names every reason as the contract numbers it', () => {
    givenCommits()
    const reasons = ['NoReveal', 'GoldFail', 'ConsensusFail', 'DisputeLost', 'Spam', 'Collusion']
    for (let i = 0; i < reasons.length; i++) {
      handleSlashOpened(slashOpened(FIRST, i + 1, KEEPER))
      expectField('Slash', SLASH_ID, 'reason', reasons[i])
    }
  })

  test('has no reporter where nobody reported', () => {
    givenCommits()
    handleSlashOpened(slashOpened(FIRST, 1, Address.zero()))
    expectNull('Slash', SLASH_ID, 'reporter')
  })

  test('is in the audit trail', () => {
    givenCommits()
    const event = slashOpened(FIRST, 1, KEEPER)
    handleSlashOpened(event)
    expectEvent(
      event,
      'SlashOpened',
      '{"slashId":"' +
        ID +
        '","batchId":"' +
        BATCH +
        '","annotator":"' +
        FIRST.toHexString() +
        '","reason":"1","token":"' +
        TOKEN.toHexString() +
        '","fromPending":"8","fromStake":"12","requester":"' +
        REQUESTER.toHexString() +
        '","reporter":"' +
        KEEPER.toHexString() +
        '","evidence":"' +
        BATCH +
        '","deadline":"9000"}',
    )
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '12')
  })

  test(
    'fails without its batch',
    () => {
      handleSlashOpened(slashOpened(FIRST, 1, KEEPER))
    },
    true,
  )
})

describe('what becomes of a slash', () => {
  beforeEach(clearStore)

  test('an appeal stops it', () => {
    givenSlash()
    const event = slashAppealed()
    handleSlashAppealed(event)
    expectField('Slash', SLASH_ID, 'state', 'Appealed')
    expectEvent(event, 'SlashAppealed', '{"slashId":"' + ID + '"}')
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '')
  })

  test('an execution counts against the annotator', () => {
    givenSlash()
    const event = slashed(FIRST, 1)
    handleSlashed(event)
    expectField('Slash', SLASH_ID, 'state', 'Executed')
    expectField('Slash', SLASH_ID, 'closed', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'slashes', '1')
    assert.fieldEquals('Protocol', PROTOCOL, 'slashes', '1')
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '12')
  })

  test('an overturned one does not', () => {
    givenSlash()
    const event = slashOverturned(FIRST)
    handleSlashOverturned(event)
    expectField('Slash', SLASH_ID, 'state', 'Overturned')
    expectField('Slash', SLASH_ID, 'closed', eventId(event).toHexString())
    expectField('Annotator', FIRST, 'slashes', '0')
    assert.fieldEquals('Protocol', PROTOCOL, 'slashes', '0')
    expectAbout(event, PROJECT, BATCH, FIRST.toHexString(), '12')
  })

  test(
    'fails without the slash',
    () => {
      givenCommits()
      handleSlashAppealed(slashAppealed())
    },
    true,
  )
})

describe('stake under a slash', () => {
  beforeEach(clearStore)

  test('is held from what is available and from what unbonds', () => {
    handleStakeDeposited(stakeDeposited(FIRST, 100, 100))
    const event = stakeHeld(FIRST, 40, 60, 40, 7)
    handleStakeHeld(event)
    expectField('Annotator', FIRST, 'available', '60')
    expectField('Annotator', FIRST, 'locked', '40')
    expectField('Annotator', FIRST, 'unbonding', '7')
    expectField('Annotator', FIRST, 'releaseAt', '5000')
    expectAbout(event, '', '', FIRST.toHexString(), '40')
  })

  test('leaves the account and is the recipient\'s', () => {
    handleStakeDeposited(stakeDeposited(FIRST, 100, 100))
    handleStakeHeld(stakeHeld(FIRST, 40, 60, 40, 0))
    const event = stakeSlashed(FIRST, KEEPER, 10, 30, 10)
    handleStakeSlashed(event)
    expectField('Annotator', FIRST, 'locked', '30')
    expectField('Annotator', FIRST, 'available', '60')
    expectField('Annotator', FIRST, 'slashed', '10')
    expectField('Annotator', KEEPER, 'available', '10')
    expectAbout(event, '', '', FIRST.toHexString(), '10')
  })

  test('can come back to the account itself', () => {
    handleStakeDeposited(stakeDeposited(FIRST, 100, 100))
    handleStakeHeld(stakeHeld(FIRST, 40, 60, 40, 0))
    handleStakeSlashed(stakeSlashed(FIRST, FIRST, 40, 0, 100))
    expectField('Annotator', FIRST, 'locked', '0')
    expectField('Annotator', FIRST, 'available', '100')
  })

  test(
    'fails for an account without stake',
    () => {
      handleStakeHeld(stakeHeld(FIRST, 40, 60, 40, 0))
    },
    true,
  )
})
