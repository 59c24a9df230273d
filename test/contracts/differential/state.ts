/** What the model remembers, and what the views must say of it. */
import type { Address, Hex } from 'viem'
import { noStanding, probation, type Standing, slashReason } from '../reference/standing.ts'
import { batchState, seatState } from '../reference/states.ts'
import {
  addressOf,
  admin,
  annotators,
  court,
  insurance,
  outsider,
  pool,
  type Read,
  requester,
  supply,
  wealth,
} from './history.ts'
import { slashIdOf } from './ids.ts'

export type Tiers = { from: number[]; pays: number[]; probationPays: number; probationAnswers: number }

export type Params = {
  token: Address
  rewardPerLabel: bigint
  stakePerSeat: bigint
  classes: number
  scale: number
  tolerance: number
  escalation: number
  commitWindow: number
  revealWindow: number
  goldWindow: number
  disputeWindow: number
  tiers: Tiers
  goldBps: number
  maxDisagreementBps: number
  noRevealBps: number
  goldBond: number
  keeperFee: number
  eligibility: Address
  guidelineHash: Hex
}

export type Project = {
  id: Hex
  requester: Address
  /** With the guideline of the present version. */
  params: Params
  free: bigint
  reserved: bigint
  guidelineVersion: number
  isSealed: boolean
  labelsRoot: Hex
}

export type Seat = {
  state: number
  agreed: number
  multiplierBps: number
  flagged: number
  tier: number
  digest: Hex
}

export type Batch = {
  id: Hex
  projectId: Hex
  state: number
  flags: number
  items: number
  seats: number
  agreement: number
  committed: number
  deadline: number
  panel: Map<Address, Seat>
  disputes: number
  attempts: number
  round: Hex
  /** Labels that rulings gave, by item. */
  overturned: Map<number, number>
}

export type Stake = { available: bigint; locked: bigint; unbonding: bigint; releaseAt: number }

/** As `ISlasher.slashOf` tells it. */
export type Slash = {
  state: number
  reason: number
  annotator: Address
  deadline: number
  requester: Address
  reporter: Address
  token: Address
  fromPending: bigint
  fromStake: bigint
}

export type State = {
  projects: Map<Hex, Project>
  batches: Map<Hex, Batch>
  /** By `project annotator`. */
  standings: Map<string, Standing>
  /** By `annotator token`. */
  claimable: Map<string, bigint>
  stakes: Map<Address, Stake>
  slashes: Map<Hex, Slash>
  /** When the last rule-based share of an annotator's stake was held. */
  lastShares: Map<Address, number>
  /** By `token holder`. */
  balances: Map<string, bigint>
  traps: Map<Address, number>
  entryPaused: boolean
}

export const zeroHash: Hex = `0x${'0'.repeat(64)}`
export const noStake = (): Stake => ({ available: 0n, locked: 0n, unbonding: 0n, releaseAt: 0 })
/** A seat keeps 25 bytes of a hash. */
export const cut = (hash: Hex): Hex => hash.slice(0, 52) as Hex
export const noSeat = (): Seat => ({
  state: seatState.None,
  agreed: 0,
  multiplierBps: 0,
  flagged: 0,
  tier: 0,
  digest: cut(zeroHash),
})

export function initialState(): State {
  const balances = new Map([[`${addressOf('label')} ${admin}`, (supply * 6n) / 10n]])
  for (const token of ['dollar', 'trap'] as const) {
    for (const [owner, amount] of Object.entries(wealth)) balances.set(`${addressOf(token)} ${owner}`, amount)
  }
  const markets = { projects: new Map(), batches: new Map(), standings: new Map(), claimable: new Map() }
  const stakes = { stakes: new Map(), slashes: new Map(), lastShares: new Map() }
  return { ...markets, ...stakes, balances, traps: new Map(), entryPaused: false }
}

export const standingOf = (state: State, projectId: Hex, annotator: Address): Standing =>
  state.standings.get(`${projectId} ${annotator}`) ?? noStanding

/** Tier 3 or 4 of the project. */
export function isSenior(state: State, projectId: Hex, annotator: Address): boolean {
  const { tier } = standingOf(state, projectId, annotator)
  return tier >= 3 && tier !== probation
}

