/**
 * What the events alone say about the storage of the market, the vault and the slasher. `fold(events) = storage` is the promise that lets
 * a subgraph do without contract calls. Three values are not told but follow: a standing's weights (from what the tally says about the
 * seat, by the project's rules), the slasher's claimable balance where pay is withheld (a sum), and when the last rule-based share of a
 * stake was held (the appeal deadline less its window).
 */
import { type Hex, keccak256 } from 'viem'
import { leastItems } from '../reference/peer.ts'
import { judge, noStanding, type Standing, slashReason, type Tiers } from '../reference/standing.ts'
import { batchFlag, batchState, seatState, slashState } from '../reference/states.ts'
import type { Emitted } from './events.ts'

export type Folded = {
  /** By key: the first 20 bytes of the id. */
  projects: Map<string, ProjectFold>
  batches: Map<string, BatchFold>
  /** By batch, then by annotator. */
  seats: Map<string, Map<string, SeatFold>>
  /** By annotator, then by token. */
  claimable: Map<string, Map<string, bigint>>
  stakes: Map<string, StakeFold>
  /** By project key, then by annotator. */
  standings: Map<string, Map<string, Standing>>
  /** What is rare, by batch. */
  sequels: Map<string, Sequel>
  /** By id. */
  slashes: Map<string, SlashFold>
  /** By annotator: when the last rule-based share of its stake was held. */
  lastShares: Map<string, number>
  /** The market's wiring: empty before. */
  slasher: string
  court: string
  pool: string
}

/** A project's terms as `ProjectCreated` tells them, the guideline being that of the present version. */
export type Terms = {
  readonly token: string
  readonly rewardPerLabel: bigint
  readonly stakePerSeat: bigint
  readonly tiers: Tiers
  readonly goldBps: number
  readonly maxDisagreementBps: number
  readonly goldBond: number
  readonly keeperFee: number
  readonly guidelineHash: string
}

export type Sequel = {
  disputes: number
  attempts: number
  round: string
  /** Labels that rulings gave, by item. */
  overturned: Map<number, number>
}

export type SlashFold = {
  state: number
  reason: number
  annotator: string
  deadline: number
  requester: string
  reporter: string
  token: string
  fromPending: bigint
  fromStake: bigint
}

export type ProjectFold = {
  id: string
  requester: string
  params: Terms
  token: string
  stakePerSeat: bigint
  free: bigint
  reserved: bigint
  funded: bigint
  refunded: bigint
  paid: bigint
  guidelineVersion: number
  isSealed: boolean
  labelsRoot: string
}

export type BatchFold = {
  /** The first 20 bytes of the project's id, as stored. */
  projectKey: string
  state: number
  flags: number
  items: number
  seats: number
  agreement: number
  committed: number
  deadline: number
}

export type SeatFold = {
  state: number
  agreed: number
  multiplierBps: number
  flagged: number
  tier: number
  digest: string
}

export type StakeFold = { available: bigint; locked: bigint; unbonding: bigint; releaseAt: number }

