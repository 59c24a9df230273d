/** What the model remembers, and what the views must say of it. */
import type { Address, Hex } from 'viem'
import { batchState, seatState } from '../support/states.ts'
import { addressOf, admin, annotators, outsider, type Read, requester, supply, wealth } from './history.ts'

export type Params = {
  token: Address
  rewardPerLabel: bigint
  stakePerSeat: bigint
  classes: number
  commitWindow: number
  revealWindow: number
  guidelineHash: Hex
}
export type Project = { id: Hex; requester: Address; params: Params; free: bigint; reserved: bigint }
export type Seat = { state: number; agreed: number; digest: Hex }
export type Batch = {
  id: Hex
  projectId: Hex
  state: number
  items: number
  seats: number
  agreement: number
  committed: number
  deadline: number
  panel: Map<Address, Seat>
}
export type Stake = { available: bigint; locked: bigint; unbonding: bigint; releaseAt: number }

export type State = {
  projects: Map<Hex, Project>
  batches: Map<Hex, Batch>
  /** By `annotator token`. */
  claimable: Map<string, bigint>
  stakes: Map<Address, Stake>
  /** By `token holder`. */
  balances: Map<string, bigint>
  traps: Map<Address, number>
}

export const noStake = (): Stake => ({ available: 0n, locked: 0n, unbonding: 0n, releaseAt: 0 })

export function initialState(): State {
  const balances = new Map([[`${addressOf('label')} ${admin}`, (supply * 6n) / 10n]])
  for (const token of ['dollar', 'trap'] as const) {
    for (const [owner, amount] of Object.entries(wealth)) balances.set(`${addressOf(token)} ${owner}`, amount)
  }
  const empty = { projects: new Map(), batches: new Map(), claimable: new Map(), stakes: new Map(), traps: new Map() }
  return { ...empty, balances }
}

export function readsOf(state: State): Read[] {
  const people = [admin, requester, outsider, ...annotators]
  const ask = (to: Read['to'], name: string, args: unknown[], value: unknown): Read => ({ to, name, args, value })
  const reads: Read[] = []
  for (const { id, params, free, reserved, requester: owner } of state.projects.values()) {
    const idTail = `0x${id.slice(42)}`
    reads.push(ask('market', 'projectOf', [id], { requester: owner, idTail, params, free, reserved }))
  }
  for (const { id, projectId, panel, ...batch } of state.batches.values()) {
    const { classes } = state.projects.get(projectId)?.params ?? { classes: 0 }
    reads.push(ask('market', 'batchOf', [id], { projectKey: projectId.slice(0, 42), classes, ...batch }))
    for (const annotator of annotators) {
      const seat = panel.get(annotator) ?? { state: seatState.None, agreed: 0, digest: `0x${'0'.repeat(58)}` }
      const paidIn = { [batchState.Settled]: seatState.Scored, [batchState.Void]: seatState.Revealed }[batch.state]
      const shown = seat.state === paidIn ? seatState.Paid : seat.state
      reads.push(ask('market', 'seatOf', [id, annotator], { ...seat, state: shown }))
    }
  }
  for (const person of people) {
    for (const token of ['dollar', 'trap'] as const) {
      const amount = state.claimable.get(`${person} ${addressOf(token)}`) ?? 0n
      reads.push(ask('market', 'claimableOf', [person, addressOf(token)], amount))
    }
    reads.push(ask('vault', 'stakeOf', [person], state.stakes.get(person) ?? noStake()))
  }
  for (const token of ['label', 'dollar', 'trap'] as const) {
    for (const holder of [...people, addressOf('market'), addressOf('vault')]) {
      reads.push(ask(token, 'balanceOf', [holder], state.balances.get(`${addressOf(token)} ${holder}`) ?? 0n))
    }
  }
  return reads
}
