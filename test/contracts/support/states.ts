/** The enums of contracts/types/Batch.sol as the numbers that the ABI carries. */
export const batchState = {
  None: 0,
  Created: 1,
  Committing: 2,
  Revealing: 3,
  Tallied: 4,
  Disputed: 5,
  Settled: 6,
  Void: 7,
} as const

export const seatState = { None: 0, Assigned: 1, Committed: 2, Revealed: 3, Scored: 4, Paid: 5 } as const

/** The bits of `Batch.flags`. */
export const batchFlag = { Senior: 1, GoldForfeited: 2, OpenedLate: 4 } as const

/** The enum of contracts/types/Slash.sol. */
export const slashReason = { None: 0, NoReveal: 1, GoldFail: 2, ConsensusFail: 3 } as const
