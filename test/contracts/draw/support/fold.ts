/** What the events alone say about the storage of the pool and the registry. */
import { type Address, type Hex, zeroAddress } from 'viem'
import { drawState, type Emitted } from './world.ts'

export type PoolFold = {
  skill: Hex
  minLevel: number
  stakePerSlot: bigint
  stakeCap: bigint
  length: number
  free: number
  live: number
  slots: SlotFold[]
  members: Map<string, MemberFold>
}

export type SlotFold = { account: string; joinedAt: number; previous: number; generation: number }

export type MemberFold = {
  slots: number
  newest: number
  oldest: number
  aged: number
  joinedAt: number
  barredUntil: number
  generation: number
}

export type DrawFold = {
  poolId: Hex
  consumer: string
  state: number
  count: number
  snapshot: number
  requestedAt: number
  context: Hex
  seedBlock: bigint
  commitBy: number
  attempt: number
}

export type HoldingFold = { level: number; expiresAt: number; nonce: number; revoked: boolean }

export type Folded = {
  pools: Map<string, PoolFold>
  draws: Map<bigint, DrawFold>
  panelDraws: Map<string, bigint>
  seeds: Map<bigint, Hex>
  /** Batch and account. */
  struck: Set<string>
  issuers: Map<string, string>
  /** By skill, then by account. */
  holdings: Map<string, Map<string, HoldingFold>>
  /** By skill, then by project. */
  recognitions: Map<string, Map<string, bigint>>
  requirements: Map<string, { skill: Hex; minLevel: number }>
}

export const emptyFold = (): Folded => ({
  pools: new Map(),
  draws: new Map(),
  panelDraws: new Map(),
  seeds: new Map(),
  struck: new Set(),
  issuers: new Map(),
  holdings: new Map(),
  recognitions: new Map(),
  requirements: new Map(),
})

/** @param market Whose draws are panels. */
export function apply(fold: Folded, market: Address, { name, args }: Emitted): void {
  const big = (key: string) => args[key] as bigint
  const num = (key: string) => Number(args[key])
  const text = (key: string) => args[key] as Hex
  const pool = () => known(fold.pools, text('poolId'))
  const member = () => orNew(pool().members, text('account'), noMember)
  const draw = () => known(fold.draws, big('drawId'))
  const holding = () => orNew(orNew(fold.holdings, text('skill'), newMap<HoldingFold>), text('account'), noHolding)

  switch (name) {
    case 'PoolCreated': {
      const terms = { skill: text('skill'), stakePerSlot: big('stakePerSlot'), stakeCap: big('stakeCap') }
      const counts = { minLevel: num('minLevel'), length: 0, free: 0, live: 0 }
      fold.pools.set(text('poolId'), { ...terms, ...counts, slots: [], members: new Map() })
      break
    }
    case 'Joined': {
      const joining = member()
      for (const position of (args.positions as bigint[]).map(Number)) {
        const { newest: previous, generation } = joining
        pool().slots[position] = { account: text('account'), joinedAt: num('joinedAt'), previous, generation }
        joining.newest = position + 1
        if (joining.oldest === 0) joining.oldest = position + 1
      }
      Object.assign(joining, { slots: num('slots'), aged: num('aged'), joinedAt: num('joinedAt') })
      Object.assign(pool(), { length: num('length'), free: num('free'), live: num('live') })
      break
    }
    case 'Left': {
      const leaving = member()
      for (const position of (args.positions as bigint[]).map(Number)) {
        leaving.newest = slotAt(pool(), position).previous
        pool().slots[position] = { account: zeroAddress, joinedAt: 0, previous: pool().free, generation: 0 }
        pool().free = position + 1
      }
      Object.assign(leaving, { slots: num('slots'), aged: num('aged') })
      if (leaving.slots === 0) leaving.oldest = 0
      Object.assign(pool(), { free: num('free'), live: num('live') })
      break
    }
    case 'Struck': {
      const struck = member()
      if (num('slots') !== 0) {
        slotAt(pool(), struck.oldest - 1).previous = pool().free
        Object.assign(struck, { slots: 0, newest: 0, oldest: 0, aged: 0, generation: struck.generation + 1 })
      }
      struck.barredUntil = num('barredUntil')
      Object.assign(pool(), { free: num('free'), live: num('live') })
      fold.struck.add(`${text('batchId')} ${text('account')}`)
      break
    }
    case 'DrawRequested': {
      const consumer = text('consumer')
      fold.draws.set(big('drawId'), {
        poolId: text('poolId'),
        consumer,
        state: drawState.Requested,
        count: num('count'),
        snapshot: num('snapshot'),
        requestedAt: num('requestedAt'),
        context: text('context'),
        seedBlock: big('seedBlock'),
        commitBy: 0,
        attempt: 0,
      })
      if (consumer.toLowerCase() === market.toLowerCase()) fold.panelDraws.set(text('context'), big('drawId'))
      break
    }
    case 'DrawRenewed':
      Object.assign(draw(), { state: drawState.Requested, seedBlock: big('seedBlock') })
      fold.seeds.delete(big('drawId'))
      break
    case 'SeedKept':
      fold.seeds.set(big('drawId'), text('seed'))
      break
    case 'DrawFulfilled':
      Object.assign(draw(), { state: drawState.Fulfilled, commitBy: num('commitBy'), attempt: num('attempt') })
      break
    case 'DrawFailed':
      draw().state = drawState.Failed
      break
    case 'SkillCreated':
      fold.issuers.set(text('skill'), text('issuer'))
      break
    case 'SkillGranted':
      Object.assign(holding(), {
        level: num('level'),
        expiresAt: num('expiresAt'),
        nonce: num('nonce'),
        revoked: false,
      })
      break
    case 'SkillCertified':
      Object.assign(holding(), { level: num('level'), expiresAt: num('expiresAt') })
      break
    case 'SkillRevoked':
      Object.assign(holding(), { level: 0, expiresAt: 0, nonce: num('nonce'), revoked: true })
      break
    case 'ProjectRecognised':
      orNew(fold.recognitions, text('skill'), newMap<bigint>).set(text('projectId'), big('minBatches'))
      break
    case 'RequirementSet':
      fold.requirements.set(text('projectId'), { skill: text('skill'), minLevel: num('minLevel') })
      break
    case 'StakeDeposited':
    case 'StakeLocked':
    case 'StakeUnlocked':
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

const noMember = (): MemberFold => ({
  slots: 0,
  newest: 0,
  oldest: 0,
  aged: 0,
  joinedAt: 0,
  barredUntil: 0,
  generation: 0,
})

const noHolding = (): HoldingFold => ({ level: 0, expiresAt: 0, nonce: 0, revoked: false })

const newMap = <V>() => new Map<string, V>()

function slotAt(pool: PoolFold, position: number): SlotFold {
  const slot = pool.slots[position]
  if (slot === undefined) throw new Error(`an event names the position ${position} before it was taken`)
  return slot
}

function known<K, V>(map: Map<K, V>, key: K): V {
  const value = map.get(key)
  if (value === undefined) throw new Error(`an event names ${key} before the event that creates it`)
  return value
}

function orNew<V>(map: Map<string, V>, key: string, create: () => V): V {
  const value = map.get(key) ?? create()
  map.set(key, value)
  return value
}
