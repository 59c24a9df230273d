import type { Dataset, Judgement } from '../dataset/types.ts'
import { createRandom } from '../random.ts'

/** The contract's bound on the items of a batch. */
export const MAX_BATCH_ITEMS = 512
/** The panel sizes that the contract allows, largest first. */
export const PANEL_SIZES = [7, 5, 3] as const

/** One batch to play: who answered what. */
export type PlannedBatch = {
  readonly items: readonly string[]
  /** The workers on the panel. */
  readonly panel: readonly string[]
  /** One byte per item for each worker of the panel, in the panel's order. */
  readonly labels: readonly Uint8Array[]
  /** Equal answers needed: a majority of the panel. */
  readonly agreement: number
}

/** What a replay does with a dataset. Every judgement is counted in exactly one of the three numbers. */
export type Plan = {
  readonly batches: readonly PlannedBatch[]
  /** Judgements that are played. */
  readonly played: number
  /** Judgements of workers beyond the wanted panel size. */
  readonly surplus: number
  /** Items that fewer than three workers answered. */
  readonly leftOut: { readonly items: readonly string[]; readonly judgements: number }
}

/** The largest panel that `available` workers can fill, at most `wanted`; undefined below three. */
export function panelSize(available: number, wanted: number): number | undefined {
  return PANEL_SIZES.find((size) => size <= Math.min(available, wanted))
}

/**
 * Groups items by the set of workers who answered them. A group is a batch (or several, above 512 items); where more workers
 * answered than wanted, a seeded choice of them is the panel.
 * Batches come in the order in which their first item was first answered.
 */
export function planReplay(dataset: Pick<Dataset, 'judgements'>, options: { wanted: number; seed: number }): Plan {
  const batches: PlannedBatch[] = []
  const leftOut: string[] = []
  let [played, surplus, leftOutJudgements] = [0, 0, 0]
  for (const { workers, answers } of groupByWorkers(dataset.judgements)) {
    const size = panelSize(workers.length, options.wanted)
    if (size === undefined) {
      leftOut.push(...answers.keys())
      leftOutJudgements += answers.size * workers.length
      continue
    }
    const items = [...answers.keys()]
    for (let start = 0; start < items.length; start += MAX_BATCH_ITEMS) {
      const part = items.slice(start, start + MAX_BATCH_ITEMS)
      const panel = createRandom(options.seed, 'panel', ...part.slice(0, 1)).choose(workers, size)
      batches.push(toBatch(part, panel, answers))
      played += part.length * size
      surplus += part.length * (workers.length - size)
    }
  }
  return { batches, played, surplus, leftOut: { items: leftOut, judgements: leftOutJudgements } }
}

type Group = {
  readonly workers: readonly string[]
  /** Label by worker, by item. */
  readonly answers: Map<string, ReadonlyMap<string, number>>
}

function groupByWorkers(judgements: readonly Judgement[]): Iterable<Group> {
  const byItem = new Map<string, Map<string, number>>()
  for (const { item, worker, label } of judgements) {
    const answers = byItem.get(item) ?? new Map<string, number>()
    byItem.set(item, answers.set(worker, label))
  }
  const groups = new Map<string, Group>()
  for (const [item, answers] of byItem) {
    const workers = [...answers.keys()].sort()
    const key = JSON.stringify(workers)
    const group = groups.get(key) ?? { workers, answers: new Map() }
    group.answers.set(item, answers)
    groups.set(key, group)
  }
  return groups.values()
}

function toBatch(items: readonly string[], panel: readonly string[], answers: Group['answers']): PlannedBatch {
  const labelOf = (item: string, worker: string): number => {
    const label = answers.get(item)?.get(worker)
    if (label === undefined) throw new Error(`plan: ${worker} has no answer to ${item}`)
    return label
  }
  return {
    items,
    panel,
    labels: panel.map((worker) => Uint8Array.from(items, (item) => labelOf(item, worker))),
    agreement: (panel.length + 1) / 2,
  }
}
