/**
 * What the events alone say about the storage of the market and the vault. `fold(events) = storage` is the promise that lets a
 * subgraph do without contract calls.
 */
import { type Hex, keccak256 } from 'viem'
import type { Emitted } from './events.ts'
import { batchState, seatState } from './states.ts'

export type Folded = {
  /** By key: the first 20 bytes of the id. */
  projects: Map<string, ProjectFold>
  batches: Map<string, BatchFold>
  /** By batch, then by annotator. */
  seats: Map<string, Map<string, SeatFold>>
  /** By annotator, then by token. */
  claimable: Map<string, Map<string, bigint>>
  stakes: Map<string, StakeFold>
}

export type ProjectFold = {
  id: string
  token: string
  stakePerSeat: bigint
  classes: number
  free: bigint
  reserved: bigint
  funded: bigint
  refunded: bigint
  paid: bigint
}

export type BatchFold = {
  /** The first 20 bytes of the project's id, as stored. */
  projectKey: string
  state: number
  classes: number
  items: number
  seats: number
  agreement: number
  committed: number
  deadline: number
}

export type SeatFold = { state: number; agreed: number; digest: string }

export type StakeFold = { available: bigint; locked: bigint; unbonding: bigint; releaseAt: number }

export function emptyFold(): Folded {
  return { projects: new Map(), batches: new Map(), seats: new Map(), claimable: new Map(), stakes: new Map() }
}

/** Applies one event. */
export function apply(fold: Folded, { name, args }: Emitted): void {
  const big = (key: string) => args[key] as bigint
  const num = (key: string) => Number(args[key])
  const text = (key: string) => args[key] as string
  const project = () => known(fold.projects, keyOf(text('projectId')))
  const batch = () => known(fold.batches, text('batchId'))
  const panel = () => known(fold.seats, text('batchId'))
  const seat = () => known(panel(), text('annotator'))
  const stake = () => orNew(fold.stakes, text('account'), noStake)
  const digest = (hash: string) => hash.slice(0, 60)

  switch (name) {
    case 'ProjectCreated': {
      const zero = { free: 0n, reserved: 0n, funded: 0n, refunded: 0n, paid: 0n }
      const id = text('projectId')
      const terms = { token: text('token'), stakePerSeat: big('stakePerSeat'), classes: num('classes') }
      fold.projects.set(keyOf(id), { id, ...terms, ...zero })
      break
    }
    case 'ProjectFunded':
      Object.assign(project(), { free: big('free'), funded: project().funded + big('amount') })
      break
    case 'ProjectRefunded':
      Object.assign(project(), { free: big('free'), refunded: project().refunded + big('amount') })
      break
    case 'BatchCreated':
      fold.batches.set(text('batchId'), {
        projectKey: keyOf(text('projectId')),
        state: batchState.Created,
        classes: project().classes,
        items: num('items'),
        seats: num('seats'),
        agreement: num('agreement'),
        committed: 0,
        deadline: num('deadline'),
      })
      fold.seats.set(text('batchId'), new Map())
      break
    case 'Assigned': {
      Object.assign(batch(), { state: batchState.Committing, deadline: num('deadline') })
      const balances = { free: big('projectFree'), reserved: big('projectReserved') }
      Object.assign(known(fold.projects, batch().projectKey), balances)
      for (const annotator of args.annotators as string[]) panel().set(annotator, noSeat())
      break
    }
    case 'Committed':
      batch().committed++
      Object.assign(seat(), { state: seatState.Committed, digest: digest(text('commitment')) })
      break
    case 'RevealOpened':
      Object.assign(batch(), { state: batchState.Revealing, deadline: num('deadline') })
      break
    case 'Revealed':
      Object.assign(seat(), { state: seatState.Revealed, digest: digest(keccak256(args.labels as Hex)) })
      break
    case 'BatchTallied':
      Object.assign(batch(), { state: batchState.Tallied, deadline: 0 })
      break
    case 'AnnotatorScored':
      Object.assign(seat(), { state: seatState.Scored, agreed: num('agreed') })
      break
    case 'BatchSettled':
    case 'BatchVoided': {
      const settled = name === 'BatchSettled'
      Object.assign(batch(), { state: settled ? batchState.Settled : batchState.Void, deadline: 0 })
      const owner = known(fold.projects, batch().projectKey)
      const balances = { free: big('projectFree'), reserved: big('projectReserved') }
      Object.assign(owner, { ...balances, paid: owner.paid + big('paid') })
      for (const paid of panel().values()) {
        if (paid.state === (settled ? seatState.Scored : seatState.Revealed)) paid.state = seatState.Paid
      }
      break
    }
    case 'RewardAccrued':
    case 'RewardPaid':
      orNew(fold.claimable, text('annotator'), () => new Map()).set(text('token'), big('claimable'))
      break
    case 'RewardClaimed':
      known(fold.claimable, text('annotator')).set(text('token'), 0n)
      break
    case 'StakeDeposited':
      stake().available = big('available')
      break
    case 'StakeLocked':
    case 'StakeUnlocked':
      Object.assign(stake(), { available: big('available'), locked: big('locked') })
      break
    case 'UnbondStarted':
      Object.assign(stake(), {
        available: big('available'),
        unbonding: big('unbonding'),
        releaseAt: num('releaseAt'),
      })
      break
    case 'StakeWithdrawn':
      Object.assign(stake(), { unbonding: 0n, releaseAt: 0 })
      break
    case 'RevealMissed':
    case 'RoleGranted':
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

const keyOf = (projectId: string) => projectId.slice(0, 42)
const noSeat = (): SeatFold => ({ state: seatState.Assigned, agreed: 0, digest: `0x${'0'.repeat(58)}` })
const noStake = (): StakeFold => ({ available: 0n, locked: 0n, unbonding: 0n, releaseAt: 0 })

function known<V>(map: Map<string, V>, key: string): V {
  const value = map.get(key)
  if (value === undefined) throw new Error(`an event names ${key} before the event that creates it`)
  return value
}

function orNew<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create()
  map.set(key, value)
  return value
}
