import { availableParallelism } from 'node:os'
import { type Outcome, runSeed, type SeedOptions } from './run.ts'

/** Requests that hang leave time for other seeds. */
const CONCURRENCY = Math.max(4, availableParallelism())

/** Runs seeds, several at a time, until the last of them or until `isOver`; the outcomes in the order of their ends. */
export async function* runSeeds(
  first: number,
  count: number,
  options: SeedOptions = {},
  isOver: () => boolean = () => false,
): AsyncGenerator<Outcome, void, void> {
  const running = new Map<number, Promise<Outcome>>()
  for (let next = first; next < first + count || running.size > 0; ) {
    while (running.size < CONCURRENCY && next < first + count && !isOver()) {
      running.set(next, runSeed(next, options))
      next++
    }
    if (running.size === 0) return
    const outcome = await Promise.race(running.values())
    running.delete(outcome.seed)
    yield outcome
  }
}
