import { Address, Bytes, ethereum } from '@graphprotocol/graph-ts'
import { newTypedMockEventWithParams } from 'matchstick-as'

import {
  AnnotatorFlagged,
  AnnotatorScored,
  Assigned,
  BatchCreated,
  BatchDisputed,
  BatchSettled,
  BatchTallied,
  BatchVoided,
  ClaimableMoved,
  CommitMissed,
  Committed,
  DatasetSealed,
  DisputeClosed,
  GoldForfeited,
  GoldOpened,
  GuidelineUpdated,
  KeeperPaid,
  LabelOverturned,
  ProjectCreated,
  ProjectFunded,
  ProjectRefunded,
  Reassigned,
  RevealMissed,
  RevealOpened,
  Revealed,
  RewardAccrued,
  RewardClaimed,
  RewardPaid,
  RewardWithheld,
  RoundOpened,
  SeatRescored,
} from '../../generated/LabelMarket/LabelMarket'
import { SlashAppealed, SlashOpened, SlashOverturned, Slashed } from '../../generated/Slasher/Slasher'
import {
  StakeDeposited,
  StakeHeld,
  StakeLocked,
  StakeSlashed,
  StakeUnlocked,
  StakeWithdrawn,
  UnbondStarted,
} from '../../generated/StakeVault/StakeVault'
import {
  BATCH_ID,
  ELIGIBILITY,
  GOLD_HASH,
  GUIDELINE_HASH,
  LABELS_ROOT,
  MANIFEST_HASH,
  PROJECT_ID,
  REQUESTER,
  SLASH_ID,
  TOKEN,
  big,
  repeated,
} from './values'

// Every mock event has its own log index, so that no two share an id.
let logs = 0

export function projectCreated(): ProjectCreated {
  return emit<ProjectCreated>([
    bytes('projectId', PROJECT_ID),
    address('requester', REQUESTER),
    address('token', TOKEN),
    new ethereum.EventParam('params', ethereum.Value.fromTuple(projectParams())),
  ])
}

export function guidelineUpdated(version: i32, guidelineHash: Bytes): GuidelineUpdated {
  return emit<GuidelineUpdated>([
    bytes('projectId', PROJECT_ID),
    uint('version', version),
    bytes('guidelineHash', guidelineHash),
  ])
}

export function datasetSealed(verified: i32, contested: i32): DatasetSealed {
  return emit<DatasetSealed>([
    bytes('projectId', PROJECT_ID),
    bytes('labelsRoot', LABELS_ROOT),
    uint('verified', verified),
    uint('contested', contested),
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
    bytes('goldHash', GOLD_HASH),
    uint('guidelineVersion', 1),
    uint('deadline', 1000),
  ])
}

export function roundOpened(batchId: Bytes, positions: string): RoundOpened {
  return emit<RoundOpened>([
    bytes('batchId', batchId),
    bytes('parent', BATCH_ID),
    bytes('positions', Bytes.fromHexString(positions)),
  ])
}

export function reassigned(attempts: i32): Reassigned {
  return emit<Reassigned>([
    bytes('batchId', BATCH_ID),
    uint('attempts', attempts),
    uint('projectFree', 1000),
    uint('projectReserved', 0),
    uint('deadline', 2000),
  ])
}

