import { createHash } from 'node:crypto'

/** A seeded source of randomness: the same seed and purpose give the same sequence on every machine. */
export type Random = {
  /** A number in [0, 1), with 32 random bits. */
  next(): number
  /** A whole number in [0, bound). */
  int(bound: number): number
  /** `count` different members of `list`, in the list's order. */
  choose<T>(list: readonly T[], count: number): T[]
}

/**
 * Creates a generator for one purpose. Purposes are independent: drawing more in one changes nothing in another.
 * The generator is sfc32 (a public small fast counter generator), seeded with sha256. Not for secrets.
 */
export function createRandom(seed: number, ...purpose: readonly string[]): Random {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest()
  const state = Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), 1)
  const next = (): number => {
    const [a = 0, b = 0, c = 0, counter = 0] = state
    const sum = (a + b + counter) | 0
    state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + sum, counter + 1])
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round += 1) next()
  const int = (bound: number): number => Math.floor(next() * bound)
  return { next, int, choose: (list, count) => chooseInOrder(list, count, next) }
}

/** Selection sampling: each member is kept with probability (still wanted) / (still to come). */
function chooseInOrder<T>(list: readonly T[], count: number, next: () => number): T[] {
  const chosen: T[] = []
  list.forEach((member, position) => {
    if (next() * (list.length - position) < count - chosen.length) chosen.push(member)
  })
  return chosen
}
