/**
 * The rules of market, vault, slasher and tokens in plain TypeScript: a second statement of `ILabelMarket`, `IStakeVault` and `ISlasher`,
 * against which both chains are compared. Where several refusals fit a call, the earlier check of a fixed order speaks: state, caller,
 * time, arguments, money.
 */
import { type Address, type Hex, hashTypedData, keccak256, recoverAddress, size, toHex, zeroAddress } from 'viem'
import { capOfRuling } from '../reference/pay.ts'
import { slashReason } from '../reference/standing.ts'
import { batchFlag, batchState, escalation, seatState, slashState } from '../reference/states.ts'
import { matches, none, scale, verdictOn } from '../reference/tally.ts'
import { addressOf, bounds, court, guardian, type Outcome, pool, type Step, unbondingPeriod } from './history.ts'
import { batchIdOf, type GoldOpening, projectIdOf, relayedCommit } from './ids.ts'
import { type Params, type State, zeroHash } from './state.ts'
import {
  addBatch,
  assign,
  at,
  batchIn,
  batchOf,
  type Context,
  demand,
  demandCourtOfMarket,
  demandDistinct,
  demandEntries,
  demandEntry,
  demandOpen,
  demandOver,
  demandPanelsLabels,
  demandQuorum,
  demandRevealed,
  demandUnsealed,
  emit,
  endCommits,
  executeSlash,
  hasFlag,
  knownProject,
  moveClaimable,
  openReveal,
  openSlash,
  overturnSlash,
  ownProject,
  payKeeper,
  positionsOf,
  projectOf,
  pull,
  push,
  Refusal,
  reassign,
  revealFor,
  rowOf,
  seated,
  settle,
  slashIn,
  stakeOf,
  takeCommitment,
  takeReveal,
  tallyForfeited,
  tallyWithGold,
  transfer,
  voidBatch,
} from './steps.ts'

const maxItems = 512
const maxMoney = 2n ** 128n - 1n
const lockerRole = keccak256(toHex('LOCKER_ROLE'))
const slasherRole = keccak256(toHex('SLASHER_ROLE'))
const market = addressOf('market')
const vault = addressOf('vault')

