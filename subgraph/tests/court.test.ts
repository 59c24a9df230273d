import { Address, Bytes, ethereum } from '@graphprotocol/graph-ts'
import { assert, beforeEach, clearStore, describe, newTypedMockEventWithParams, test } from 'matchstick-as'

import {
  AppealOpened,
  CaseEscalated,
  CaseOpened,
  Credited,
  Deposited,
  DisputeResolved,
  DrawAsked,
  ExpertDrawn,
  ExpertRuled,
  JurorDrawn,
  JurorSettled,
  JurySeated,
  VoteCommitted,
  VoteRevealed,
  VotesCounted,
  Withdrawn,
} from '../generated/DisputeCourt/DisputeCourt'
import {
  handleAppealOpened,
  handleCaseEscalated,
  handleCaseOpened,
  handleCredited,
  handleDeposited,
  handleDisputeResolved,
  handleDrawAsked,
  handleExpertDrawn,
  handleExpertRuled,
  handleJurorDrawn,
  handleJurorSettled,
  handleJurySeated,
  handleVoteCommitted,
  handleVoteRevealed,
  handleVotesCounted,
  handleWithdrawn,
} from '../src/court'
import { eventId, labelId } from '../src/id'
import { handleBatchTallied, handleLabelOverturned } from '../src/market'
import { batchTallied, labelOverturned } from './support/events'
import { expectAbout, expectField, expectNull } from './support/expect'
import { givenCommits, reveal } from './support/given'
import { BATCH_ID, FIRST, KEEPER, PROJECT_ID, PROTOCOL, REQUESTER, SECOND, THIRD, big, repeated } from './support/values'

const CASE_ID = repeated('66', 32)
const REASONS = repeated('55', 32)
const BATCH = BATCH_ID.toHexString()
const PROJECT = PROJECT_ID.toHexString()
const NOBODY = Address.zero()

let logs = 1000

function emit<T extends ethereum.Event>(params: ethereum.EventParam[]): T {
  const event = newTypedMockEventWithParams<T>(params)
  event.transaction.hash = repeated('11', 32)
  event.block.number = big(7)
  event.logIndex = big(logs)
  logs += 1
  return event
}

function fixed(name: string, value: Bytes): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromFixedBytes(value))
}

function account(name: string, value: Address): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromAddress(value))
}

function bool(name: string, value: boolean): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromBoolean(value))
}

function uint(name: string, value: i32): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromUnsignedBigInt(big(value)))
}

/** `kind`: of the contract, from 1 on. */
function caseOpened(kind: i32, subject: Bytes): CaseOpened {
  return emit<CaseOpened>([
    fixed('caseId', CASE_ID),
    fixed('batchId', BATCH_ID),
    account('opener', REQUESTER),
    uint('kind', kind),
    fixed('subject', subject),
    uint('standing', 1),
    uint('claim', 2),
    uint('classes', 3),
    uint('reason', 0),
    fixed('evidence', REASONS),
    uint('bond', 100),
    account('requester', REQUESTER),
    account('respondent', NOBODY),
    bool('stopsSettlement', true),
    uint('openCases', 1),
  ])
}

/** The subject of a case about an item: its position in 32 bytes. */
function item(position: string): Bytes {
  return Bytes.fromHexString('0x' + '00'.repeat(30) + position)
}

function ruled(verdict: i32): ExpertRuled {
  return emit<ExpertRuled>([
    fixed('caseId', CASE_ID),
    account('expert', KEEPER),
    uint('verdict', verdict),
    fixed('justificationHash', REASONS),
    uint('deadline', 9000),
  ])
}

function resolved(outcome: i32, verdict: i32): DisputeResolved {
  return emit<DisputeResolved>([
    fixed('caseId', CASE_ID),
    uint('outcome', outcome),
    uint('verdict', verdict),
    uint('toOpener', 85),
    uint('toAppellant', 0),
    account('winner', NOBODY),
    uint('toWinner', 0),
    uint('expertFee', 15),
    uint('juryFee', 0),
    uint('toInsurance', 0),
    uint('dust', 0),
    uint('openCases', 0),
  ])
}

