/** How often accomplices who own a share of the pool decide a panel that is drawn from it. */

/** The probability that at least `agreement` of `seats` drawn annotators are of the share. */
export function captureOf(share: number, seats: number, agreement: number): number {
  let sum = 0
  for (let drawn = agreement; drawn <= seats; drawn++) {
    sum += choose(seats, drawn) * share ** drawn * (1 - share) ** (seats - drawn)
  }
  return sum
}

function choose(of: number, some: number): number {
  let ways = 1
  for (let index = 1; index <= some; index++) ways = (ways * (of - some + index)) / index
  return ways
}

export type SybilRow = {
  share: number
  seats: number
  /** Probability that the accomplices decide a batch. */
  captured: number
  /** Their stake, in that of all others together. */
  stake: number
  /** Seats that they fill for one batch that they decide. */
  seatsPerCapture: number
  /** What one decided batch costs them in whole stakes of an account, where a ruling follows each, for those who decided it. */
  stakesLost: number
}

/** Share of the whole stake that a ruling of collusion takes. */
const collusionShare = 0.5

export function sybilRow(share: number, seats: number): SybilRow {
  const agreement = (seats + 1) / 2
  const captured = captureOf(share, seats, agreement)
  return {
    share,
    seats,
    captured,
    stake: share / (1 - share),
    seatsPerCapture: (seats * share) / captured,
    stakesLost: agreement * collusionShare,
  }
}