/** Takes the step; a refused one leaves the state as it was. */
export async function apply(state: State, step: Step): Promise<{ state: State; outcome: Outcome }> {
  const context: Context = { state: structuredClone(state), at: step.at, from: step.from, events: [] }
  try {
    await perform(context, step.to, step.name, step.args)
    return { state: context.state, outcome: { events: context.events } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { state, outcome: { error: error.message, args: error.args } }
  }
}

async function perform(context: Context, to: string, name: string, args: readonly unknown[]): Promise<void> {
  const rule = rules[`${to}.${name}`]
  if (rule === undefined) throw new RangeError(`the model has no rule for ${to}.${name}`)
  await rule(context, ...(args as never[]))
}

const rules: Record<string, (context: Context, ...args: never[]) => void | Promise<void>> = {
  'market.createProject'(context, salt: Hex, params: Params) {
    const { state, from } = context
    demandEntry(context)
    demandTerms(params)
    const id = projectIdOf(from, salt)
    demand(!state.projects.has(id), 'ProjectExists', id)
    const begun = { free: 0n, reserved: 0n, guidelineVersion: 1, isSealed: false, labelsRoot: zeroHash }
    state.projects.set(id, { id, requester: from, params, ...begun })
    emit(context, 'ProjectCreated', {
      projectId: id,
      requester: from,
      token: params.token,
      params: structuredClone(params),
    })
  },

  'market.fundProject'(context, projectId: Hex, amount: bigint) {
    const project = knownProject(context, projectId)
    demandEntry(context)
    demand(amount > 0n, 'ZeroAmount')
    demand(amount <= maxMoney, 'SafeCastOverflowedUintDowncast', 128, amount)
    const sum = project.free + project.reserved + amount
    demand(sum <= maxMoney, 'SafeCastOverflowedUintDowncast', 128, sum)
    project.free += amount
    emit(context, 'ProjectFunded', { projectId, from: context.from, amount, free: project.free })
    pull(context, project.params.token, market, amount)
  },

  'market.refundProject'(context, projectId: Hex, to: Address, amount: bigint) {
    const project = ownProject(context, projectId)
    demand(to !== zeroAddress, 'ZeroAddress')
    demand(amount > 0n, 'ZeroAmount')
    demand(project.free >= amount, 'InsufficientFunds', projectId, project.free, amount)
    project.free -= amount
    emit(context, 'ProjectRefunded', { projectId, to, amount, free: project.free })
    push(context, project.params.token, to, amount)
  },

  'market.updateGuideline'(context, projectId: Hex, guidelineHash: Hex) {
    const project = ownProject(context, projectId)
    demandUnsealed(project)
    project.guidelineVersion++
    project.params.guidelineHash = guidelineHash
    emit(context, 'GuidelineUpdated', { projectId, version: project.guidelineVersion, guidelineHash })
  },

  'market.sealDataset'(context, projectId: Hex, labelsRoot: Hex, verified: bigint, contested: bigint) {
    const project = ownProject(context, projectId)
    demandUnsealed(project)
    demand(project.reserved === 0n, 'ProjectRunning', projectId, project.reserved)
    Object.assign(project, { isSealed: true, labelsRoot })
    emit(context, 'DatasetSealed', { projectId, labelsRoot, verified, contested })
  },

  'market.createBatch'(
    context,
    projectId: Hex,
    manifestHash: Hex,
    goldHash: Hex,
    items: number,
    seats: number,
    agreement: number,
  ) {
    const project = ownProject(context, projectId)
    demandUnsealed(project)
    demand(items >= 1 && items <= maxItems, 'InvalidItems', items)
    demand([3, 5, 7].includes(seats), 'InvalidSeats', seats)
    demand(agreement <= seats && 2 * agreement > seats, 'InvalidAgreement', agreement, seats)
    demand((goldHash !== zeroHash) === (project.params.goldBps !== 0), 'NotByRule', projectId)
    const id = batchIdOf(projectId, manifestHash, goldHash)
    addBatch(context, project, { id, projectId, flags: 0, items, seats, agreement }, manifestHash, goldHash)
  },

  'market.createRound'(context, parentId: Hex, manifestHash: Hex, positions: Hex) {
    const parent = batchIn(context, parentId, batchState.Settled)
    const { projectId } = parent
    const project = ownProject(context, projectId)
    demandUnsealed(project)
    const allowed = project.params.escalation === escalation.Round && !hasFlag(parent, batchFlag.Senior)
    demand(allowed, 'NotByRule', projectId)
    const seats = parent.seats + 2
    demand(seats <= 7, 'InvalidSeats', seats)
    demand(parent.round === zeroHash, 'BatchExists', parent.round)
    const chosen = positionsOf(positions)
    demand(chosen.length > 0 && size(positions) % 2 === 0, 'InvalidItems', size(positions))
    for (const [index, position] of chosen.entries()) {
      const ascends = index === 0 || position > at(chosen, index - 1)
      demand(ascends && position < parent.items, 'InvalidItem', parentId, position)
    }
    const id = batchIdOf(projectId, manifestHash, zeroHash)
    const shape = { items: chosen.length, seats, agreement: (seats + 1) / 2 }
    addBatch(context, project, { id, projectId, flags: batchFlag.Senior, ...shape }, manifestHash, zeroHash)
    parent.round = id
    emit(context, 'RoundOpened', { batchId: id, parent: parentId, positions })
  },

  'market.assign'(context, batchId: Hex, annotators: Address[]) {
    const batch = batchIn(context, batchId, batchState.Created)
    ownProject(context, batch.projectId)
    demandOpen(context, batch)
    assign(context, batch, annotators, false)
  },

  'market.assignDrawn'(context, batchId: Hex, annotators: Address[]) {
    demand(context.from === pool, 'NotPool', context.from)
    const batch = batchIn(context, batchId, batchState.Created)
    demandOpen(context, batch)
    assign(context, batch, annotators, true)
  },

  'market.reassign': (context, ...args: [Hex, Address[]]) => reassign(context, ...args),

  'market.commit'(context, batchId: Hex, commitment: Hex) {
    const batch = batchIn(context, batchId, batchState.Committing)
    demandOpen(context, batch)
    takeCommitment(context, batch, context.from, commitment)
    endCommits(context, batch, [context.from])
  },

  async 'market.commitFor'(
    context,
    batchId: Hex,
    annotators: Address[],
    commitments: Hex[],
    deadlines: bigint[],
    signatures: Hex[],
  ) {
    const batch = batchIn(context, batchId, batchState.Committing)
    demandOpen(context, batch)
    demandEntries(annotators, commitments, deadlines, signatures)
    for (const [index, annotator] of annotators.entries()) {
      const [commitment, deadline, signature] = [at(commitments, index), at(deadlines, index), at(signatures, index)]
      demand(BigInt(context.at) <= deadline, 'SignatureExpired', batchId, annotator, deadline)
      const hash = hashTypedData(relayedCommit(batchId, annotator, commitment, deadline))
      const signer = await recoverAddress({ hash, signature }).catch(() => zeroAddress)
      demand(signer.toLowerCase() === annotator, 'InvalidSignature', batchId, annotator)
      takeCommitment(context, batch, annotator, commitment)
    }
    endCommits(context, batch, annotators)
  },

  'market.openReveal'(context, batchId: Hex) {
    const batch = batchIn(context, batchId, batchState.Committing)
    demandOver(context, batch)
    demandQuorum(batch, batch.committed)
    batch.flags |= batchFlag.OpenedLate
    openReveal(context, batch)
    payKeeper(context, batch, projectOf(context, batch))
  },

  'market.reveal'(context, batchId: Hex, labels: Hex, payloadRoot: Hex, salt: Hex) {
    const batch = batchIn(context, batchId, batchState.Revealing)
    demandOpen(context, batch)
    takeReveal(context, batch, context.from, labels, payloadRoot, salt)
  },

  'market.revealFor': (context, ...args: [Hex, Address[], Hex[], Hex[], Hex[]]) => void revealFor(context, ...args),

  'market.revealAndTally'(
    context,
    batchId: Hex,
    annotators: Address[],
    labels: Hex[],
    roots: Hex[],
    salts: Hex[],
    gold: GoldOpening,
  ) {
    const batch = revealFor(context, batchId, annotators, labels, roots, salts)
    demandDistinct(batchId, annotators, batch.seats)
    tallyWithGold(context, batch, annotators, labels, gold)
  },

  'market.tally'(context, batchId: Hex, annotators: Address[], labels: Hex[], gold: GoldOpening) {
    const batch = batchIn(context, batchId, batchState.Revealing)
    const revealed = demandPanelsLabels(batch, annotators, labels)
    if (revealed < batch.committed) demandOver(context, batch)
    tallyWithGold(context, batch, annotators, labels, gold)
  },

  'market.tallyForfeited': (context, ...args: [Hex, Address[], Hex[]]) => tallyForfeited(context, ...args),
  'market.settle': (context, ...args: [Hex, Address[]]) => settle(context, ...args),
  'market.voidBatch': (context, ...args: [Hex, Address[]]) => voidBatch(context, ...args),

  'market.openDispute'(context, batchId: Hex) {
    demandCourtOfMarket(context)
    const batch = batchOf(context, batchId)
    const { Tallied, Disputed } = batchState
    demand(batch.state === Tallied || batch.state === Disputed, 'WrongState', batchId, batch.state)
    demandOpen(context, batch)
    batch.disputes++
    batch.state = Disputed
    emit(context, 'BatchDisputed', { batchId, disputes: batch.disputes })
  },

  'market.closeDispute'(context, batchId: Hex) {
    demandCourtOfMarket(context)
    const batch = batchIn(context, batchId, batchState.Disputed)
    batch.disputes--
    if (batch.disputes === 0) batch.state = batchState.Tallied
    emit(context, 'DisputeClosed', { batchId, disputes: batch.disputes })
  },

  'market.overturn'(context, batchId: Hex, item: number, to: number, annotators: Address[], labels: Hex[]) {
    demandCourtOfMarket(context)
    const batch = batchIn(context, batchId, batchState.Disputed)
    demandDistinct(batchId, annotators, batch.seats)
    demandEntries(annotators, labels)
    demand(item < batch.items, 'InvalidItem', batchId, item)
    const { params } = projectOf(context, batch)
    demandRevealed(batch, annotators, labels, seatState.Scored)
    demand(to < params.classes || to === none, 'InvalidLabel', context.from, item, to)
    const meaning = { ...params, agreement: batch.agreement }
    const given = labels.map((row) => rowOf(row)?.[item])
    const answers = given.filter((label) => label !== undefined && label !== 0xfe) as number[]
    // A label that a ruling gave before stands in the place of the tally's.
    const from = batch.overturned.get(item) ?? verdictOn(answers, meaning).label
    demand(to !== from, 'SameLabel', batchId, item, to)
    batch.overturned.set(item, to)
    emit(context, 'LabelOverturned', { batchId, item, from, to })
    for (const [index, annotator] of annotators.entries()) {
      const label = given[index]
      if (label === undefined) continue
      const change = Number(matches(label, to, meaning)) - Number(matches(label, from, meaning))
      if (change === 0) continue
      const seat = seated(batch, annotator)
      seat.agreed += change
      emit(context, 'SeatRescored', { batchId, annotator, agreed: seat.agreed })
    }
  },

  'market.claim'(context, token: Address, to: Address) {
    demand(to !== zeroAddress, 'ZeroAddress')
    const key = `${context.from} ${token}`
    const amount = context.state.claimable.get(key) ?? 0n
    demand(amount > 0n, 'NothingToClaim', context.from, token)
    context.state.claimable.set(key, 0n)
    emit(context, 'RewardClaimed', { annotator: context.from, token, to, amount })
    push(context, token, to, amount)
  },

  'market.moveClaimable'(context, token: Address, to: Address, amount: bigint) {
    moveClaimable(context, context.from, token, to, amount)
  },

  async 'market.multicall'(context, calls: readonly { name: string; args: readonly unknown[] }[]) {
    for (const { name, args } of calls) await perform(context, 'market', name, args)
  },

  'vault.deposit'(context, account: Address, amount: bigint) {
    demand(account !== zeroAddress, 'ZeroAddress')
    demand(amount > 0n, 'ZeroAmount')
    demand(amount <= maxMoney, 'SafeCastOverflowedUintDowncast', 128, amount)
    const stake = stakeOf(context, account)
    stake.available += amount
    emit(context, 'StakeDeposited', { account, from: context.from, amount, available: stake.available })
    pull(context, addressOf('label'), vault, amount)
  },

  'vault.unbond'(context, amount: bigint) {
    const account = context.from
    demand(amount > 0n, 'ZeroAmount')
    const stake = stakeOf(context, account)
    demand(stake.available >= amount, 'InsufficientStake', account, stake.available, amount)
    stake.available -= amount
    stake.unbonding += amount
    stake.releaseAt = context.at + unbondingPeriod
    const { available, unbonding, releaseAt } = stake
    emit(context, 'UnbondStarted', { account, amount, available, unbonding, releaseAt })
  },

  'vault.withdraw'(context, to: Address) {
    const account = context.from
    demand(to !== zeroAddress, 'ZeroAddress')
    const stake = stakeOf(context, account)
    const amount = stake.unbonding
    demand(amount > 0n, 'NothingUnbonding', account)
    demand(context.at >= stake.releaseAt, 'StillUnbonding', account, stake.releaseAt)
    Object.assign(stake, { unbonding: 0n, releaseAt: 0 })
    emit(context, 'StakeWithdrawn', { account, to, amount })
    transfer(context, addressOf('label'), vault, to, amount)
  },

  // The market alone may lock and unlock, the slasher alone hold and slash, and they call as themselves.
  'vault.lock': (context) => demand(false, 'AccessControlUnauthorizedAccount', context.from, lockerRole),
  'vault.unlockEach': (context) => demand(false, 'AccessControlUnauthorizedAccount', context.from, lockerRole),
  'vault.hold': (context) => demand(false, 'AccessControlUnauthorizedAccount', context.from, slasherRole),
  'slasher.openByRule': (context) => demand(false, 'NotMarket', context.from),

  'slasher.openByRuling'(
    context,
    reason: number,
    batchId: Hex,
    annotator: Address,
    to: Address,
    reporter: Address,
    stake: bigint,
    evidence: Hex,
  ) {
    demand(context.from === court, 'NotCourt', context.from)
    demand(reason >= slashReason.DisputeLost, 'NotRulingReason', reason)
    const cap = capOfRuling(reason, stakeOf(context, annotator))
    const parties = { annotator, requester: to, reporter, token: zeroAddress }
    const opened = {
      state: slashState.Executed,
      reason,
      deadline: context.at,
      fromPending: 0n,
      fromStake: 0n,
      ...parties,
    }
    const { slashId, slash } = openSlash(context, batchId, stake < cap ? stake : cap, evidence, opened)
    executeSlash(context, slashId, slash)
  },

  'slasher.appealed'(context, slashId: Hex) {
    demand(context.from === court, 'NotCourt', context.from)
    const slash = slashIn(context, slashId, slashState.Open)
    demand(context.at <= slash.deadline, 'AppealWindowOver', slashId, slash.deadline)
    slash.state = slashState.Appealed
    emit(context, 'SlashAppealed', { slashId })
  },

  'slasher.decide'(context, slashId: Hex, upheld: boolean) {
    demand(context.from === court, 'NotCourt', context.from)
    const slash = slashIn(context, slashId, slashState.Appealed)
    if (upheld) executeSlash(context, slashId, slash)
    else overturnSlash(context, slashId, slash)
  },

  'slasher.execute'(context, slashId: Hex) {
    const slash = slashIn(context, slashId, slashState.Open)
    demand(context.at > slash.deadline, 'AppealWindowOpen', slashId, slash.deadline)
    executeSlash(context, slashId, slash)
  },

  'parameters.setEntryPaused'(context, paused: boolean) {
    demand(context.from === guardian, 'NotGuardian', context.from)
    context.state.entryPaused = paused
    emit(context, 'EntryPauseSet', { paused })
  },

  'trap.setTrap'(context, account: Address, trap: number) {
    context.state.traps.set(account, trap)
  },
}

/** What a requester may define. */
function demandTerms(params: Params): void {
  demand(params.token !== zeroAddress, 'ZeroAddress')
  demand(params.rewardPerLabel > 0n, 'InvalidReward')
  demand(params.classes >= 2 && params.classes <= 254, 'InvalidClasses', params.classes)
  const tolerable = params.scale === scale.Ordinal ? params.tolerance < params.classes : params.tolerance === 0
  demand(tolerable, 'InvalidTolerance', params.tolerance)
  const { from, pays, probationPays } = params.tiers
  // What an error names counts the thresholds, then the pays of the tiers, then that of probation.
  for (const [first, list] of [
    [0, from],
    [4, pays],
  ] as const) {
    for (const [index, bps] of list.entries()) {
      demand(bps >= (list[index - 1] ?? 0) && bps <= 10_000, 'InvalidTiers', first + index)
    }
  }
  demand(probationPays <= 10_000, 'InvalidTiers', 9)
  const hasGold = params.goldBps !== 0
  demandWithin(params.commitWindow, bounds.minWindow, bounds.maxWindow, 'InvalidWindow')
  demandWithin(params.revealWindow, bounds.minWindow, bounds.maxWindow, 'InvalidWindow')
  if (hasGold) demandWithin(params.goldWindow, bounds.minWindow, bounds.maxWindow, 'InvalidWindow')
  demandWithin(params.disputeWindow, bounds.minDisputeWindow, bounds.maxWindow, 'InvalidWindow')
  if (hasGold) demandWithin(params.goldBps, bounds.minGoldBps, 10_000, 'InvalidShare')
  demandWithin(params.maxDisagreementBps, 0, 10_000, 'InvalidShare')
  demandWithin(params.noRevealBps, bounds.minNoRevealBps, bounds.maxNoRevealBps, 'InvalidShare')
  demandWithin(params.goldBond, 0, hasGold ? 65_535 : 0, 'InvalidShare')
  demandWithin(params.keeperFee, 0, bounds.maxKeeperFee, 'InvalidShare')
}

const demandWithin = (value: number, least: number, greatest: number, error: string) =>
  demand(value >= least && value <= greatest, error, value)
