/** Choices that a seed decides. */
export type Random = {
  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number
  /** True in `share` of the cases, a number from 0 to 1. */
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
  /** Between `min` and `max` different items, in random order. */
  some<T>(items: readonly T[], min: number, max: number): T[]
}

/** mulberry32: 32 bits of state are enough for choosing. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    int,
    chance: (share) => next() < share,
    pick(items) {
      const item = items[int(0, items.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    some(items, min, max) {
      const left = [...items]
      const count = Math.min(items.length, int(min, max))
      return Array.from({ length: count }, () => left.splice(int(0, left.length - 1), 1)).flat()
    },
  }
}
