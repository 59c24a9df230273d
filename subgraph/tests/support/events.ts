import { Address, Bytes, ethereum } from '@graphprotocol/graph-ts'
import { newTypedMockEventWithParams } from 'matchstick-as'

import {
  AnnotatorScored,
  Assigned,
  BatchCreated,
  BatchSettled,
  BatchTallied,
  BatchVoided,
  Committed,
  ProjectCreated,
  ProjectFunded,
  ProjectRefunded,
  RevealMissed,
  RevealOpened,
  Revealed,
  RewardAccrued,
  RewardClaimed,
  RewardPaid,
} from '../../generated/LabelMarket/LabelMarket'
import {
  StakeDeposited,
  StakeLocked,
  StakeUnlocked,
  StakeWithdrawn,
  UnbondStarted,
} from '../../generated/StakeVault/StakeVault'
import { BATCH_ID, GUIDELINE_HASH, MANIFEST_HASH, PROJECT_ID, REQUESTER, TOKEN, big, repeated } from './values'

// Every mock event has its own log index, so that no two share an id.
let logs = 0

export function projectCreated(): ProjectCreated {
  return emit<ProjectCreated>([
    bytes('projectId', PROJECT_ID),
    address('requester', REQUESTER),
    address('token', TOKEN),
    uint('rewardPerLabel', 10),
    uint('stakePerSeat', 50),
    uint('classes', 3),
    uint('commitWindow', 600),
    uint('revealWindow', 300),
    bytes('guidelineHash', GUIDELINE_HASH),
  ])
}

export function projectFunded(from: Address, amount: i32, free: i32): ProjectFunded {
  return emit<ProjectFunded>([
    bytes('projectId', PROJECT_ID),
    address('from', from),
    uint('amount', amount),
    uint('free', free),
  ])
}

export function projectRefunded(to: Address, amount: i32, free: i32): ProjectRefunded {
  return emit<ProjectRefunded>([
    bytes('projectId', PROJECT_ID),
    address('to', to),
    uint('amount', amount),
    uint('free', free),
  ])
}

export function batchCreated(items: i32): BatchCreated {
  return emit<BatchCreated>([
    bytes('batchId', BATCH_ID),
    bytes('projectId', PROJECT_ID),
    uint('items', items),
    uint('seats', 3),
    uint('agreement', 2),
    bytes('manifestHash', MANIFEST_HASH),
    uint('deadline', 1000),
  ])
}

export function assigned(annotators: Address[]): Assigned {
  return emit<Assigned>([
    bytes('batchId', BATCH_ID),
    new ethereum.EventParam('annotators', ethereum.Value.fromAddressArray(annotators)),
    uint('reserved', 90),
    uint('projectFree', 910),
    uint('projectReserved', 90),
    uint('deadline', 1600),
  ])
}

export function committed(annotator: Address, commitment: Bytes): Committed {
  return emit<Committed>([bytes('batchId', BATCH_ID), address('annotator', annotator), bytes('commitment', commitment)])
}

export function revealOpened(commits: i32): RevealOpened {
  return emit<RevealOpened>([bytes('batchId', BATCH_ID), uint('committed', commits), uint('deadline', 1900)])
}

export function revealed(annotator: Address, labels: string, payloadRoot: Bytes): Revealed {
  return emit<Revealed>([
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    bytes('labels', Bytes.fromHexString(labels)),
    bytes('payloadRoot', payloadRoot),
  ])
}

export function revealMissed(annotator: Address): RevealMissed {
  return emit<RevealMissed>([bytes('batchId', BATCH_ID), address('annotator', annotator)])
}

export function batchTallied(consensus: string, votes: string): BatchTallied {
  return emit<BatchTallied>([
    bytes('batchId', BATCH_ID),
    bytes('consensus', Bytes.fromHexString(consensus)),
    bytes('votes', Bytes.fromHexString(votes)),
  ])
}

export function annotatorScored(annotator: Address, agreed: i32, compared: i32): AnnotatorScored {
  return emit<AnnotatorScored>([
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    uint('agreed', agreed),
    uint('compared', compared),
  ])
}

export function batchSettled(): BatchSettled {
  return emit<BatchSettled>(closingParams())
}

export function batchVoided(): BatchVoided {
  return emit<BatchVoided>(closingParams())
}

export function rewardAccrued(annotator: Address, amount: i32, claimable: i32): RewardAccrued {
  return emit<RewardAccrued>(rewardParams(annotator, amount, claimable))
}

export function rewardPaid(annotator: Address, amount: i32, claimable: i32): RewardPaid {
  return emit<RewardPaid>(rewardParams(annotator, amount, claimable))
}

export function rewardClaimed(annotator: Address, amount: i32): RewardClaimed {
  return emit<RewardClaimed>([
    address('annotator', annotator),
    address('token', TOKEN),
    address('to', REQUESTER),
    uint('amount', amount),
  ])
}

export function stakeDeposited(account: Address, amount: i32, available: i32): StakeDeposited {
  return emit<StakeDeposited>([
    address('account', account),
    address('from', REQUESTER),
    uint('amount', amount),
    uint('available', available),
  ])
}

export function stakeLocked(account: Address, amount: i32, available: i32, locked: i32): StakeLocked {
  return emit<StakeLocked>([
    address('account', account),
    uint('amount', amount),
    uint('available', available),
    uint('locked', locked),
  ])
}

export function stakeUnlocked(account: Address, amount: i32, available: i32, locked: i32): StakeUnlocked {
  return changetype<StakeUnlocked>(stakeLocked(account, amount, available, locked))
}

export function unbondStarted(account: Address, amount: i32, available: i32, unbonding: i32): UnbondStarted {
  return emit<UnbondStarted>([
    address('account', account),
    uint('amount', amount),
    uint('available', available),
    uint('unbonding', unbonding),
    uint('releaseAt', 5000),
  ])
}

export function stakeWithdrawn(account: Address, amount: i32): StakeWithdrawn {
  return emit<StakeWithdrawn>([address('account', account), address('to', REQUESTER), uint('amount', amount)])
}

function closingParams(): ethereum.EventParam[] {
  return [
    bytes('batchId', BATCH_ID),
    uint('paid', 60),
    uint('refunded', 30),
    uint('projectFree', 940),
    uint('projectReserved', 0),
  ]
}

function rewardParams(annotator: Address, amount: i32, claimable: i32): ethereum.EventParam[] {
  return [
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    address('token', TOKEN),
    uint('amount', amount),
    uint('claimable', claimable),
  ]
}

function emit<T extends ethereum.Event>(params: ethereum.EventParam[]): T {
  const event = newTypedMockEventWithParams<T>(params)
  event.transaction.hash = repeated('11', 32)
  event.block.hash = repeated('22', 32)
  event.block.number = big(7)
  event.block.timestamp = big(1700000000)
  event.logIndex = big(logs)
  logs += 1
  return event
}

function bytes(name: string, value: Bytes): ethereum.EventParam {
  const kind = value.length == 32 ? ethereum.Value.fromFixedBytes(value) : ethereum.Value.fromBytes(value)
  return new ethereum.EventParam(name, kind)
}

function address(name: string, value: Address): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromAddress(value))
}

function uint(name: string, value: i32): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromUnsignedBigInt(big(value)))
}