export function assigned(annotators: Address[]): Assigned {
  return emit<Assigned>([
    bytes('batchId', BATCH_ID),
    new ethereum.EventParam('annotators', ethereum.Value.fromAddressArray(annotators)),
    bool('drawn', true),
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

export function commitMissed(annotator: Address): CommitMissed {
  return emit<CommitMissed>([bytes('batchId', BATCH_ID), address('annotator', annotator)])
}

export function goldOpened(positions: string, labels: string, excluded: string): GoldOpened {
  return emit<GoldOpened>([
    bytes('batchId', BATCH_ID),
    bytes('positions', Bytes.fromHexString(positions)),
    bytes('labels', Bytes.fromHexString(labels)),
    bytes('excluded', Bytes.fromHexString(excluded)),
  ])
}

export function goldForfeited(bond: i32): GoldForfeited {
  return emit<GoldForfeited>([bytes('batchId', BATCH_ID), uint('bond', bond)])
}

export function annotatorFlagged(annotator: Address, reason: i32): AnnotatorFlagged {
  return emit<AnnotatorFlagged>([bytes('batchId', BATCH_ID), address('annotator', annotator), uint('reason', reason)])
}

export function batchDisputed(disputes: i32): BatchDisputed {
  return emit<BatchDisputed>([bytes('batchId', BATCH_ID), uint('disputes', disputes)])
}

export function disputeClosed(disputes: i32): DisputeClosed {
  return emit<DisputeClosed>([bytes('batchId', BATCH_ID), uint('disputes', disputes)])
}

export function labelOverturned(item: i32, from: i32, to: i32): LabelOverturned {
  return emit<LabelOverturned>([bytes('batchId', BATCH_ID), uint('item', item), uint('from', from), uint('to', to)])
}

export function seatRescored(annotator: Address, agreed: i32): SeatRescored {
  return emit<SeatRescored>([bytes('batchId', BATCH_ID), address('annotator', annotator), uint('agreed', agreed)])
}

export function keeperPaid(keeper: Address, amount: i32, claimable: i32): KeeperPaid {
  return emit<KeeperPaid>([
    bytes('batchId', BATCH_ID),
    address('keeper', keeper),
    uint('amount', amount),
    uint('projectReserved', 90 - amount),
    uint('claimable', claimable),
  ])
}

export function rewardWithheld(annotator: Address, amount: i32): RewardWithheld {
  return emit<RewardWithheld>([
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    address('token', TOKEN),
    uint('amount', amount),
  ])
}

export function claimableMoved(from: Address, to: Address, amount: i32, fromLeft: i32, toHas: i32): ClaimableMoved {
  return emit<ClaimableMoved>([
    address('from', from),
    address('to', to),
    address('token', TOKEN),
    uint('amount', amount),
    uint('fromLeft', fromLeft),
    uint('toHas', toHas),
  ])
}

export function batchTallied(consensus: string, votes: string): BatchTallied {
  return emit<BatchTallied>([
    bytes('batchId', BATCH_ID),
    bytes('consensus', Bytes.fromHexString(consensus)),
    bytes('votes', Bytes.fromHexString(votes)),
    uint('deadline', 2500),
  ])
}

export function annotatorScored(annotator: Address, agreed: i32, compared: i32): AnnotatorScored {
  return emit<AnnotatorScored>([
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    uint('agreed', agreed),
    uint('compared', compared),
    uint('goldRight', 1),
    uint('goldTotal', 2),
    new ethereum.EventParam('peerScore', ethereum.Value.fromSignedBigInt(big(-4))),
    uint('qualityBps', 4321),
    uint('tier', 2),
    uint('multiplierBps', 8000),
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

export function stakeHeld(account: Address, amount: i32, available: i32, locked: i32, unbonding: i32): StakeHeld {
  return emit<StakeHeld>([
    address('account', account),
    uint('amount', amount),
    uint('available', available),
    uint('locked', locked),
    uint('unbonding', unbonding),
    uint('releaseAt', 5000),
  ])
}

export function stakeSlashed(account: Address, to: Address, amount: i32, locked: i32, toAvailable: i32): StakeSlashed {
  return emit<StakeSlashed>([
    address('account', account),
    address('to', to),
    uint('amount', amount),
    uint('locked', locked),
    uint('toAvailable', toAvailable),
  ])
}

export function slashOpened(annotator: Address, reason: i32, reporter: Address): SlashOpened {
  return emit<SlashOpened>([
    bytes('slashId', SLASH_ID),
    bytes('batchId', BATCH_ID),
    address('annotator', annotator),
    uint('reason', reason),
    address('token', TOKEN),
    uint('fromPending', 8),
    uint('fromStake', 12),
    address('requester', REQUESTER),
    address('reporter', reporter),
    bytes('evidence', BATCH_ID),
    uint('deadline', 9000),
  ])
}

export function slashAppealed(): SlashAppealed {
  return emit<SlashAppealed>([bytes('slashId', SLASH_ID)])
}

export function slashed(annotator: Address, reason: i32): Slashed {
  return emit<Slashed>([
    bytes('slashId', SLASH_ID),
    address('annotator', annotator),
    uint('reason', reason),
    uint('fromPending', 8),
    uint('fromStake', 12),
    uint('pendingToRequester', 4),
    uint('pendingToReporter', 2),
    uint('pendingToInsurance', 2),
    uint('stakeToRequester', 6),
    uint('stakeToReporter', 3),
    uint('stakeToInsurance', 3),
  ])
}

export function slashOverturned(annotator: Address): SlashOverturned {
  return emit<SlashOverturned>([
    bytes('slashId', SLASH_ID),
    address('annotator', annotator),
    uint('fromPending', 8),
    uint('fromStake', 12),
  ])
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

function bool(name: string, value: boolean): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromBoolean(value))
}

/** The project's parameters, each number another. */
function projectParams(): ethereum.Tuple {
  const params = new ethereum.Tuple()
  params.push(ethereum.Value.fromAddress(TOKEN))
  pushUints(params, [10, 50, 3, 1, 2, 1, 600, 300, 200, 100])
  const tiers = new ethereum.Tuple()
  tiers.push(ethereum.Value.fromI32Array([6000, 8000, 9000, 9700]))
  tiers.push(ethereum.Value.fromI32Array([0, 5000, 8000, 9990, 10000]))
  pushUints(tiers, [7500, 30])
  params.push(ethereum.Value.fromTuple(tiers))
  pushUints(params, [1000, 4000, 2000, 25, 5])
  params.push(ethereum.Value.fromAddress(ELIGIBILITY))
  params.push(ethereum.Value.fromFixedBytes(GUIDELINE_HASH))
  return params
}

function pushUints(tuple: ethereum.Tuple, values: i32[]): void {
  for (let i = 0; i < values.length; i++) {
    tuple.push(ethereum.Value.fromUnsignedBigInt(big(values[i])))
  }
}

function uint(name: string, value: i32): ethereum.EventParam {
  return new ethereum.EventParam(name, ethereum.Value.fromUnsignedBigInt(big(value)))
}
