/** Preconditions and steps that several rules of the model share. */
import { type Address, type Hex, hexToBytes, keccak256, toHex, zeroAddress } from 'viem'
import {
  excludedGold,
  findInvalidGold,
  type Gold,
  type GoldScore,
  goldScoreOf,
  leastGold,
  mostContradictedBps,
  uncountedGold,
} from '../reference/gold.ts'
import * as pay from '../reference/pay.ts'
import { peerScores } from '../reference/peer.ts'
import { judge, slashReason } from '../reference/standing.ts'
import { batchFlag, batchState, seatState, slashState } from '../reference/states.ts'
import { type Meaning, type Row, tally as tallyOf } from '../reference/tally.ts'
import { addressOf, admin, court, type Event, insurance, wealth } from './history.ts'
import { batchIdOf, commitmentOf, type GoldOpening, goldHashOf, slashIdOf } from './ids.ts'
import {
  type Batch,
  cut,
  isSenior,
  noSeat,
  noStake,
  type Project,
  type Seat,
  type Slash,
  type Stake,
  type State,
  standingOf,
} from './state.ts'

export type Context = { state: State; at: number; from: Address; events: Event[] }

export class Refusal extends Error {
  readonly args: unknown[]
  constructor(name: string, args: unknown[]) {
    super(name)
    this.args = args
  }
}

const market = addressOf('market')
const vault = addressOf('vault')
const slasher = addressOf('slasher')
const assignWindow = 7 * 86_400
const appealWindow = 3 * 86_400
const maxReassignments = 2

export function demand(condition: boolean, name: string, ...args: unknown[]): void {
  if (!condition) throw new Refusal(name, args)
}

export const emit = (context: Context, name: string, args: Event['args']) => context.events.push({ name, args })

// ---------------------------------------------------------------- preconditions

export function knownProject({ state }: Context, projectId: Hex): Project {
  const project = state.projects.get(projectId)
  if (project === undefined) throw new Refusal('ProjectUnknown', [projectId])
  return project
}

export function ownProject(context: Context, projectId: Hex): Project {
  const project = knownProject(context, projectId)
  demand(project.requester === context.from, 'NotRequester', projectId, context.from)
  return project
}

export const demandUnsealed = ({ id, isSealed }: Project) => demand(!isSealed, 'ProjectSealed', id)
export const demandEntry = ({ state }: Context) => demand(!state.entryPaused, 'EntryPaused')
export const demandCourtOfMarket = ({ from }: Context) => demand(from === court, 'NotCourt', from)

export function batchOf({ state }: Context, batchId: Hex): Batch {
  const batch = state.batches.get(batchId)
  if (batch === undefined) throw new Refusal('WrongState', [batchId, batchState.None])
  return batch
}

export function batchIn(context: Context, batchId: Hex, expected: number): Batch {
  const batch = batchOf(context, batchId)
  demand(batch.state === expected, 'WrongState', batchId, batch.state)
  return batch
}

export const demandOpen = ({ at: now }: Context, { id, deadline }: Batch) =>
  demand(now <= deadline, 'DeadlinePassed', id, deadline)
/** @param more Seconds beyond the deadline. */
export const demandOver = ({ at: now }: Context, { id, deadline }: Batch, more = 0) =>
  demand(now > deadline + more, 'DeadlineNotPassed', id, deadline + more)
export const demandQuorum = ({ id, agreement }: Batch, taken: number) =>
  demand(taken >= agreement, 'QuorumNotReached', id, taken, agreement)
export const demandNoQuorum = ({ id, agreement }: Batch, taken: number) =>
  demand(taken < agreement, 'QuorumReached', id, taken, agreement)

export function demandDistinct(batchId: Hex, annotators: Address[], seats: number): void {
  demand(annotators.length === seats, 'InvalidPanel', batchId, annotators.length)
  for (const [index, annotator] of annotators.entries()) {
    demand(BigInt(annotator) > BigInt(annotators[index - 1] ?? zeroAddress), 'InvalidPanel', batchId, index)
  }
}

