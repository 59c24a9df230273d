/** An annotator's career in one project: batch after batch under the market's rules, with the pay, tiers and slashes that follow. */
import { excludedGold, goldScoreOf, leastGold, uncountedGold } from '../contracts/reference/gold.ts'
import { seatReward, withheldOf } from '../contracts/reference/pay.ts'
import { peerScores } from '../contracts/reference/peer.ts'
import { judge, noStanding, probation, type Rules, slashReason } from '../contracts/reference/standing.ts'
import { abstain, none, scale, tally } from '../contracts/reference/tally.ts'
import type { Random } from '../contracts/support/random.ts'
import { drawItems, type GoldDraw, type Item, type Items, look } from './items.ts'
import type { Strategy, View } from './strategies.ts'

export type Setting = {
  readonly items: number
  readonly seats: number
  /** Share of the items that are of the more frequent class. */
  readonly majority: number
  readonly goldDraw: GoldDraw
  readonly rules: Rules
  /** Accuracy of all other annotators, who are honest. */
  readonly partners: number
  /** Share of the pool that is the annotator's accomplices. */
  readonly accomplices: number
  /** Above this share of gold contradicted by the consensus the batch's gold counts for nobody; 1 for the plain rule. */
  readonly mostExcluded: number
}

export type Career = {
  /** Items of all batches. */
  items: number
  /** In rewards for one label, what flags withheld left out. */
  pay: number
  /** What the incentive pool adds in tier 4, in rewards for one label. */
  bonus: number
  /** Items looked at. */
  effort: number
  goldFails: number
  consensusFails: number
  /** Tier at the first batch after probation; undefined where there was none. */
  firstTier: number | undefined
  /** Batches by tier, probation included. */
  tiers: Map<number, number>
  /** Items with a consensus that is not the truth, and items with any. */
  wrong: number
  decided: number
  /** Batches in which the accomplices had the consensus in hand. */
  captured: number
}

/** Smallest units in a reward. */
const unit = 1_000_000n
const bonusBps = 1500
const bonusTier = 4

export function follow(
  strategy: Strategy,
  accuracy: number,
  batches: number,
  setting: Setting,
  random: Random,
): Career {
  const career: Career = {
    items: 0,
    pay: 0,
    bonus: 0,
    effort: 0,
    goldFails: 0,
    consensusFails: 0,
    firstTier: undefined,
    tiers: new Map(),
    wrong: 0,
    decided: 0,
    captured: 0,
  }
  let standing = noStanding
  for (let batch = 0; batch < batches; batch++) {
    const goldCount = leastGold(setting.items, setting.rules.goldBps)
    const endsProbation = standing.goldAnswers + goldCount >= setting.rules.tiers.probationAnswers
    if (strategy.renames === true && endsProbation) standing = noStanding
    const seen = playBatch(strategy, accuracy, setting, goldCount, career, random)
    const judged = judge(standing, seen, setting.rules)
    standing = judged.standing

    const reward = seatReward(unit, seen.agreed, judged.multiplierBps)
    career.pay += Number(reward - withheldOf(reward, judged.flag)) / Number(unit)
    if (standing.tier === bonusTier) career.bonus += (Number(reward) / Number(unit)) * (bonusBps / 10_000)
    if (judged.flag === slashReason.GoldFail) career.goldFails++
    if (judged.flag === slashReason.ConsensusFail) career.consensusFails++
    if (standing.tier !== probation) career.firstTier ??= standing.tier
    career.tiers.set(standing.tier, (career.tiers.get(standing.tier) ?? 0) + 1)
  }
  return career
}

/** Plays one batch, the annotator in the first seat, and adds to its career all that does not follow from its standing. */
function playBatch(
  strategy: Strategy,
  accuracy: number,
  setting: Setting,
  goldCount: number,
  career: Career,
  random: Random,
) {
  const agreement = (setting.seats + 1) / 2
  const plan = { count: setting.items, majority: setting.majority, goldCount, goldDraw: setting.goldDraw }
  const drawn = drawItems(plan, random)
  const joined = Array.from({ length: setting.seats - 1 }, () => random.chance(setting.accomplices))
  const accomplices = 1 + joined.filter(Boolean).length
  const view = viewOf(drawn, accuracy, accomplices, agreement, setting, random, () => career.effort++)
  const own = strategy.answer(view)
  const rows = [
    own,
    ...joined.map((joins) => {
      if (joins && strategy.colludes === true) {
        return strategy.answer(viewOf(drawn, accuracy, accomplices, agreement, setting, random, () => {}, view))
      }
      // Who shows its answers to a copier answered them honestly.
      if (joins && view.leaked !== undefined) return [...view.leaked]
      return drawn.items.map((item) => look(item, setting.partners, random))
    }),
  ]

  const meaning = { agreement, scale: scale.Categorical, tolerance: 0 }
  const result = tally(rows, setting.items, meaning)
  const gold = { positions: drawn.gold, labels: drawn.gold.map((position) => truthOf(drawn.items[position])) }
  const excluded = excludedGold(gold, result.consensus, meaning)
  const uncounted = uncountedGold(excluded, Math.round(10_000 * setting.mostExcluded))

  career.items += setting.items
  career.decided += result.consensus.filter((label) => label !== none).length
  career.wrong += result.consensus.filter(
    (label, item) => label !== none && label !== truthOf(drawn.items[item]),
  ).length
  if (accomplices >= agreement) career.captured++
  const { right, total } = goldScoreOf(own, gold, uncounted, meaning)
  const [agreed, compared] = [result.agreed[0] ?? 0, result.compared[0] ?? 0]
  return { right, total, agreed, compared, peer: peerScores(rows, setting.items)[0] }
}

function viewOf(
  { items }: Items,
  accuracy: number,
  accomplices: number,
  agreement: number,
  setting: Setting,
  random: Random,
  spend: () => void,
  same?: View,
): View {
  const leaked = accomplices > 1 ? items.map((item) => look(item, setting.partners, random)) : undefined
  return {
    items: items.length,
    look(index) {
      spend()
      const item = items[index]
      return item === undefined ? abstain : look(item, accuracy, random)
    },
    isHard: (index) => items[index]?.hard === true,
    likely: 0,
    leaked: same?.leaked ?? leaked,
    accomplices,
    agreement,
    agreedUpon: same?.agreedUpon ?? items.map(() => (random.chance(setting.majority) ? 0 : 1)),
    random,
  }
}

const truthOf = (item: Item | undefined): number => item?.truth ?? none
