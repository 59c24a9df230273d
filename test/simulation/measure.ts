/** Means over many careers of the same kind. */
import { defaultTiers, type Rules } from '../contracts/reference/standing.ts'
import { seededRandom } from '../contracts/support/random.ts'
import { type Career, follow, type Setting } from './career.ts'
import { type StrategyName, strategies } from './strategies.ts'

/** What the protocol's interface proposes to a requester. */
export const defaultRules: Rules = { tiers: defaultTiers, goldBps: 1000, maxDisagreementBps: 4000 }

export const defaultSetting: Setting = {
  items: 100,
  seats: 3,
  majority: 0.5,
  goldDraw: 'balanced',
  rules: defaultRules,
  partners: 0.9,
  accomplices: 0,
  mostExcluded: 1,
}

export type Plan = { readonly seed: number; readonly careers: number; readonly itemsEach: number }

export type Means = {
  /** Rewards per item. */
  pay: number
  /** What the incentive pool adds per item. */
  bonus: number
  /** Items looked at per item. */
  effort: number
  /** Per 1,000 gold answers asked. */
  goldFails: number
  consensusFails: number
  /** Share of careers whose first tier is 0: nothing is paid. */
  firstUnpaid: number
  /** Share of careers whose first tier is at least 2. */
  firstGood: number
  /** Share of batches in tiers 0 to 4, then on probation. */
  tiers: number[]
  /** Share of decided items that are wrong. */
  wrong: number
  /** Share of batches that the accomplices decide. */
  captured: number
  /** Standard error of `pay`. */
  payError: number
}

export function measure(name: StrategyName, accuracy: number, setting: Setting, plan: Plan): Means {
  const batches = Math.ceil(plan.itemsEach / setting.items)
  const careers = Array.from({ length: plan.careers }, (_, index) =>
    follow(strategies[name], accuracy, batches, setting, seededRandom(plan.seed * 1_000_003 + index)),
  )
  const total = (value: (career: Career) => number) => careers.reduce((sum, career) => sum + value(career), 0)
  const items = total((career) => career.items)
  const pays = careers.map((career) => career.pay / career.items)
  const pay = pays.reduce((sum, one) => sum + one, 0) / pays.length
  const variance = pays.reduce((sum, one) => sum + (one - pay) ** 2, 0) / Math.max(1, pays.length - 1)
  const firsts = careers.filter((career) => career.firstTier !== undefined)
  const share = (fits: (tier: number) => boolean) =>
    firsts.length === 0
      ? 0
      : firsts.filter(({ firstTier }) => firstTier !== undefined && fits(firstTier)).length / firsts.length
  const gold = (items * setting.rules.goldBps) / 10_000
  return {
    pay,
    bonus: total((career) => career.bonus) / items,
    effort: total((career) => career.effort) / items,
    goldFails: (1000 * total((career) => career.goldFails)) / gold,
    consensusFails: (1000 * total((career) => career.consensusFails)) / gold,
    firstUnpaid: share((tier) => tier === 0),
    firstGood: share((tier) => tier >= 2),
    tiers: [0, 1, 2, 3, 4, 255].map(
      (tier) => total((career) => career.tiers.get(tier) ?? 0) / (batches * plan.careers),
    ),
    wrong:
      total((career) => career.wrong) /
      Math.max(
        1,
        total((career) => career.decided),
      ),
    captured: total((career) => career.captured) / (batches * plan.careers),
    payError: Math.sqrt(variance / pays.length),
  }
}
