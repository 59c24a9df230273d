/** Preconditions and steps that several rules of the model share. */
import { type Address, type Hex, hexToBytes, keccak256, toHex, zeroAddress } from 'viem'
import { batchState, seatState } from '../support/states.ts'
import { referenceTally } from '../support/tally-reference.ts'
import { addressOf, admin, type Event, wealth } from './history.ts'
import { commitmentOf } from './ids.ts'
import { type Batch, noStake, type Project, type Seat, type Stake, type State } from './state.ts'

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
export const demandOver = ({ at: now }: Context, { id, deadline }: Batch) =>
  demand(now > deadline, 'DeadlineNotPassed', id, deadline)
export const demandQuorum = ({ id, agreement }: Batch, taken: number) =>
  demand(taken >= agreement, 'QuorumNotReached', id, taken, agreement)

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

// ---------------------------------------------------------------- steps of a batch

export const projectOf = (context: Context, batch: Batch): Project => knownProject(context, batch.projectId)
export const reserveOf = (batch: Batch, project: Project) =>
  BigInt(batch.items * batch.seats) * project.params.rewardPerLabel
/** A seat keeps 29 bytes of a hash. */
export const cut = (hash: Hex): Hex => hash.slice(0, 60) as Hex

export function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no entry ${index}`)
  return value
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
  const amount = projectOf(context, batch).params.stakePerSeat
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

export function tally(context: Context, batch: Batch, annotators: Address[], labels: Hex[]): void {
  const rows = labels.map((row) => (row === '0x' ? undefined : [...hexToBytes(row)]))
  const result = referenceTally(rows, batch.items, batch.agreement)
  const [consensus, votes] = [toHex(Uint8Array.from(result.consensus)), toHex(Uint8Array.from(result.votes))]
  Object.assign(batch, { state: batchState.Tallied, deadline: 0 })
  emit(context, 'BatchTallied', { batchId: batch.id, consensus, votes })
  for (const [index, annotator] of annotators.entries()) {
    const seat = seated(batch, annotator)
    if (seat.state !== seatState.Revealed) {
      emit(context, 'RevealMissed', { batchId: batch.id, annotator })
      continue
    }
    const agreed = at(result.agreed, index)
    Object.assign(seat, { state: seatState.Scored, agreed })
    emit(context, 'AnnotatorScored', { batchId: batch.id, annotator, agreed, compared: at(result.compared, index) })
  }
}

/** Releases the reserve, unlocks the stakes of those that committed, and pays. */
export function end(context: Context, batch: Batch, state: number, annotators: Address[], rewards: bigint[]): void {
  const project = projectOf(context, batch)
  const held = annotators.length === 0 ? 0n : reserveOf(batch, project)
  const paid = rewards.reduce((sum, reward) => sum + reward, 0n)
  Object.assign(batch, { state, deadline: 0 })
  project.reserved -= held
  project.free += held - paid
  const balances = { projectFree: project.free, projectReserved: project.reserved }
  const name = state === batchState.Settled ? 'BatchSettled' : 'BatchVoided'
  emit(context, name, { batchId: batch.id, paid, refunded: held - paid, ...balances })
  const { token, stakePerSeat: amount } = project.params
  for (const account of annotators) {
    if (amount === 0n || seated(batch, account).state < seatState.Committed) continue
    const stake = stakeOf(context, account)
    stake.available += amount
    stake.locked -= amount
    emit(context, 'StakeUnlocked', { account, amount, available: stake.available, locked: stake.locked })
  }
  for (const [index, annotator] of annotators.entries()) pay(context, batch.id, annotator, token, at(rewards, index))
}

function pay(context: Context, batchId: Hex, annotator: Address, token: Address, amount: bigint): void {
  if (amount === 0n) return
  const { claimable, traps } = context.state
  const key = `${annotator} ${token}`
  const before = claimable.get(key) ?? 0n
  emit(context, 'RewardAccrued', { batchId, annotator, token, amount, claimable: before + amount })
  if (token === addressOf('trap') && (traps.get(annotator) ?? 0) !== 0) {
    claimable.set(key, before + amount)
    return
  }
  transfer(context, token, market, annotator, amount)
  emit(context, 'RewardPaid', { batchId, annotator, token, amount, claimable: before })
}

// ---------------------------------------------------------------- stakes and tokens

export function stakeOf({ state }: Context, account: Address): Stake {
  const stake = state.stakes.get(account) ?? noStake()
  state.stakes.set(account, stake)
  return stake
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
