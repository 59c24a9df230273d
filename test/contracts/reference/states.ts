/** The enums of contracts/types as the numbers that the ABI carries. */
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

export const batchFlag = { Senior: 1, GoldForfeited: 2, OpenedLate: 4 } as const

export const escalation = { None: 0, Expert: 1, Round: 2 } as const

export const slashState = { None: 0, Open: 1, Appealed: 2, Executed: 3, Overturned: 4 } as const
