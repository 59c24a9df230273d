/** The tally in the plainest words: a second, independent statement of what the contract must compute. */
export type TallyResult = {
  /** Per item the class with at least `agreement` votes, or 0xFF. */
  consensus: number[]
  /** Per item the votes of that class, or 0. */
  votes: number[]
  /** Per seat the items on which its label is the consensus. */
  agreed: number[]
  /** Per seat the items with a consensus that it answered. */
  compared: number[]
}

export const abstain = 0xfe
export const none = 0xff

/** @param rows Per seat one label per item, or undefined without a reveal. */
export function referenceTally(
  rows: readonly (readonly number[] | undefined)[],
  items: number,
  agreement: number,
): TallyResult {
  const result: TallyResult = { consensus: [], votes: [], agreed: rows.map(() => 0), compared: rows.map(() => 0) }
  for (let item = 0; item < items; item++) {
    const counts = new Map<number, number>()
    for (const row of rows) {
      const label = row?.[item]
      if (label !== undefined && label !== abstain) counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    const [winner] = [...counts].filter(([, count]) => count >= agreement)
    result.consensus.push(winner?.[0] ?? none)
    result.votes.push(winner?.[1] ?? 0)
    if (winner === undefined) continue
    for (const [seat, row] of rows.entries()) {
      const label = row?.[item]
      if (label === undefined || label === abstain) continue
      result.compared[seat] = (result.compared[seat] ?? 0) + 1
      if (label === winner[0]) result.agreed[seat] = (result.agreed[seat] ?? 0) + 1
    }
  }
  return result
}
