/** The terms of a replayed project. Amounts in the smallest unit of LABEL (18 decimals). */

const LABEL = 10n ** 18n

/** 0.05 LABEL for a label that agrees with the consensus. */
export const REWARD_PER_LABEL_WEI = LABEL / 20n
/** 1 LABEL per seat. */
export const STAKE_PER_SEAT_WEI = LABEL
/** Seconds to commit, as many to reveal, and as many to open the gold: a day. */
export const WINDOW_SECONDS = 86_400
/** Seconds from one stage of a batch to the next: an hour. A local chain has no clock to wait for. */
export const STEP_SECONDS = 3_600
/** Seconds from the tally to dispute it: the stage after it can, and the one after that settles. */
export const DISPUTE_WINDOW_SECONDS = 5_400
/**
 * Share of a batch's items that are gold, in a project that has some; basis points. Twice the least: crowd workers answer few
 * batches, and only thirty gold answers end probation.
 */
export const GOLD_BPS = 2_000
/** What unopened gold costs the requester, in rewards for one label. */
export const GOLD_BOND_LABELS = 20
/** What a keeper gets for an exit that others let pass, in rewards for one label. */
export const KEEPER_FEE_LABELS = 2
/** Quality at which the tiers 1 to 4 begin, and what the tiers 0 to 4 are paid; basis points. docs/incentives.md says why. */
export const TIERS = {
  from: [6_000, 8_000, 9_000, 9_700],
  pays: [0, 5_000, 8_000, 10_000, 10_000],
  probationPays: 3_000,
  probationAnswers: 30,
} as const
/** Disagreement with the consensus that is a failure, basis points of the items compared. */
export const MAX_DISAGREEMENT_BPS = 4_000
/** Share of the seat's stake that a missing reveal costs, basis points. */
export const NO_REVEAL_BPS = 2_000
/** Labels that the requester disputes: those that contradict its gold, the first ones. */
export const MAX_DISPUTES = 3
/** What the expert stakes for its place in the pool. */
export const EXPERT_STAKE_WEI = 100n * LABEL
/** What each account may spend on gas, in wei of the chain's own coin. */
export const GAS_BALANCE_WEI = 1_000n * LABEL
/** Highest price per gas that a transaction offers, wei. */
export const MAX_FEE_PER_GAS_WEI = 100_000_000_000n
/** What a transaction pays to the block's producer per gas, wei. */
export const TIP_PER_GAS_WEI = 1_000_000_000n
