/**
 * What the events alone say about the storage of the contracts that have no fold of their own: incentive pool, redemption desk,
 * parameters and protocol token.
 */
import type { Emitted } from '../../support/events.ts'

export type Admission = { rate: bigint; epochCap: bigint }
export type Spending = { epoch: bigint; amount: bigint }

export type IncentivesFold = {
  wired: boolean
  allocation: bigint
  epochCap: bigint
  spending: Spending
  admissions: Map<string, Admission>
  spendings: Map<string, Spending>
  /** Batch and annotator. */
  decided: Set<string>
  claimable: Map<string, bigint>
  /** By token. */
  insurance: Map<string, bigint>
}

export const emptyIncentives = (): IncentivesFold => ({
  wired: false,
  allocation: 0n,
  epochCap: 0n,
  spending: { epoch: 0n, amount: 0n },
  admissions: new Map(),
  spendings: new Map(),
  decided: new Set(),
  claimable: new Map(),
  insurance: new Map(),
})

export function applyToIncentives(fold: IncentivesFold, { name, args }: Emitted): void {
  const { big, text } = readers(args)
  switch (name) {
    case 'Wired':
      Object.assign(fold, { wired: true, allocation: big('allocation') })
      break
    case 'ProjectAdmitted':
      fold.admissions.set(text('projectId'), { rate: big('rate'), epochCap: big('epochCap') })
      break
    case 'EpochCapSet':
      fold.epochCap = big('epochCap')
      break
    case 'BonusAccrued': {
      const epoch = big('epoch')
      fold.spending = { epoch, amount: big('spent') }
      fold.spendings.set(text('projectId'), { epoch, amount: big('projectSpent') })
      fold.allocation = big('allocation')
      fold.claimable.set(text('annotator'), big('claimable'))
      fold.decided.add(`${text('batchId')} ${text('annotator')}`)
      break
    }
    case 'BonusPaid':
      fold.claimable.set(text('annotator'), big('claimable'))
      break
    case 'BonusClaimed':
      fold.claimable.set(text('annotator'), 0n)
      break
    case 'InsuranceReceived':
    case 'InsurancePaid':
      fold.insurance.set(text('token'), big('insurance'))
      break
    case 'OwnershipTransferred':
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

export type DeskTerms = {
  rate: bigint
  reserved: bigint
  accountCap: bigint
  totalCap: bigint
  validUntil: number
}

export type DeskFold = {
  terms: DeskTerms
  liquidity: bigint
  takings: bigint
  /** What was paid in the last day with a redemption: all together, and by account. */
  total: { day: bigint; amount: bigint }
  accounts: Map<string, { day: bigint; amount: bigint }>
}

export const emptyDesk = (): DeskFold => ({
  terms: { rate: 0n, reserved: 0n, accountCap: 0n, totalCap: 0n, validUntil: 0 },
  liquidity: 0n,
  takings: 0n,
  total: { day: 0n, amount: 0n },
  accounts: new Map(),
})

export function applyToDesk(fold: DeskFold, { name, args }: Emitted): void {
  const { big, text } = readers(args)
  switch (name) {
    case 'TermsPosted': {
      const amounts = { rate: big('rate'), reserved: big('reserved') }
      const caps = { accountCap: big('accountCap'), totalCap: big('totalCap') }
      fold.terms = { ...amounts, ...caps, validUntil: Number(big('validUntil')) }
      break
    }
    case 'LiquidityFunded':
    case 'LiquidityWithdrawn':
      fold.liquidity = big('liquidity')
      break
    case 'TokensRedeemed':
      Object.assign(fold, { liquidity: big('liquidity'), takings: big('takings') })
      fold.terms = { ...fold.terms, reserved: big('reserved') }
      fold.total = { day: big('day'), amount: big('totalPaid') }
      fold.accounts.set(text('account'), { day: big('day'), amount: big('accountPaid') })
      break
    case 'TakingsWithdrawn':
      fold.takings = big('takings')
      break
    case 'OwnershipTransferred':
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

export type ParametersFold = {
  bounds: Record<string, number>
  version: bigint
  guardian: string
  paused: boolean
  owner: string
}

export const emptyParameters = (): ParametersFold => ({
  bounds: {},
  version: 0n,
  guardian: '',
  paused: false,
  owner: '',
})

export function applyToParameters(fold: ParametersFold, { name, args }: Emitted): void {
  switch (name) {
    case 'BoundsSet': {
      const { version, ...bounds } = args as Record<string, bigint>
      fold.version = version ?? 0n
      fold.bounds = Object.fromEntries(Object.entries(bounds).map(([key, value]) => [key, Number(value)]))
      break
    }
    case 'GuardianSet':
      fold.guardian = args.guardian as string
      break
    case 'EntryPauseSet':
      fold.paused = args.paused as boolean
      break
    case 'OwnershipTransferred':
      fold.owner = args.newOwner as string
      break
    default:
      throw new Error(`the fold does not know the event ${name}`)
  }
}

/** Balances by account. Allowances are not told when they are used: that is the standard's, and OpenZeppelin's. */
export function applyToBalances(balances: Map<string, bigint>, { name, args }: Emitted): void {
  if (name !== 'Transfer') return
  const { from, to, value } = args as { from: string; to: string; value: bigint }
  balances.set(from, (balances.get(from) ?? 0n) - value)
  balances.set(to, (balances.get(to) ?? 0n) + value)
}

const readers = (args: Record<string, unknown>) => ({
  big: (key: string) => args[key] as bigint,
  text: (key: string) => args[key] as string,
})
