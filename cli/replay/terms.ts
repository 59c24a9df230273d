/** The terms of a replayed project. Amounts in the smallest unit of LABEL (18 decimals). */

/** 0.05 LABEL for a label that agrees with the consensus. */
export const REWARD_PER_LABEL_WEI = 50_000_000_000_000_000n
/** 1 LABEL per seat. */
export const STAKE_PER_SEAT_WEI = 1_000_000_000_000_000_000n
/** Seconds to commit, and as many to reveal: a day. */
export const WINDOW_SECONDS = 86_400
/** Seconds from unbonding to withdrawal of stake: a week. */
export const UNBONDING_SECONDS = 604_800
/** What each account may spend on gas, in wei of the chain's own coin. */
export const GAS_BALANCE_WEI = 1_000_000_000_000_000_000_000n
/** Highest price per gas that a transaction offers, wei. */
export const MAX_FEE_PER_GAS_WEI = 100_000_000_000n
/** What a transaction pays to the block's producer per gas, wei. */
export const TIP_PER_GAS_WEI = 1_000_000_000n
/** Share of a batch's items that are gold, basis points. */
export const GOLD_BPS = 1_000