/** The seat as the view shows it: a scored one of a settled batch is paid, and so is a revealed one of a void batch. */
function shownSeat(batch: Batch, annotator: Address): Seat {
  const seat = batch.panel.get(annotator) ?? noSeat()
  const paidIn = { [batchState.Settled]: seatState.Scored, [batchState.Void]: seatState.Revealed }[batch.state]
  return { ...seat, state: seat.state === paidIn ? seatState.Paid : seat.state }
}

export function readsOf(state: State): Read[] {
  const people = [admin, requester, outsider, court, pool, insurance, ...annotators]
  const ask = (to: Read['to'], name: string, args: unknown[], value: unknown): Read => ({ to, name, args, value })
  const reads: Read[] = []
  for (const project of state.projects.values()) {
    const { id, labelsRoot, requester: owner, ...rest } = project
    reads.push(ask('market', 'projectOf', [id], { requester: owner, idTail: `0x${id.slice(42)}`, ...rest }))
    reads.push(ask('market', 'labelsRootOf', [id], labelsRoot))
    for (const annotator of annotators) {
      reads.push(ask('market', 'standingOf', [id, annotator], standingOf(state, id, annotator)))
    }
  }
  for (const batch of state.batches.values()) {
    const { id, projectId, panel, disputes, attempts, round, overturned, ...rest } = batch
    reads.push(ask('market', 'batchOf', [id], { projectKey: projectId.slice(0, 42), ...rest }))
    reads.push(ask('market', 'projectIdOfBatch', [id], projectId))
    reads.push(ask('market', 'disputesOf', [id], disputes))
    reads.push(ask('market', 'attemptsOf', [id], attempts))
    reads.push(ask('market', 'roundOf', [id], round))
    for (const annotator of annotators) {
      reads.push(ask('market', 'seatOf', [id, annotator], shownSeat(batch, annotator)))
      reads.push(ask('market', 'rewardOf', [id, annotator], rewardOf(state, batch, annotator)))
      const tier = panel.get(annotator)?.state === seatState.Scored ? panel.get(annotator)?.tier : probation
      reads.push(ask('market', 'tierOf', [id, annotator], tier))
      reads.push(ask('market', 'canSit', [id, annotator], canSit(state, batch, annotator)))
      for (const reason of Object.values(slashReason).filter((one) => one !== slashReason.None)) {
        const slashId = slashIdOf(id, annotator, reason)
        const slash = state.slashes.get(slashId)
        if (slash !== undefined) reads.push(ask('slasher', 'slashOf', [slashId], slash))
      }
    }
    reads.push(ask('market', 'canSit', [id, requester], false))
  }
  for (const person of [...people, addressOf('slasher')]) {
    for (const token of ['dollar', 'trap'] as const) {
      const amount = state.claimable.get(`${person} ${addressOf(token)}`) ?? 0n
      reads.push(ask('market', 'claimableOf', [person, addressOf(token)], amount))
    }
    reads.push(ask('vault', 'stakeOf', [person], state.stakes.get(person) ?? noStake()))
    reads.push(ask('slasher', 'lastShareAt', [person], state.lastShares.get(person) ?? 0))
  }
  for (const token of ['label', 'dollar', 'trap'] as const) {
    for (const holder of [...people, addressOf('market'), addressOf('vault'), addressOf('slasher')]) {
      reads.push(ask(token, 'balanceOf', [holder], state.balances.get(`${addressOf(token)} ${holder}`) ?? 0n))
    }
  }
  reads.push(ask('parameters', 'entryPaused', [], state.entryPaused))
  return reads
}

function rewardOf(state: State, batch: Batch, annotator: Address): bigint {
  const { state: at, agreed, multiplierBps } = shownSeat(batch, annotator)
  if (batch.state !== batchState.Settled || at !== seatState.Paid) return 0n
  const reward = (state.projects.get(batch.projectId)?.params.rewardPerLabel ?? 0n) << BigInt(batch.flags & 1)
  return (reward * BigInt(agreed) * BigInt(multiplierBps)) / 10_000n
}

/** No project of a history has a hook that says yes: there is none, or one that cannot answer. */
function canSit(state: State, batch: Batch, annotator: Address): boolean {
  const hook = state.projects.get(batch.projectId)?.params.eligibility ?? addressOf('dollar')
  if (BigInt(hook) !== 0n) return false
  return (batch.flags & 1) === 0 || isSenior(state, batch.projectId, annotator)
}
