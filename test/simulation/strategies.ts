/** How an annotator can answer a batch. What a strategy looks at costs effort; all else is free. */

import { abstain } from '../contracts/reference/tally.ts'
import type { Random } from '../contracts/support/random.ts'

export type View = {
  readonly items: number
  /** What the annotator makes of an item: one unit of effort. */
  look(item: number): number
  /** Whether an item is one that people err on. */
  isHard(item: number): boolean
  /** The most frequent class. */
  readonly likely: number
  /** What an accomplice of this panel shows before the commit: undefined without one. */
  readonly leaked: readonly number[] | undefined
  /** Seats of this panel that act together, the annotator's own included. */
  readonly accomplices: number
  /** Seats that make a consensus. */
  readonly agreement: number
  /** What all accomplices of the batch would answer, drawn like true labels. */
  readonly agreedUpon: readonly number[]
  readonly random: Random
}

export type Strategy = {
  answer(view: View): number[]
  /** Leaves with every probation for a new name. */
  readonly renames?: boolean
  /** Whether accomplices on the panel act as the annotator does. */
  readonly colludes?: boolean
}

const each = (view: View, label: (item: number) => number): number[] =>
  Array.from({ length: view.items }, (_, item) => label(item))

const honest = (view: View) => each(view, (item) => view.look(item))
const majority = (view: View) => each(view, () => view.likely)
const random = (view: View) => each(view, () => view.random.below(2))
const halfEffort = (view: View) => each(view, (item) => (view.random.chance(0.5) ? view.look(item) : view.likely))

export const strategies = {
  honest: { answer: honest },
  majority: { answer: majority },
  random: { answer: random },
  halfEffort: { answer: halfEffort },
  /** Copies where it is shown something, and says the likely class elsewhere. */
  copying: { answer: (view: View) => (view.leaked === undefined ? majority(view) : [...view.leaked]) },
  abstainOnHard: { answer: (view: View) => each(view, (item) => (view.isHard(item) ? abstain : view.look(item))) },
  majorityRenamed: { answer: majority, renames: true },
  randomRenamed: { answer: random, renames: true },
  halfEffortRenamed: { answer: halfEffort, renames: true },
  /** All accomplices answer what they agreed upon, on every panel. */
  colluding: { answer: (view: View) => [...view.agreedUpon], colludes: true },
  /** Accomplices act together only where they decide the panel, and work honestly elsewhere. */
  colludingWhenDeciding: {
    answer: (view: View) => (view.accomplices >= view.agreement ? [...view.agreedUpon] : honest(view)),
    colludes: true,
  },
} as const satisfies Record<string, Strategy>

export type StrategyName = keyof typeof strategies
