/**
 * Judgements in memory, wherever they come from: CSV files or the simulator.
 */

/** One worker's answer to one item. */
export type Judgement = {
  readonly item: string
  readonly worker: string
  /** Index into `Dataset.classes`. */
  readonly label: number
}

/** A (worker, item) pair that was answered again. Only the first answer counts. */
export type Duplicate = { readonly item: string; readonly worker: string; readonly where: string }

export type Dataset = {
  readonly name: string
  /** True when no person answered: the labels come from the simulator. */
  readonly simulated: boolean
  /** What annotators were asked. */
  readonly instructions: string
  /** Names of the classes; a label is an index into them. */
  readonly classes: readonly string[]
  /** In playing order: chronological where the source has times, else as the file lists them. Pairs (item, worker) are unique. */
  readonly judgements: readonly Judgement[]
  /** What an item shows, by item; items without an entry show nothing but their id. */
  readonly fields: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** The known answers, by item. */
  readonly gold: ReadonlyMap<string, number>
  readonly duplicates: readonly Duplicate[]
}
