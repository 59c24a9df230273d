import type { Dataset } from '../../../cli/dataset/types.ts'

/** `item:worker=label` words as a dataset of two classes. */
export function datasetOf(words: string, rest: Partial<Dataset> = {}): Dataset {
  const judgements = words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, item = '', worker = '', label = ''] = /^(.*):(.*)=(.*)$/.exec(word) ?? []
      return { item, worker, label: Number(label) }
    })
  const empty = { fields: new Map(), gold: new Map(), duplicates: [] }
  return { name: 'tiny', simulated: false, instructions: '', classes: ['no', 'yes'], judgements, ...empty, ...rest }
}

/** Every worker answers every item; the label of worker w (from 0) for item i (from 0) is `label(i, w)`. */
export function gridOf(items: number, workers: number, label = (_item: number, _worker: number) => 0): Dataset {
  const judgements = Array.from({ length: items }, (_, i) =>
    Array.from({ length: workers }, (_, w) => ({ item: `i${i}`, worker: `w${w}`, label: label(i, w) })),
  ).flat()
  return { ...datasetOf(''), judgements }
}