/** Item 0 is class 1, item 1 has no consensus, item 2 is class 2. */
function givenTally(): void {
  givenCommits()
  reveal(FIRST, '0x010002')
  reveal(SECOND, '0x010102')
  reveal(THIRD, '0x000202')
  handleBatchTallied(batchTallied('0x01ff02', '0x020003'))
}

describe('a case', () => {
  beforeEach(clearStore)

  test('about an item stops its label', () => {
    givenTally()
    const event = caseOpened(1, item('0002'))
    handleCaseOpened(event)
    expectField('Dispute', CASE_ID, 'kind', 'Label')
    expectField('Dispute', CASE_ID, 'state', 'Expert')
    expectField('Dispute', CASE_ID, 'label', labelId(BATCH_ID, 2).toHexString())
    expectNull('Dispute', CASE_ID, 'accused')
    expectField('Dispute', CASE_ID, 'opener', REQUESTER.toHexString())
    expectField('Dispute', CASE_ID, 'claim', '2')
    expectField('Dispute', CASE_ID, 'bond', '100')
    expectField('Dispute', CASE_ID, 'opened', eventId(event).toHexString())
    expectField('Label', labelId(BATCH_ID, 2), 'status', 'Disputed')
    expectField('Label', labelId(BATCH_ID, 0), 'status', 'Verified')
    assert.fieldEquals('Protocol', PROTOCOL, 'disputes', '1')
    expectAbout(event, PROJECT, BATCH, REQUESTER.toHexString(), '100')
  })

  test('about conduct names the accused, and one about a slash the slash', () => {
    givenTally()
    handleCaseOpened(caseOpened(3, Bytes.fromHexString('0x' + '00'.repeat(12)).concat(FIRST)))
    expectField('Dispute', CASE_ID, 'kind', 'Conduct')
    expectField('Dispute', CASE_ID, 'accused', FIRST.toHexString())
    expectNull('Dispute', CASE_ID, 'label')
    handleCaseOpened(caseOpened(4, REASONS))
    expectField('Dispute', CASE_ID, 'kind', 'SlashAppeal')
    expectField('Dispute', CASE_ID, 'slash', REASONS.toHexString())
  })

  test('goes from the expert to its end', () => {
    givenTally()
    handleCaseOpened(caseOpened(1, item('0000')))
    handleExpertDrawn(emit<ExpertDrawn>([fixed('caseId', CASE_ID), account('expert', KEEPER), uint('deadline', 8000)]))
    expectField('Dispute', CASE_ID, 'expert', KEEPER.toHexString())
    const ruling = ruled(2)
    handleExpertRuled(ruling)
    expectField('Dispute', CASE_ID, 'state', 'Ruled')
    expectField('Dispute', CASE_ID, 'ruling', '2')
    expectField('Dispute', CASE_ID, 'justification', REASONS.toHexString())
    expectField('Dispute', CASE_ID, 'ruled', eventId(ruling).toHexString())
    handleLabelOverturned(labelOverturned(0, 1, 2))
    const end = resolved(1, 2)
    handleDisputeResolved(end)
    expectField('Dispute', CASE_ID, 'state', 'Closed')
    expectField('Dispute', CASE_ID, 'verdict', '2')
    expectField('Dispute', CASE_ID, 'outcome', 'Ruling')
    expectField('Dispute', CASE_ID, 'closed', eventId(end).toHexString())
    expectField('Label', labelId(BATCH_ID, 0), 'status', 'Overturned')
  })

  test('that changes nothing gives the label its status back', () => {
    givenTally()
    handleCaseOpened(caseOpened(1, item('0000')))
    handleDisputeResolved(resolved(4, 1))
    expectField('Dispute', CASE_ID, 'outcome', 'Unheard')
    expectField('Label', labelId(BATCH_ID, 0), 'status', 'Verified')
    handleCaseOpened(caseOpened(2, item('0001')))
    expectField('Dispute', CASE_ID, 'kind', 'Review')
    handleDisputeResolved(resolved(1, 255))
    expectField('Label', labelId(BATCH_ID, 1), 'status', 'NoConsensus')
  })

  test('goes to a jury by an appeal, or without a ruling', () => {
    givenTally()
    handleCaseOpened(caseOpened(1, item('0000')))
    handleCaseEscalated(emit<CaseEscalated>([fixed('caseId', CASE_ID)]))
    expectField('Dispute', CASE_ID, 'state', 'Jury')
    handleExpertRuled(ruled(1))
    const appeal = emit<AppealOpened>([fixed('caseId', CASE_ID), account('appellant', FIRST), uint('bond', 200)])
    handleAppealOpened(appeal)
    expectField('Dispute', CASE_ID, 'state', 'Jury')
    expectField('Dispute', CASE_ID, 'appellant', FIRST.toHexString())
    expectAbout(appeal, PROJECT, BATCH, FIRST.toHexString(), '200')
    handleJurySeated(
      emit<JurySeated>([fixed('caseId', CASE_ID), uint('round', 1), uint('weight', 50), uint('deadline', 9000)]),
    )
    expectField('Dispute', CASE_ID, 'juries', '1')
    const vote = emit<VoteCommitted>([fixed('caseId', CASE_ID), account('juror', SECOND), fixed('commitment', REASONS)])
    handleVoteCommitted(vote)
    expectAbout(vote, PROJECT, BATCH, SECOND.toHexString(), '')
  })

  test(
    'fails without its opening',
    () => {
      givenTally()
      handleExpertRuled(ruled(1))
    },
    true,
  )
})

