/**
 * What a project remembers of an annotator, and what follows from it: quality, tier, share of the reward, flag. Whole numbers
 * throughout, each below 2^53: a weight is at most 2^18, so that the greatest product, `z2 * right * wrong`, stays below 2^44.
 */

/** One answer in the weights. */
const one = 256
/** Answers after which the weight of gold has decayed to about 1/e. */
const goldMemory = 256
const consensusMemory = 1024
/** The square of 1.645, the one-sided 95% quantile, in 1/256. */
const z2 = 693
/** Log likelihood ratios of accuracy 0.5 against 0.75, in 1/1000: ln 2 for a wrong answer, ln 1.5 for a right one. */
const wrongEvidence = 693
const rightEvidence = 405

/** Gold answers before which nobody is flagged for gold. */
export const leastGoldAnswers = 30
/** ln 1000 in 1/1000. */
export const suspicionLimit = 6908
const leastBatches = 5
const leastCompared = 100
export const peerLowLimit = 3
export const peerPenaltyBps = 1000
export const probation = 255

/** As the ABI carries `SlashReason`. */
export const slashReason = {
  None: 0,
  NoReveal: 1,
  GoldFail: 2,
  ConsensusFail: 3,
  DisputeLost: 4,
  Spam: 5,
  Collusion: 6,
} as const

export type Standing = {
  readonly goldAnswers: number
  readonly goldRightWeight: number
  readonly goldWeight: number
  readonly goldSuspicion: number
  readonly comparedWeight: number
  readonly disagreedWeight: number
  readonly batches: number
  readonly peerLow: number
  readonly tier: number
}

export type Tiers = {
  readonly from: readonly number[]
  readonly pays: readonly number[]
  readonly probationPays: number
  readonly probationAnswers: number
}

/** The parameters of a project that decide over standings. */
export type Rules = { readonly tiers: Tiers; readonly goldBps: number; readonly maxDisagreementBps: number }

/** What the tally of one batch says about one seat. */
export type SeatScore = {
  readonly right: number
  readonly total: number
  readonly agreed: number
  readonly compared: number
  /** Undefined where the peer score has no effect. */
  readonly peer: number | undefined
}

export type Judgement = {
  readonly standing: Standing
  readonly qualityBps: number
  readonly multiplierBps: number
  /** One of `slashReason`. */
  readonly flag: number
}

export const defaultTiers: Tiers = {
  from: [6000, 8000, 9000, 9700],
  pays: [0, 5000, 8000, 10_000, 10_000],
  probationPays: 8000,
  probationAnswers: 30,
}

/** The standing of somebody whom the project has not met. Storage is zero there, and so is the tier. */
export const noStanding: Standing = {
  goldAnswers: 0,
  goldRightWeight: 0,
  goldWeight: 0,
  goldSuspicion: 0,
  comparedWeight: 0,
  disagreedWeight: 0,
  batches: 0,
  peerLow: 0,
  tier: 0,
}

/** The standing after a batch, which decides over that batch's pay. */
export function judge(before: Standing, score: SeatScore, rules: Rules): Judgement {
  const remembered = remember(before, score)
  const qualityBps = rules.goldBps === 0 ? 0 : qualityOf(remembered)
  const tier = tierOf(remembered, qualityBps, rules)
  const flag = flagOf(remembered, rules)
  return {
    standing: { ...remembered, ...forgivenBy(flag), tier },
    qualityBps,
    multiplierBps: multiplierOf(tier, rules),
    flag,
  }
}

function remember(before: Standing, { right, total, agreed, compared, peer }: SeatScore): Standing {
  const suspicion = before.goldSuspicion + wrongEvidence * (total - right) - rightEvidence * right
  return {
    goldAnswers: Math.min(2 ** 16 - 1, before.goldAnswers + total),
    goldWeight: decayed(before.goldWeight, total, goldMemory) + one * total,
    goldRightWeight: decayed(before.goldRightWeight, total, goldMemory) + one * right,
    goldSuspicion: Math.min(2 ** 32 - 1, Math.max(0, suspicion)),
    comparedWeight: decayed(before.comparedWeight, compared, consensusMemory) + one * compared,
    disagreedWeight: decayed(before.disagreedWeight, compared, consensusMemory) + one * (compared - agreed),
    batches: Math.min(2 ** 16 - 1, before.batches + 1),
    peerLow: peer === undefined ? before.peerLow : peer <= 0 ? Math.min(255, before.peerLow + 1) : 0,
    tier: before.tier,
  }
}

const decayed = (weight: number, answers: number, memory: number): number =>
  Math.floor((weight * (memory - Math.min(answers, memory))) / memory)

/** Wilson's lower bound of the gold accuracy, less the penalty for low peer scores, in bps. */
export function qualityOf({ goldWeight: all, goldRightWeight: right, peerLow }: Standing): number {
  if (all === 0) return 0
  const variance = Math.floor((z2 * right * (all - right)) / all) + Math.floor((z2 * z2) / 4)
  const spread = floorSqrt(variance * 2 ** 16)
  const quality = Math.floor(((right * 2 ** 8 + z2 * 2 ** 7 - spread) * 10_000) / ((all + z2) * 2 ** 8))
  return Math.max(0, quality - (peerLow >= peerLowLimit ? peerPenaltyBps : 0))
}

export function tierOf({ goldAnswers }: Standing, qualityBps: number, { tiers, goldBps }: Rules): number {
  if (goldBps === 0 || goldAnswers < tiers.probationAnswers) return probation
  return tiers.from.filter((from) => from <= qualityBps).length
}

function multiplierOf(tier: number, { tiers, goldBps }: Rules): number {
  if (goldBps === 0) return 10_000
  return tier === probation ? tiers.probationPays : (tiers.pays[tier] ?? 0)
}

function flagOf({ goldAnswers, goldSuspicion, batches, comparedWeight, disagreedWeight }: Standing, rules: Rules) {
  if (goldAnswers >= leastGoldAnswers && goldSuspicion >= suspicionLimit) return slashReason.GoldFail
  const { maxDisagreementBps } = rules
  const observed = maxDisagreementBps !== 0 && batches >= leastBatches && comparedWeight >= leastCompared * one
  const above = disagreedWeight * 10_000 > maxDisagreementBps * comparedWeight
  return observed && above ? slashReason.ConsensusFail : slashReason.None
}

/** What a flag was raised for is not held against the annotator again. */
function forgivenBy(flag: number): Partial<Standing> {
  if (flag === slashReason.GoldFail) return { goldSuspicion: 0 }
  if (flag === slashReason.ConsensusFail) return { comparedWeight: 0, disagreedWeight: 0 }
  return {}
}

/** For a whole number below 2^52. */
function floorSqrt(value: number): number {
  let root = Math.floor(Math.sqrt(value))
  while (root * root > value) root--
  while ((root + 1) ** 2 <= value) root++
  return root
}