export function demandEntries(annotators: unknown[], ...lists: unknown[][]): void {
  for (const { length } of lists) demand(length === annotators.length, 'LengthMismatch', annotators.length, length)
}

export function seated(batch: Batch, annotator: Address): Seat {
  const seat = batch.panel.get(annotator)
  if (seat === undefined) throw new Refusal('WrongSeat', [batch.id, annotator, seatState.None])
  return seat
}

export function seatIn(batch: Batch, annotator: Address, expected: number): Seat {
  const seat = seated(batch, annotator)
  demand(seat.state === expected, 'WrongSeat', batch.id, annotator, seat.state)
  return seat
}

/** Whether the labels are what the seats revealed, and how many did. `spoken` is the state of those. */
export function demandRevealed(batch: Batch, annotators: Address[], labels: Hex[], spoken: number): number {
  let revealed = 0
  for (const [index, annotator] of annotators.entries()) {
    const seat = seated(batch, annotator)
    const spoke = seat.state === spoken
    const row = at(labels, index)
    demand(spoke ? cut(keccak256(row)) === seat.digest : row === '0x', 'LabelsMismatch', batch.id, annotator)
    if (spoke) revealed++
  }
  return revealed
}

/** The whole panel with what each revealed, enough of them. */
export function demandPanelsLabels(batch: Batch, annotators: Address[], labels: Hex[]): number {
  demandDistinct(batch.id, annotators, batch.seats)
  demand(labels.length === annotators.length, 'InvalidPanel', batch.id, labels.length)
  const revealed = demandRevealed(batch, annotators, labels, seatState.Revealed)
  demandQuorum(batch, revealed)
  return revealed
}

// ---------------------------------------------------------------- numbers of a batch

export const projectOf = (context: Context, batch: Batch): Project => knownProject(context, batch.projectId)
export const hasFlag = ({ flags }: Batch, flag: number): boolean => (flags & flag) !== 0
export const sizeOf = (batch: Batch): pay.Size => ({
  items: batch.items,
  seats: batch.seats,
  senior: hasFlag(batch, batchFlag.Senior),
})
export const rewardFor = (batch: Batch, { params }: Project): bigint => pay.rewardOf(params, sizeOf(batch))
export const seatStakeFor = (batch: Batch, { params }: Project): bigint => pay.seatStakeOf(params, sizeOf(batch))
const meaningOf = (batch: Batch, { params }: Project): Meaning => ({
  agreement: batch.agreement,
  scale: params.scale,
  tolerance: params.tolerance,
})

/** What is left of the reserve: less the keepers' fees paid meanwhile. */
function reserveLeft(batch: Batch, project: Project): bigint {
  const fees = [batchFlag.OpenedLate, batchFlag.GoldForfeited].filter((flag) => hasFlag(batch, flag)).length
  return pay.reserveOf(project.params, sizeOf(batch)) - BigInt(fees) * pay.keeperFeeOf(project.params, sizeOf(batch))
}

