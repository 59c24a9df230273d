/** What is labelled in the simulation: items of two classes, some of them hard, and the gold among them. */
import type { Random } from '../contracts/support/random.ts'

/** Gold that has as many items of each class, or gold as the items come. */
export type GoldDraw = 'balanced' | 'natural'

export type Item = { readonly truth: number; readonly hard: boolean }

export type Items = { readonly items: readonly Item[]; readonly gold: readonly number[] }

/** Share of items on which everybody errs more. */
export const hardShare = 0.3

export type ItemPlan = {
  readonly count: number
  /** Share of the items that are of class 0. */
  readonly majority: number
  readonly goldCount: number
  readonly goldDraw: GoldDraw
}

/** The gold is spread evenly over the batch: nobody but the requester knows which items it is. */
export function drawItems({ count, majority, goldCount, goldDraw }: ItemPlan, random: Random): Items {
  const natural = () => (random.chance(majority) ? 0 : 1)
  const gold = Array.from({ length: goldCount }, (_, index) => Math.floor(((index + 0.5) * count) / goldCount))
  const balanced = new Map(gold.map((position, index) => [position, index % 2]))
  const items = Array.from({ length: count }, (_, position) => ({
    truth: goldDraw === 'balanced' ? (balanced.get(position) ?? natural()) : natural(),
    hard: random.chance(hardShare),
  }))
  return { items, gold }
}

/** What an annotator of this accuracy sees: right more often on an easy item, so that the mean is the accuracy. */
export function look({ truth, hard }: Item, accuracy: number, random: Random): number {
  const spread = Math.min((1 - accuracy) / hardShare, 0.35)
  const right = hard ? accuracy - (1 - hardShare) * spread : accuracy + hardShare * spread
  return random.chance(right) ? truth : 1 - truth
}
