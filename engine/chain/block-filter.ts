/** Blocks that handlers want whatever is in them: each `every`th one from `from` on, up to `to`. */
export type BlockFilter = { readonly from: number; readonly to?: number; readonly every: number }

/** The numbers in `from..to` that any of the filters wants, in ascending order. */
export function wantedBlocks(filters: readonly BlockFilter[], from: number, to: number): number[] {
  const wanted = new Set<number>()
  for (const filter of filters) {
    const skipped = Math.max(0, Math.ceil((from - filter.from) / filter.every))
    const last = Math.min(to, filter.to ?? to)
    for (let number = filter.from + skipped * filter.every; number <= last; number += filter.every) wanted.add(number)
  }
  return [...wanted].sort((a, b) => a - b)
}
