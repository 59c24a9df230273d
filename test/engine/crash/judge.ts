import type { SqliteStore } from '../../../engine/store/index.ts'
import { findDamage, type Reference, stateOf } from './reference.ts'
import { open, runSteps, STEPS } from './workload.ts'

/** The steps that a store must have, and those that it may. */
export type Bounds = { readonly least: number; readonly most: number }

/** The last step that a run told of, in each sense. */
export function readTold(output: string): { readonly stored: number; readonly durable: number } {
  const last = (pattern: RegExp) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0)
  return { stored: last(/(?:stored|durable) (\d+)\n/g), durable: last(/durable (\d+)\n/g) }
}

/**
 * Opens what a run left at `path` as the engine does, and goes on to the end.
 * @returns what is wrong: the store is not as after a number of steps within the bounds, or it ends differently
 */
export function findLoss(path: string, reference: Reference, bounds: Bounds): string | undefined {
  let store: SqliteStore | undefined
  try {
    store = open(path)
    const steps = countSteps(path, reference, bounds)
    if (typeof steps === 'string') return steps
    runSteps(store, [steps, STEPS.length], () => {})
    if (stateOf(path) !== reference.states.at(-1)) return `it went on from step ${steps} to another end`
    const damage = findDamage(path)
    return damage && `it is damaged at the end: ${damage}`
  } catch (error) {
    return `it cannot be used: ${(error as Error).message}`
  } finally {
    store?.close()
  }
}

/** How many steps a store has, or what is wrong with it. */
function countSteps(path: string, { states }: Reference, { least, most }: Bounds): number | string {
  const damage = findDamage(path)
  if (damage !== undefined) return `it is damaged: ${damage}`
  const state = stateOf(path)
  // Going back leads to a state that was there before: the later one leaves less to do.
  const steps = states.findLastIndex((known, index) => known === state && index >= least && index <= most)
  if (steps !== -1) return steps
  const found = states.indexOf(state)
  return `it is as after ${found === -1 ? 'no number of steps' : `step ${found}`}, not as after ${least} to ${most}`
}
