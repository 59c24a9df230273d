import { assert, beforeEach, clearStore, describe, test } from 'matchstick-as'

import { eventId } from '../src/id'
import {
  handleStakeDeposited,
  handleStakeLocked,
  handleStakeUnlocked,
  handleStakeWithdrawn,
  handleUnbondStarted,
} from '../src/vault'
import { stakeDeposited, stakeLocked, stakeUnlocked, stakeWithdrawn, unbondStarted } from './support/events'
import { expectAbout, expectEvent, expectField } from './support/expect'
import { FIRST, PROTOCOL, REQUESTER } from './support/values'

const ACCOUNT = FIRST.toHexString()

function givenStake(): void {
  handleStakeDeposited(stakeDeposited(FIRST, 100, 100))
}

function expectStake(available: string, locked: string, unbonding: string, releaseAt: string): void {
  expectField('Annotator', FIRST, 'available', available)
  expectField('Annotator', FIRST, 'locked', locked)
  expectField('Annotator', FIRST, 'unbonding', unbonding)
  expectField('Annotator', FIRST, 'releaseAt', releaseAt)
}

describe('StakeDeposited', () => {
  beforeEach(clearStore)

  test('introduces the annotator once', () => {
    const event = stakeDeposited(FIRST, 100, 100)
    handleStakeDeposited(event)
    handleStakeDeposited(stakeDeposited(FIRST, 20, 120))
    expectStake('120', '0', '0', '0')
    expectField('Annotator', FIRST, 'assigned', '0')
    expectField('Annotator', FIRST, 'firstSeen', eventId(event).toHexString())
    assert.entityCount('Annotator', 1)
    assert.fieldEquals('Protocol', PROTOCOL, 'annotators', '1')
  })

  test('is in the audit trail, about the account and not who paid', () => {
    const event = stakeDeposited(FIRST, 100, 100)
    handleStakeDeposited(event)
    expectEvent(
      event,
      'StakeDeposited',
      '{"account":"' + ACCOUNT + '","from":"' + REQUESTER.toHexString() + '","amount":"100","available":"100"}',
    )
    expectAbout(event, '', '', ACCOUNT, '100')
  })
})

describe('StakeLocked', () => {
  beforeEach(clearStore)

  test('takes over the balances', () => {
    givenStake()
    const event = stakeLocked(FIRST, 40, 60, 40)
    handleStakeLocked(event)
    expectStake('60', '40', '0', '0')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectEvent(event, 'StakeLocked', '{"account":"' + ACCOUNT + '","amount":"40","available":"60","locked":"40"}')
    expectAbout(event, '', '', ACCOUNT, '40')
  })

  test(
    'fails for an account without a deposit',
    () => {
      handleStakeLocked(stakeLocked(FIRST, 40, 60, 40))
    },
    true,
  )
})

describe('StakeUnlocked', () => {
  beforeEach(clearStore)

  test('takes over the balances', () => {
    givenStake()
    handleStakeLocked(stakeLocked(FIRST, 40, 60, 40))
    const event = stakeUnlocked(FIRST, 30, 90, 10)
    handleStakeUnlocked(event)
    expectStake('90', '10', '0', '0')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectEvent(event, 'StakeUnlocked', '{"account":"' + ACCOUNT + '","amount":"30","available":"90","locked":"10"}')
    expectAbout(event, '', '', ACCOUNT, '30')
  })

  test(
    'fails for an account without a deposit',
    () => {
      handleStakeUnlocked(stakeUnlocked(FIRST, 40, 60, 40))
    },
    true,
  )
})

describe('UnbondStarted', () => {
  beforeEach(clearStore)

  test('takes over the balances and the time of the release', () => {
    givenStake()
    const event = unbondStarted(FIRST, 70, 30, 70)
    handleUnbondStarted(event)
    expectStake('30', '0', '70', '5000')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectEvent(
      event,
      'UnbondStarted',
      '{"account":"' + ACCOUNT + '","amount":"70","available":"30","unbonding":"70","releaseAt":"5000"}',
    )
    expectAbout(event, '', '', ACCOUNT, '70')
  })

  test(
    'fails for an account without a deposit',
    () => {
      handleUnbondStarted(unbondStarted(FIRST, 70, 30, 70))
    },
    true,
  )
})

describe('StakeWithdrawn', () => {
  beforeEach(clearStore)

  test('leaves nothing unbonding', () => {
    givenStake()
    handleUnbondStarted(unbondStarted(FIRST, 70, 30, 70))
    const event = stakeWithdrawn(FIRST, 70)
    handleStakeWithdrawn(event)
    expectStake('30', '0', '0', '0')
    expectField('Annotator', FIRST, 'lastSeen', eventId(event).toHexString())
    expectEvent(
      event,
      'StakeWithdrawn',
      '{"account":"' + ACCOUNT + '","to":"' + REQUESTER.toHexString() + '","amount":"70"}',
    )
    expectAbout(event, '', '', ACCOUNT, '70')
  })

  test(
    'fails for an account without a deposit',
    () => {
      handleStakeWithdrawn(stakeWithdrawn(FIRST, 70))
    },
    true,
  )
})