describe('what the court does besides', () => {
  beforeEach(clearStore)

  test('is in the audit trail of the case, with whom it concerns and how much', () => {
    givenTally()
    handleCaseOpened(caseOpened(1, item('0000')))
    const asked = emit<DrawAsked>([
      fixed('caseId', CASE_ID),
      uint('round', 1),
      uint('count', 7),
      uint('drawId', 3),
      uint('deadline', 8000),
    ])
    handleDrawAsked(asked)
    expectAbout(asked, PROJECT, BATCH, '', '')
    const drawn = emit<JurorDrawn>([
      fixed('caseId', CASE_ID),
      account('juror', FIRST),
      uint('round', 1),
      uint('weight', 2),
      uint('stake', 40),
      uint('free', 10),
      uint('locked', 41),
    ])
    handleJurorDrawn(drawn)
    expectAbout(drawn, PROJECT, BATCH, FIRST.toHexString(), '40')
    const revealed = emit<VoteRevealed>([fixed('caseId', CASE_ID), account('juror', SECOND), uint('verdict', 2)])
    handleVoteRevealed(revealed)
    expectAbout(revealed, PROJECT, BATCH, SECOND.toHexString(), '')
    const counted = emit<VotesCounted>([
      fixed('caseId', CASE_ID),
      uint('round', 1),
      uint('drawn', 7),
      uint('revealed', 6),
      uint('verdict', 2),
      uint('weight', 5),
      uint('outcome', 2),
    ])
    handleVotesCounted(counted)
    expectAbout(counted, PROJECT, BATCH, '', '')
    const settled = emit<JurorSettled>([
      fixed('caseId', CASE_ID),
      account('juror', THIRD),
      bool('coherent', true),
      uint('lost', 1),
      uint('gained', 23),
      uint('free', 30),
      uint('locked', 2),
    ])
    handleJurorSettled(settled)
    expectAbout(settled, PROJECT, BATCH, THIRD.toHexString(), '23')
    const credited = emit<Credited>([
      fixed('caseId', CASE_ID),
      account('account', KEEPER),
      uint('amount', 15),
      uint('free', 16),
    ])
    handleCredited(credited)
    expectAbout(credited, PROJECT, BATCH, KEEPER.toHexString(), '15')
  })

  test('is about no case where credit comes and goes', () => {
    const deposited = emit<Deposited>([account('account', FIRST), uint('amount', 50), uint('free', 51)])
    handleDeposited(deposited)
    expectAbout(deposited, '', '', FIRST.toHexString(), '50')
    const withdrawn = emit<Withdrawn>([
      account('account', FIRST),
      account('to', SECOND),
      uint('amount', 20),
      uint('free', 31),
    ])
    handleWithdrawn(withdrawn)
    expectAbout(withdrawn, '', '', FIRST.toHexString(), '20')
  })
})