export function emptyFold(): Folded {
  return {
    projects: new Map(),
    batches: new Map(),
    seats: new Map(),
    claimable: new Map(),
    stakes: new Map(),
    standings: new Map(),
    sequels: new Map(),
    slashes: new Map(),
    lastShares: new Map(),
    slasher: '',
    court: '',
    pool: '',
  }
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
  const digest = (hash: string) => hash.slice(0, 52)
  const owner = () => known(fold.projects, batch().projectKey)
  const sequel = (batchId = text('batchId')) => orNew(fold.sequels, batchId, noSequel)
  const slash = () => known(fold.slashes, text('slashId'))
  const balances = () => ({ free: big('projectFree'), reserved: big('projectReserved') })
  const setClaimable = (account: string, amount: bigint) =>
    orNew(fold.claimable, account, () => new Map()).set(text('token'), amount)

  switch (name) {
    case 'ProjectCreated': {
      const params = args.params as Terms
      const zero = { free: 0n, reserved: 0n, funded: 0n, refunded: 0n, paid: 0n }
      const begun = { guidelineVersion: 1, isSealed: false, labelsRoot: noId }
      const id = text('projectId')
      const { token, stakePerSeat } = params
      fold.projects.set(keyOf(id), { id, requester: text('requester'), params, token, stakePerSeat, ...zero, ...begun })
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
        flags: 0,
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
      Object.assign(owner(), balances())
      for (const annotator of args.annotators as string[]) panel().set(annotator, noSeat())
      break
    }
    case 'Committed':
      batch().committed++
      Object.assign(seat(), { state: seatState.Committed, digest: digest(text('commitment')) })
      break
    case 'Reassigned':
      Object.assign(batch(), { state: batchState.Created, committed: 0, deadline: num('deadline') })
      Object.assign(owner(), balances())
      sequel().attempts = num('attempts')
      panel().clear()
      break
    case 'RevealOpened': {
      // A keeper opened it where somebody had not committed.
      const flags = num('committed') < batch().seats ? batch().flags | batchFlag.OpenedLate : batch().flags
      Object.assign(batch(), { state: batchState.Revealing, deadline: num('deadline'), flags })
      break
    }
    case 'Revealed':
      Object.assign(seat(), { state: seatState.Revealed, digest: digest(keccak256(args.labels as Hex)) })
      break
    case 'GoldForfeited':
      batch().flags |= batchFlag.GoldForfeited
      break
    case 'BatchTallied':
      Object.assign(batch(), { state: batchState.Tallied, deadline: num('deadline') })
      break
    case 'AnnotatorScored': {
      const [agreed, multiplierBps, tier] = [num('agreed'), num('multiplierBps'), num('tier')]
      Object.assign(seat(), { state: seatState.Scored, agreed, multiplierBps, tier })
      const standings = orNew(fold.standings, batch().projectKey, () => new Map())
      const score = {
        right: num('goldRight'),
        total: num('goldTotal'),
        agreed,
        compared: num('compared'),
        peer: batch().items < leastItems ? undefined : num('peerScore'),
      }
      const before = standings.get(text('annotator')) ?? noStanding
      standings.set(text('annotator'), judge(before, score, owner().params).standing)
      break
    }
    case 'AnnotatorFlagged':
      seat().flagged = num('reason')
      break
    case 'BatchDisputed':
      batch().state = batchState.Disputed
      sequel().disputes = num('disputes')
      break
    case 'DisputeClosed':
      if (num('disputes') === 0) batch().state = batchState.Tallied
      sequel().disputes = num('disputes')
      break
    case 'SeatRescored':
      seat().agreed = num('agreed')
      break
    case 'RoundOpened':
      batch().flags = batchFlag.Senior
      sequel(text('parent')).round = text('batchId')
      break
    case 'GuidelineUpdated':
      project().guidelineVersion = num('version')
      project().params = { ...project().params, guidelineHash: text('guidelineHash') }
      break
    case 'DatasetSealed':
      Object.assign(project(), { isSealed: true, labelsRoot: text('labelsRoot') })
      break
    case 'KeeperPaid': {
      const payer = owner()
      Object.assign(payer, { reserved: big('projectReserved'), paid: payer.paid + big('amount') })
      orNew(fold.claimable, text('keeper'), () => new Map()).set(payer.token, big('claimable'))
      break
    }
    case 'RewardWithheld': {
      const held = orNew(fold.claimable, fold.slasher, () => new Map())
      held.set(text('token'), (held.get(text('token')) ?? 0n) + big('amount'))
      break
    }
    case 'ClaimableMoved':
      setClaimable(text('from'), big('fromLeft'))
      setClaimable(text('to'), big('toHas'))
      break
    case 'Wired':
      // The slasher tells its own wiring by an event of the same name.
      if ('slasher' in args) Object.assign(fold, { slasher: text('slasher'), court: text('court'), pool: text('pool') })
      break
    case 'BatchSettled':
    case 'BatchVoided': {
      const settled = name === 'BatchSettled'
      Object.assign(batch(), { state: settled ? batchState.Settled : batchState.Void, deadline: 0 })
      Object.assign(owner(), { ...balances(), paid: owner().paid + big('paid') })
      for (const paid of panel().values()) {
        if (paid.state === (settled ? seatState.Scored : seatState.Revealed)) paid.state = seatState.Paid
      }
      break
    }
    case 'RewardAccrued':
    case 'RewardPaid':
      setClaimable(text('annotator'), big('claimable'))
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
    case 'StakeHeld':
      Object.assign(stake(), {
        available: big('available'),
        locked: big('locked'),
        unbonding: big('unbonding'),
        releaseAt: num('releaseAt'),
      })
      break
    case 'StakeSlashed':
      stake().locked = big('locked')
      orNew(fold.stakes, text('to'), noStake).available = big('toAvailable')
      break
    case 'SlashOpened': {
      const [reason, annotator, deadline] = [num('reason'), text('annotator'), num('deadline')]
      const parties = { requester: text('requester'), reporter: text('reporter'), token: text('token') }
      const amounts = { fromPending: big('fromPending'), fromStake: big('fromStake') }
      fold.slashes.set(text('slashId'), { state: slashState.Open, reason, annotator, deadline, ...parties, ...amounts })
      if (reason === slashReason.GoldFail && amounts.fromStake !== 0n) {
        fold.lastShares.set(annotator, deadline - appealWindow)
      }
      break
    }
    case 'SlashAppealed':
      slash().state = slashState.Appealed
      break
    case 'Slashed':
      slash().state = slashState.Executed
      break
    case 'SlashOverturned':
      slash().state = slashState.Overturned
      break
    case 'LabelOverturned':
      sequel().overturned.set(num('item'), num('to'))
      break
    case 'GoldOpened':
    case 'CommitMissed':
    case 'RevealMissed':
    case 'RoleGranted':
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

const keyOf = (projectId: string) => projectId.slice(0, 42)
const noId = `0x${'0'.repeat(64)}`
/** `ISlasher.APPEAL_WINDOW`. */
const appealWindow = 3 * 86_400
const noSequel = (): Sequel => ({ disputes: 0, attempts: 0, round: noId, overturned: new Map() })
const noSeat = (): SeatFold => ({
  state: seatState.Assigned,
  agreed: 0,
  multiplierBps: 0,
  flagged: 0,
  tier: 0,
  digest: `0x${'0'.repeat(50)}`,
})
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
