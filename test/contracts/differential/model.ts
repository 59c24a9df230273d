/**
 * The rules of market, vault and tokens in plain TypeScript: a second statement of `ILabelMarket` and `IStakeVault`, against which
 * both chains are compared. Where several refusals fit a call, the earlier check of a fixed order speaks: state, caller, time, arguments, money.
 */
import { type Address, type Hex, hashTypedData, keccak256, recoverAddress, toHex, zeroAddress } from 'viem'
import { batchState, seatState } from '../support/states.ts'
import { addressOf, type Outcome, type Step, unbondingPeriod } from './history.ts'
import { batchIdOf, projectIdOf, relayedCommit } from './ids.ts'
import type { Params, State } from './state.ts'
import {
  at,
  batchIn,
  batchOf,
  type Context,
  cut,
  demand,
  demandDistinct,
  demandEntries,
  demandOpen,
  demandOver,
  demandQuorum,
  emit,
  end,
  endCommits,
  knownProject,
  openReveal,
  ownProject,
  projectOf,
  pull,
  push,
  Refusal,
  reserveOf,
  revealFor,
  seated,
  stakeOf,
  takeCommitment,
  takeReveal,
  tally,
  transfer,
} from './steps.ts'

const assignWindow = 7 * 86_400
const maxItems = 512
const maxMoney = 2n ** 128n - 1n
const lockerRole = keccak256(toHex('LOCKER_ROLE'))
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
    demand(params.token !== zeroAddress, 'ZeroAddress')
    demand(params.rewardPerLabel > 0n, 'InvalidReward')
    demand(params.classes >= 2 && params.classes <= 254, 'InvalidClasses', params.classes)
    for (const window of [params.commitWindow, params.revealWindow]) {
      demand(window >= 60 && window <= 30 * 86_400, 'InvalidWindow', window)
    }
    const id = projectIdOf(from, salt)
    demand(!state.projects.has(id), 'ProjectExists', id)
    state.projects.set(id, { id, requester: from, params, free: 0n, reserved: 0n })
    emit(context, 'ProjectCreated', { projectId: id, requester: from, ...params })
  },

  'market.fundProject'(context, projectId: Hex, amount: bigint) {
    const project = knownProject(context, projectId)
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

  'market.createBatch'(context, projectId: Hex, manifestHash: Hex, items: number, seats: number, agreement: number) {
    ownProject(context, projectId)
    demand(items >= 1 && items <= maxItems, 'InvalidItems', items)
    demand([3, 5, 7].includes(seats), 'InvalidSeats', seats)
    demand(agreement <= seats && 2 * agreement > seats, 'InvalidAgreement', agreement, seats)
    const id = batchIdOf(projectId, manifestHash)
    demand(!context.state.batches.has(id), 'BatchExists', id)
    const deadline = context.at + assignWindow
    const rest = { state: batchState.Created, committed: 0, deadline, panel: new Map() }
    context.state.batches.set(id, { id, projectId, items, seats, agreement, ...rest })
    emit(context, 'BatchCreated', { batchId: id, projectId, items, seats, agreement, manifestHash, deadline })
  },

  'market.assign'(context, batchId: Hex, annotators: Address[]) {
    const batch = batchIn(context, batchId, batchState.Created)
    const project = ownProject(context, batch.projectId)
    demandOpen(context, batch)
    demandDistinct(batchId, annotators, batch.seats)
    demand(!annotators.includes(context.from), 'RequesterOnPanel', batchId)
    const reserved = reserveOf(batch, project)
    demand(project.free >= reserved, 'InsufficientFunds', project.id, project.free, reserved)
    for (const annotator of annotators)
      batch.panel.set(annotator, { state: seatState.Assigned, agreed: 0, digest: cut(`0x${'0'.repeat(64)}`) })
    project.free -= reserved
    project.reserved += reserved
    batch.state = batchState.Committing
    batch.deadline = context.at + project.params.commitWindow
    const balances = { projectFree: project.free, projectReserved: project.reserved }
    emit(context, 'Assigned', { batchId, annotators, reserved, ...balances, deadline: batch.deadline })
  },

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
    openReveal(context, batch)
  },

  'market.reveal'(context, batchId: Hex, labels: Hex, payloadRoot: Hex, salt: Hex) {
    const batch = batchIn(context, batchId, batchState.Revealing)
    demandOpen(context, batch)
    takeReveal(context, batch, context.from, labels, payloadRoot, salt)
  },

  'market.revealFor': (context, ...args: [Hex, Address[], Hex[], Hex[], Hex[]]) => void revealFor(context, ...args),

  'market.revealAndTally'(context, batchId: Hex, annotators: Address[], labels: Hex[], roots: Hex[], salts: Hex[]) {
    const batch = revealFor(context, batchId, annotators, labels, roots, salts)
    demandDistinct(batchId, annotators, batch.seats)
    tally(context, batch, annotators, labels)
  },

  'market.tally'(context, batchId: Hex, annotators: Address[], labels: Hex[]) {
    const batch = batchIn(context, batchId, batchState.Revealing)
    demandDistinct(batchId, annotators, batch.seats)
    demand(labels.length === annotators.length, 'InvalidPanel', batchId, labels.length)
    let revealed = 0
    for (const [index, annotator] of annotators.entries()) {
      const seat = seated(batch, annotator)
      const spoke = seat.state === seatState.Revealed
      const row = at(labels, index)
      demand(spoke ? cut(keccak256(row)) === seat.digest : row === '0x', 'LabelsMismatch', batchId, annotator)
      if (spoke) revealed++
    }
    if (revealed < batch.committed) demandOver(context, batch)
    demandQuorum(batch, revealed)
    tally(context, batch, annotators, labels)
  },

  'market.settle'(context, batchId: Hex, annotators: Address[]) {
    const batch = batchIn(context, batchId, batchState.Tallied)
    demandDistinct(batchId, annotators, batch.seats)
    const reward = projectOf(context, batch).params.rewardPerLabel
    const rewards = annotators.map((annotator) => {
      const seat = seated(batch, annotator)
      return seat.state === seatState.Scored ? BigInt(seat.agreed) * reward : 0n
    })
    end(context, batch, batchState.Settled, annotators, rewards)
  },

  'market.voidBatch'(context, batchId: Hex, annotators: Address[]) {
    const batch = batchOf(context, batchId)
    const { Created, Committing, Revealing } = batchState
    demand(
      [Created, Committing, Revealing].some((state) => state === batch.state),
      'WrongState',
      batchId,
      batch.state,
    )
    demandOver(context, batch)
    demandDistinct(batchId, annotators, batch.state === Created ? 0 : batch.seats)
    const due = { [Created]: 0, [Committing]: seatState.Assigned, [Revealing]: seatState.Committed }[batch.state] ?? 0
    if (batch.state !== Created) {
      const revealed = () =>
        annotators.filter((annotator) => seated(batch, annotator).state === seatState.Revealed).length
      const taken = batch.state === Committing ? batch.committed : revealed()
      demand(taken < batch.agreement, 'QuorumReached', batchId, taken, batch.agreement)
    }
    const full = BigInt(batch.items) * projectOf(context, batch).params.rewardPerLabel
    const rewards = annotators.map((annotator) => {
      const { state } = seated(batch, annotator)
      if (state === seatState.Revealed) return full
      if (state <= due) emit(context, 'RevealMissed', { batchId, annotator })
      return 0n
    })
    end(context, batch, batchState.Void, annotators, rewards)
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

  // The market alone may lock and unlock, and it calls as itself.
  'vault.lock': (context) => demand(false, 'AccessControlUnauthorizedAccount', context.from, lockerRole),
  'vault.unlockEach': (context) => demand(false, 'AccessControlUnauthorizedAccount', context.from, lockerRole),

  'trap.setTrap'(context, account: Address, trap: number) {
    context.state.traps.set(account, trap)
  },
}