export function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no entry ${index}`)
  return value
}

/** Labels as a row, undefined where there are none. */
export const rowOf = (labels: Hex): Row => (labels === '0x' ? undefined : [...hexToBytes(labels)])
/** Two bytes each. */
export const positionsOf = (positions: Hex): number[] => {
  const bytes = hexToBytes(positions)
  return Array.from(
    { length: Math.floor(bytes.length / 2) },
    (_, i) => 256 * at([...bytes], 2 * i) + at([...bytes], 2 * i + 1),
  )
}
const bytesOf = (values: readonly number[]): Hex => toHex(Uint8Array.from(values))

// ---------------------------------------------------------------- steps of a batch

export type NewBatch = Pick<Batch, 'id' | 'projectId' | 'flags' | 'items' | 'seats' | 'agreement'>

export function addBatch(context: Context, project: Project, batch: NewBatch, manifestHash: Hex, goldHash: Hex): void {
  demand(!context.state.batches.has(batch.id), 'BatchExists', batch.id)
  const deadline = context.at + assignWindow
  const rest = { state: batchState.Created, committed: 0, deadline, panel: new Map(), overturned: new Map() }
  context.state.batches.set(batch.id, { ...batch, ...rest, disputes: 0, attempts: 0, round: `0x${'0'.repeat(64)}` })
  const { id: batchId, projectId, items, seats, agreement } = batch
  const { guidelineVersion } = project
  const named = { batchId, projectId, items, seats, agreement, manifestHash, goldHash, guidelineVersion, deadline }
  emit(context, 'BatchCreated', named)
}

export function assign(context: Context, batch: Batch, annotators: Address[], drawn: boolean): void {
  const project = projectOf(context, batch)
  const { id: batchId } = batch
  demandDistinct(batchId, annotators, batch.seats)
  demandUnsealed(project)
  for (const annotator of annotators) {
    demand(annotator !== project.requester, 'RequesterOnPanel', batchId)
    // The hooks of histories are none, and a token that does not know the question.
    demand(project.params.eligibility === zeroAddress, 'NotEligible', batchId, annotator)
    const senior = hasFlag(batch, batchFlag.Senior)
    demand(!senior || isSenior(context.state, project.id, annotator), 'NotSenior', batchId, annotator)
  }
  const reserved = pay.reserveOf(project.params, sizeOf(batch))
  demand(project.free >= reserved, 'InsufficientFunds', project.id, project.free, reserved)
  for (const annotator of annotators) batch.panel.set(annotator, { ...noSeat(), state: seatState.Assigned })
  project.free -= reserved
  project.reserved += reserved
  batch.state = batchState.Committing
  batch.deadline = context.at + project.params.commitWindow
  const balances = { projectFree: project.free, projectReserved: project.reserved }
  emit(context, 'Assigned', { batchId, annotators, drawn, reserved, ...balances, deadline: batch.deadline })
}

export function reassign(context: Context, batchId: Hex, annotators: Address[]): void {
  const batch = batchIn(context, batchId, batchState.Committing)
  demandOver(context, batch)
  demandDistinct(batchId, annotators, batch.seats)
  demandNoQuorum(batch, batch.committed)
  demand(batch.attempts < maxReassignments, 'TooManyAttempts', batchId)
  const project = projectOf(context, batch)
  missEach(context, batch, annotators, seatState.Assigned)
  const those = thatCommitted(batch, annotators)
  const fee = pay.keeperFeeOf(project.params, sizeOf(batch))
  const released = pay.reserveOf(project.params, sizeOf(batch)) - fee
  batch.attempts++
  batch.panel.clear()
  Object.assign(batch, { committed: 0, state: batchState.Created, deadline: context.at + assignWindow })
  project.reserved -= released
  project.free += released
  const { attempts, deadline } = batch
  const balances = { projectFree: project.free, projectReserved: project.reserved }
  emit(context, 'Reassigned', { batchId, attempts, ...balances, deadline })
  payKeeper(context, batch, project)
  unlockEach(context, those, seatStakeFor(batch, project))
}

export function takeCommitment(context: Context, batch: Batch, annotator: Address, commitment: Hex): void {
  const seat = seatIn(batch, annotator, seatState.Assigned)
  demand(BigInt(commitment) !== 0n, 'ZeroCommitment', batch.id, annotator)
  Object.assign(seat, { state: seatState.Committed, digest: cut(commitment) })
  emit(context, 'Committed', { batchId: batch.id, annotator, commitment })
}

export function endCommits(context: Context, batch: Batch, annotators: Address[]): void {
  batch.committed += annotators.length
  if (batch.committed === batch.seats) openReveal(context, batch)
  const amount = seatStakeFor(batch, projectOf(context, batch))
  if (amount === 0n) return
  for (const account of annotators) {
    const stake = stakeOf(context, account)
    demand(stake.available >= amount, 'InsufficientStake', account, stake.available, amount)
    stake.available -= amount
    stake.locked += amount
    emit(context, 'StakeLocked', { account, amount, available: stake.available, locked: stake.locked })
  }
}

export function openReveal(context: Context, batch: Batch): void {
  batch.state = batchState.Revealing
  batch.deadline = context.at + projectOf(context, batch).params.revealWindow
  emit(context, 'RevealOpened', { batchId: batch.id, committed: batch.committed, deadline: batch.deadline })
}

export function revealFor(
  context: Context,
  batchId: Hex,
  annotators: Address[],
  labels: Hex[],
  roots: Hex[],
  salts: Hex[],
): Batch {
  const batch = batchIn(context, batchId, batchState.Revealing)
  demandOpen(context, batch)
  demandEntries(annotators, labels, roots, salts)
  for (const [index, annotator] of annotators.entries()) {
    takeReveal(context, batch, annotator, at(labels, index), at(roots, index), at(salts, index))
  }
  return batch
}

export function takeReveal(
  context: Context,
  batch: Batch,
  annotator: Address,
  labels: Hex,
  payloadRoot: Hex,
  salt: Hex,
): void {
  const seat = seatIn(batch, annotator, seatState.Committed)
  const { classes } = projectOf(context, batch).params
  const bytes = [...hexToBytes(labels)]
  demand(bytes.length === batch.items, 'InvalidLabelCount', annotator, bytes.length, batch.items)
  for (const [item, label] of bytes.entries()) {
    demand(label < classes || label === 0xfe, 'InvalidLabel', annotator, item, label)
  }
  const commitment = commitmentOf(batch.id, annotator, labels, payloadRoot, salt)
  demand(seat.digest === cut(commitment), 'CommitmentMismatch', batch.id, annotator)
  Object.assign(seat, { state: seatState.Revealed, digest: cut(keccak256(labels)) })
  emit(context, 'Revealed', { batchId: batch.id, annotator, labels, payloadRoot })
}

export function tallyWithGold(
  context: Context,
  batch: Batch,
  annotators: Address[],
  labels: Hex[],
  opening: GoldOpening,
): void {
  const project = projectOf(context, batch)
  if (!pay.usesGold(project.params, sizeOf(batch))) {
    demand(opening.positions === '0x' && opening.labels === '0x', 'GoldMismatch', batch.id)
    score(context, batch, annotators, labels.map(rowOf), [])
    return
  }
  const gold = openGold(batch, project, opening)
  const rows = labels.map(rowOf)
  const meaning = meaningOf(batch, project)
  const contradicted = excludedGold(gold, tallyOf(rows, batch.items, meaning).consensus, meaning)
  const excluded = uncountedGold(contradicted, mostContradictedBps)
  const { positions, labels: answers } = opening
  emit(context, 'GoldOpened', {
    batchId: batch.id,
    positions,
    labels: answers,
    excluded: bytesOf(excluded.map(Number)),
  })
  const scores = rows.map((row) => goldScoreOf(row, gold, excluded, meaning))
  score(context, batch, annotators, rows, scores)
}

/** The gold, where the opening is what the batch was created with and of its shape. */
function openGold(batch: Batch, { id: projectId, params }: Project, opening: GoldOpening): Gold {
  const goldHash = goldHashOf(projectId, opening)
  demand(batchIdOf(projectId, opening.manifestHash, goldHash) === batch.id, 'GoldMismatch', batch.id)
  const labels = [...hexToBytes(opening.labels)]
  const positions = positionsOf(opening.positions)
  demand(hexToBytes(opening.positions).length === 2 * labels.length, 'InvalidGold', batch.id, labels.length)
  const needed = leastGold(batch.items, params.goldBps)
  demand(labels.length >= needed, 'TooLittleGold', batch.id, labels.length, needed)
  const gold = { positions, labels }
  const wrong = findInvalidGold(gold, batch.items, params.classes)
  demand(wrong === undefined, 'InvalidGold', batch.id, wrong)
  return gold
}

export function tallyForfeited(context: Context, batchId: Hex, annotators: Address[], labels: Hex[]): void {
  const batch = batchIn(context, batchId, batchState.Revealing)
  const project = projectOf(context, batch)
  demand(pay.usesGold(project.params, sizeOf(batch)), 'NotByRule', project.id)
  demandOver(context, batch, project.params.goldWindow)
  demandPanelsLabels(batch, annotators, labels)
  batch.flags |= batchFlag.GoldForfeited
  emit(context, 'GoldForfeited', { batchId, bond: pay.goldBondOf(project.params, sizeOf(batch)) })
  score(context, batch, annotators, labels.map(rowOf), [])
  payKeeper(context, batch, project)
}

/** @param gold Per seat; none where no gold counts. */
function score(context: Context, batch: Batch, annotators: Address[], rows: Row[], gold: readonly GoldScore[]): void {
  const project = projectOf(context, batch)
  const { id: batchId } = batch
  const result = tallyOf(rows, batch.items, meaningOf(batch, project))
  Object.assign(batch, { state: batchState.Tallied, deadline: context.at + project.params.disputeWindow })
  const [consensus, votes] = [bytesOf(result.consensus), bytesOf(result.votes)]
  emit(context, 'BatchTallied', { batchId, consensus, votes, deadline: batch.deadline })
  const peers = peerScores(rows, batch.items)
  for (const [index, annotator] of annotators.entries()) {
    const seat = seated(batch, annotator)
    if (rows[index] === undefined) {
      miss(context, batch, annotator)
      continue
    }
    const [agreed, compared] = [at(result.agreed, index), at(result.compared, index)]
    const { right, total } = gold[index] ?? { right: 0, total: 0 }
    const before = standingOf(context.state, project.id, annotator)
    const judged = judge(before, { right, total, agreed, compared, peer: peers[index] }, project.params)
    context.state.standings.set(`${project.id} ${annotator}`, judged.standing)
    const { qualityBps, multiplierBps, flag: flagged } = judged
    Object.assign(seat, { state: seatState.Scored, agreed, multiplierBps, flagged, tier: judged.standing.tier })
    const found = { goldRight: right, goldTotal: total, peerScore: peers[index] ?? 0, qualityBps }
    const { tier } = judged.standing
    emit(context, 'AnnotatorScored', { batchId, annotator, agreed, compared, ...found, tier, multiplierBps })
    if (flagged !== slashReason.None) emit(context, 'AnnotatorFlagged', { batchId, annotator, reason: flagged })
  }
}

/** Names who let the last phase pass: a seat that never committed, or one that did not open its commitment. */
function miss(context: Context, batch: Batch, annotator: Address): void {
  const committed = seated(batch, annotator).state === seatState.Committed
  emit(context, committed ? 'RevealMissed' : 'CommitMissed', { batchId: batch.id, annotator })
}

/** @param due What a seat had to leave behind. */
function missEach(context: Context, batch: Batch, annotators: Address[], due: number): void {
  for (const annotator of annotators) if (seated(batch, annotator).state <= due) miss(context, batch, annotator)
}

const thatCommitted = (batch: Batch, annotators: Address[]): Address[] =>
  annotators.filter((annotator) => seated(batch, annotator).state >= seatState.Committed)

export function settle(context: Context, batchId: Hex, annotators: Address[]): void {
  const batch = batchIn(context, batchId, batchState.Tallied)
  const project = projectOf(context, batch)
  if (project.params.disputeWindow !== 0) demandOver(context, batch)
  demandDistinct(batchId, annotators, batch.seats)
  const reward = rewardFor(batch, project)
  const seats = annotators.map((annotator) => seated(batch, annotator))
  const scored = seats.filter(({ state }) => state === seatState.Scored).length
  const share = hasFlag(batch, batchFlag.GoldForfeited)
    ? pay.goldBondOf(project.params, sizeOf(batch)) / BigInt(scored)
    : 0n
  const earned = seats.map((seat) => (seat.state === seatState.Scored ? earnedBy(seat, reward) : 0n))
  const bonds = seats.map(({ state }) => (state === seatState.Scored ? share : 0n))
  release(context, batch, project, batchState.Settled, reserveLeft(batch, project), [...earned, ...bonds])

  const withheld = seats.map((seat, index) => pay.withheldOf(at(earned, index), seat.flagged))
  for (const [index, annotator] of annotators.entries()) {
    const amount = at(withheld, index)
    if (amount === 0n) continue
    addClaimable(context, slasher, project.params.token, amount)
    emit(context, 'RewardWithheld', { batchId, annotator, token: project.params.token, amount })
  }
  unlockEach(context, thatCommitted(batch, annotators), seatStakeFor(batch, project))
  openSlashes(context, batch, project, annotators, withheld)
  for (const [index, annotator] of annotators.entries()) {
    const amount = at(earned, index) + at(bonds, index) - at(withheld, index)
    payOut(context, batchId, annotator, project.params.token, amount)
  }
}

const earnedBy = ({ agreed, multiplierBps }: Seat, reward: bigint) => pay.seatReward(reward, agreed, multiplierBps)

export function voidBatch(context: Context, batchId: Hex, annotators: Address[]): void {
  const batch = batchOf(context, batchId)
  const { Created, Committing, Revealing } = batchState
  const voidable = [Created, Committing, Revealing].some((state) => state === batch.state)
  demand(voidable, 'WrongState', batchId, batch.state)
  demandOver(context, batch)
  demandDistinct(batchId, annotators, batch.state === Created ? 0 : batch.seats)
  const project = projectOf(context, batch)
  if (batch.state === Created) {
    Object.assign(batch, { state: batchState.Void, deadline: 0 })
    const balances = { projectFree: project.free, projectReserved: project.reserved }
    emit(context, 'BatchVoided', { batchId, paid: 0n, refunded: 0n, ...balances })
    return
  }
  const revealing = batch.state === Revealing
  const revealed = () => annotators.filter((one) => seated(batch, one).state === seatState.Revealed).length
  demandNoQuorum(batch, revealing ? revealed() : batch.committed)
  missEach(context, batch, annotators, revealing ? seatState.Committed : seatState.Assigned)
  const full = BigInt(batch.items) * rewardFor(batch, project)
  const rewards = annotators.map((one) => (seated(batch, one).state === seatState.Revealed ? full : 0n))
  const held = reserveLeft(batch, project) - pay.keeperFeeOf(project.params, sizeOf(batch))
  release(context, batch, project, batchState.Void, held, rewards)
  payKeeper(context, batch, project)
  unlockEach(context, thatCommitted(batch, annotators), seatStakeFor(batch, project))
  if (revealing)
    openSlashes(
      context,
      batch,
      project,
      annotators,
      annotators.map(() => 0n),
    )
  for (const [index, annotator] of annotators.entries()) {
    payOut(context, batchId, annotator, project.params.token, at(rewards, index))
  }
}

/** Ends the batch and gives what is left of its reserve to those due and back to the project. */
function release(
  context: Context,
  batch: Batch,
  project: Project,
  state: number,
  held: bigint,
  amounts: readonly bigint[],
): void {
  const paid = amounts.reduce((sum, amount) => sum + amount, 0n)
  Object.assign(batch, { state, deadline: 0 })
  project.reserved -= held
  project.free += held - paid
  const balances = { projectFree: project.free, projectReserved: project.reserved }
  const name = state === batchState.Settled ? 'BatchSettled' : 'BatchVoided'
  emit(context, name, { batchId: batch.id, paid, refunded: held - paid, ...balances })
}

/** The fee for an exit that others let pass, out of the batch's reserve. */
export function payKeeper(context: Context, batch: Batch, project: Project): void {
  const amount = pay.keeperFeeOf(project.params, sizeOf(batch))
  if (amount === 0n) return
  project.reserved -= amount
  const claimable = addClaimable(context, context.from, project.params.token, amount)
  const named = { batchId: batch.id, keeper: context.from, amount, projectReserved: project.reserved, claimable }
  emit(context, 'KeeperPaid', named)
}

function payOut(context: Context, batchId: Hex, annotator: Address, token: Address, amount: bigint): void {
  if (amount === 0n) return
  const before = claimableOf(context, annotator, token)
  emit(context, 'RewardAccrued', { batchId, annotator, token, amount, claimable: before + amount })
  if (token === addressOf('trap') && (context.state.traps.get(annotator) ?? 0) !== 0) {
    addClaimable(context, annotator, token, amount)
    return
  }
  transfer(context, token, market, annotator, amount)
  emit(context, 'RewardPaid', { batchId, annotator, token, amount, claimable: before })
}

// ---------------------------------------------------------------- claimable balances

export const claimableOf = ({ state }: Context, account: Address, token: Address): bigint =>
  state.claimable.get(`${account} ${token}`) ?? 0n

export function addClaimable(context: Context, account: Address, token: Address, amount: bigint): bigint {
  const claimable = claimableOf(context, account, token) + amount
  context.state.claimable.set(`${account} ${token}`, claimable)
  return claimable
}

export function moveClaimable(context: Context, from: Address, token: Address, to: Address, amount: bigint): void {
  demand(to !== zeroAddress, 'ZeroAddress')
  demand(amount > 0n, 'ZeroAmount')
  const claimable = claimableOf(context, from, token)
  demand(claimable >= amount, 'InsufficientClaimable', from, token, claimable, amount)
  const fromLeft = addClaimable(context, from, token, -amount)
  const toHas = addClaimable(context, to, token, amount)
  emit(context, 'ClaimableMoved', { from, to, token, amount, fromLeft, toHas })
}

// ---------------------------------------------------------------- slashes

/** One for each flagged seat and for each commitment that was never opened. */
function openSlashes(
  context: Context,
  batch: Batch,
  project: Project,
  annotators: Address[],
  withheld: bigint[],
): void {
  const { noRevealBps, token } = project.params
  for (const [index, annotator] of annotators.entries()) {
    const seat = seated(batch, annotator)
    const reason = seat.state === seatState.Committed ? slashReason.NoReveal : seat.flagged
    if (reason === slashReason.None) continue
    const wanted = pay.wantedByRule(reason, stakeOf(context, annotator), seatStakeFor(batch, project), noRevealBps)
    const last = context.state.lastShares.get(annotator)
    const spent = reason === slashReason.GoldFail && last !== undefined && context.at < last + pay.epoch
    const { slash } = openSlash(context, batch.id, spent ? 0n : wanted, batch.id, {
      state: slashState.Open,
      reason,
      annotator,
      deadline: context.at + appealWindow,
      requester: project.requester,
      reporter: context.from,
      token,
      fromPending: at(withheld, index),
      fromStake: 0n,
    })
    if (reason === slashReason.GoldFail && slash.fromStake !== 0n) context.state.lastShares.set(annotator, context.at)
  }
}

type OpenedSlash = { readonly slashId: Hex; readonly slash: Slash }

/** Holds the stake and stores the slash. Who is slashed or decides is no reporter. */
export function openSlash(context: Context, batchId: Hex, wanted: bigint, evidence: Hex, slash: Slash): OpenedSlash {
  const { annotator, reason, token, fromPending, requester, deadline } = slash
  const slashId = slashIdOf(batchId, annotator, reason)
  demand(!context.state.slashes.has(slashId), 'SlashExists', slashId)
  const reporter = [annotator, court].includes(slash.reporter) ? zeroAddress : slash.reporter
  const fromStake = hold(context, annotator, wanted)
  const opened = { ...slash, reporter, fromStake }
  context.state.slashes.set(slashId, opened)
  const amounts = { fromPending, fromStake }
  const parties = { requester, reporter, evidence, deadline }
  emit(context, 'SlashOpened', { slashId, batchId, annotator, reason, token, ...amounts, ...parties })
  return { slashId, slash: opened }
}

export function slashIn(context: Context, slashId: Hex, expected: number): Slash {
  const slash = context.state.slashes.get(slashId)
  if (slash === undefined) throw new Refusal('SlashUnknown', [slashId])
  demand(slash.state === expected, 'WrongSlashState', slashId, slash.state)
  return slash
}

/** Sends what is held to those who get it. */
export function executeSlash(context: Context, slashId: Hex, slash: Slash): void {
  slash.state = slashState.Executed
  const reported = slash.reporter !== zeroAddress
  const [pending, stake] = [partsOf(slash.fromPending, reported), partsOf(slash.fromStake, reported)]
  const { annotator, reason, fromPending, fromStake } = slash
  emit(context, 'Slashed', {
    slashId,
    annotator,
    reason,
    fromPending,
    fromStake,
    pendingToRequester: pending[0],
    pendingToReporter: pending[1],
    pendingToInsurance: pending[2],
    stakeToRequester: stake[0],
    stakeToReporter: stake[1],
    stakeToInsurance: stake[2],
  })
  const parties = [slash.requester, slash.reporter, insurance]
  for (const [index, to] of parties.entries()) takeStake(context, annotator, to, at(stake, index))
  for (const [index, to] of parties.entries()) {
    if (at(pending, index) !== 0n) moveClaimable(context, slasher, slash.token, to, at(pending, index))
  }
}

/** The reporter's part is the insurance's where nobody reported. */
function partsOf(amount: bigint, reported: boolean): bigint[] {
  const { requester, reporter, insurance: rest } = pay.sharesOf(amount)
  return reported ? [requester, reporter, rest] : [requester, 0n, reporter + rest]
}

export function overturnSlash(context: Context, slashId: Hex, slash: Slash): void {
  slash.state = slashState.Overturned
  const { annotator, fromPending, fromStake, token } = slash
  emit(context, 'SlashOverturned', { slashId, annotator, fromPending, fromStake })
  unlockEach(context, [annotator], fromStake)
  if (fromPending !== 0n) moveClaimable(context, slasher, token, annotator, fromPending)
}

// ---------------------------------------------------------------- stakes and tokens

export function stakeOf({ state }: Context, account: Address): Stake {
  const stake = state.stakes.get(account) ?? noStake()
  state.stakes.set(account, stake)
  return stake
}

export function unlockEach(context: Context, accounts: Address[], amount: bigint): void {
  if (amount === 0n) return
  for (const account of accounts) {
    const stake = stakeOf(context, account)
    demand(stake.locked >= amount, 'InsufficientStake', account, stake.locked, amount)
    stake.available += amount
    stake.locked -= amount
    emit(context, 'StakeUnlocked', { account, amount, available: stake.available, locked: stake.locked })
  }
}

/** From available first, then from unbonding. */
function hold(context: Context, account: Address, wanted: bigint): bigint {
  const stake = stakeOf(context, account)
  const amount = pay.heldOf(wanted, stake)
  if (amount === 0n) return 0n
  const enough = stake.available >= amount
  const fromAvailable = enough ? amount : stake.available
  stake.available -= fromAvailable
  stake.unbonding -= amount - fromAvailable
  stake.locked += amount
  if (stake.unbonding === 0n) stake.releaseAt = 0
  emit(context, 'StakeHeld', { account, amount, ...stake })
  return amount
}

/** Held stake becomes available to another. */
function takeStake(context: Context, account: Address, to: Address, amount: bigint): void {
  if (amount === 0n) return
  const [stake, recipient] = [stakeOf(context, account), stakeOf(context, to)]
  demand(stake.locked >= amount, 'InsufficientStake', account, stake.locked, amount)
  stake.locked -= amount
  recipient.available += amount
  const { locked } = stake
  emit(context, 'StakeSlashed', { account, to, amount, locked, toAvailable: recipient.available })
}

/** `transferFrom` the caller, who approved all or nothing. */
export function pull(context: Context, token: Address, to: Address, amount: bigint): void {
  const approved = to === vault ? context.from === admin : context.from in wealth
  demand(approved, 'ERC20InsufficientAllowance', to, 0n, amount)
  transfer(context, token, context.from, to, amount)
}

/** A transfer from the market that must work. */
export function push(context: Context, token: Address, to: Address, amount: bigint): void {
  const trap = token === addressOf('trap') ? (context.state.traps.get(to) ?? 0) : 0
  demand(trap !== 1, 'Trapped', to)
  demand(trap === 0, 'SafeERC20FailedOperation', token)
  transfer(context, token, market, to, amount)
}

export function transfer(context: Context, token: Address, from: Address, to: Address, value: bigint): void {
  const { balances } = context.state
  const held = balances.get(`${token} ${from}`) ?? 0n
  demand(held >= value, 'ERC20InsufficientBalance', from, held, value)
  balances.set(`${token} ${from}`, held - value)
  balances.set(`${token} ${to}`, (balances.get(`${token} ${to}`) ?? 0n) + value)
  emit(context, 'Transfer', { from, to, value })
}
