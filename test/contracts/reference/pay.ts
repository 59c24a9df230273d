/** Money: what a batch holds, what a seat is paid, what is withheld, and what a slash takes. Rounded down everywhere. */
import { slashReason } from './standing.ts'

const greater = (a: bigint, b: bigint): bigint => (a < b ? b : a)
const bps = (amount: bigint, share: number): bigint => (amount * BigInt(share)) / 10_000n

/** Share of a flagged seat's reward that waits for the end of its slash. */
export const withheldBps = 2500
/** Share of the whole stake that a rule takes at most, once per epoch and annotator. */
export const ruleStakeBps = 500
export const disputeStakeBps = 1000
export const rulingStakeBps = 5000
/** Seconds. */
export const epoch = 7 * 86_400

/** The numbers of a project that its money follows from. */
export type Prices = {
  readonly rewardPerLabel: bigint
  readonly stakePerSeat: bigint
  readonly goldBps: number
  readonly goldBond: number
  readonly keeperFee: number
}

/** The numbers of a batch that its money follows from. */
export type Size = { readonly items: number; readonly seats: number; readonly senior: boolean }

/** A second round pays twice. */
export const rewardOf = ({ rewardPerLabel }: Prices, { senior }: Size): bigint => rewardPerLabel << (senior ? 1n : 0n)
/** A second round locks twice. */
export const seatStakeOf = ({ stakePerSeat }: Prices, { senior }: Size): bigint => stakePerSeat << (senior ? 1n : 0n)
export const usesGold = ({ goldBps }: Prices, { senior }: Size): boolean => goldBps !== 0 && !senior

export const goldBondOf = (prices: Prices, size: Size): bigint =>
  usesGold(prices, size) ? rewardOf(prices, size) * BigInt(prices.goldBond) : 0n

export const keeperFeeOf = (prices: Prices, size: Size): bigint => rewardOf(prices, size) * BigInt(prices.keeperFee)

/** What a batch holds from its assignment on: the greatest reward of every seat, the bond, and two keeper fees. */
export const reserveOf = (prices: Prices, size: Size): bigint =>
  rewardOf(prices, size) * BigInt(size.items * size.seats) + goldBondOf(prices, size) + 2n * keeperFeeOf(prices, size)

/** What a scored seat of a settled batch is paid for. */
export const seatReward = (reward: bigint, agreed: number, multiplierBps: number): bigint =>
  bps(reward * BigInt(agreed), multiplierBps)

/** What of the reward is withheld from a seat with this flag. */
export const withheldOf = (reward: bigint, flag: number): bigint =>
  flag === slashReason.GoldFail || flag === slashReason.ConsensusFail ? bps(reward, withheldBps) : 0n

export type StakeBalances = { readonly available: bigint; readonly locked: bigint; readonly unbonding: bigint }

export const wholeStake = ({ available, locked, unbonding }: StakeBalances): bigint => available + locked + unbonding

/** What a rule wants to take of the stake; `hold` takes it from what is neither locked nor gone. */
export function wantedByRule(reason: number, stake: StakeBalances, seatStake: bigint, noRevealBps: number): bigint {
  const share = bps(wholeStake(stake), ruleStakeBps)
  if (reason === slashReason.GoldFail) return share
  if (reason !== slashReason.NoReveal) return 0n
  return greater(bps(seatStake, noRevealBps), share)
}

/** The most that a ruling takes of the stake. */
export function capOfRuling(reason: number, stake: StakeBalances): bigint {
  return bps(wholeStake(stake), reason === slashReason.DisputeLost ? disputeStakeBps : rulingStakeBps)
}

/** From available first, then from unbonding. */
export function heldOf(wanted: bigint, { available, unbonding }: StakeBalances): bigint {
  return wanted < available + unbonding ? wanted : available + unbonding
}

export type Shares = { readonly requester: bigint; readonly reporter: bigint; readonly insurance: bigint }

/** Half, a quarter, and the rest. */
export function sharesOf(amount: bigint): Shares {
  const [requester, reporter] = [amount / 2n, amount / 4n]
  return { requester, reporter, insurance: amount - requester - reporter }
}
