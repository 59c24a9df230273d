import type { Dataset, Judgement } from './dataset/types.ts'
import { createRandom, type Random } from './random.ts'

/** The classes, how often each is the truth, and what its items say. */
const CLASSES = [
  { name: 'negative', share: 0.3, words: ['broke within a week', 'never arrived', 'is a waste of money'] },
  { name: 'neutral', share: 0.25, words: ['does what the box says', 'is about as expected', 'came on a Tuesday'] },
  { name: 'positive', share: 0.45, words: ['works better than hoped', 'made my day', 'was worth every cent'] },
] as const
const THINGS = [
  'The lamp',
  'This kettle',
  'The second-hand bicycle',
  'My new keyboard',
  'The umbrella',
  'That backpack',
]

/** Probability that each simulated annotator gives the true class; a wrong answer is any other class alike. */
const SKILLS = [0.97, 0.95, 0.93, 0.91, 0.89, 0.86, 0.83, 0.8, 0.75, 0.68, 0.58, 0.4] as const
/** Panel sizes by turns, so that both appear. */
const PANELS = [3, 5] as const
const ITEMS_PER_BATCH = 20

export type SimulationOptions = {
  readonly seed: number
  /** Items in the project. Default 600. */
  readonly items?: number
  /** Largest panel. Default 5. */
  readonly annotators?: number
}

/** A project answered by simulated annotators of known skill, with the truth as gold. The same seed gives the same dataset. */
export function simulate({ seed, items = 600, annotators = 5 }: SimulationOptions): Dataset {
  const random = createRandom(seed, 'simulation')
  const skills = SKILLS.map((skill, index) => ({ worker: `simulated-${String(index + 1).padStart(2, '0')}`, skill }))
  const judgements: Judgement[] = []
  const fields = new Map<string, Record<string, string>>()
  const gold = new Map<string, number>()
  for (let start = 0; start < items; start += ITEMS_PER_BATCH) {
    const turn = (start / ITEMS_PER_BATCH) % PANELS.length
    const panel = random.choose(skills, Math.min(PANELS[turn] ?? 3, annotators))
    for (let index = start; index < Math.min(start + ITEMS_PER_BATCH, items); index += 1) {
      const item = `review-${String(index + 1).padStart(4, '0')}`
      const truth = drawTruth(random)
      gold.set(item, truth)
      fields.set(item, { text: writeReview(random, truth) })
      for (const { worker, skill } of panel) judgements.push({ item, worker, label: drawAnswer(random, truth, skill) })
    }
  }
  return {
    name: 'simulated reviews',
    simulated: true,
    instructions:
      'Is the review negative, neutral or positive? Items and answers are simulated: no person wrote or labelled them.',
    classes: CLASSES.map(({ name }) => name),
    judgements,
    fields,
    gold,
    duplicates: [],
  }
}

function drawTruth(random: Random): number {
  let rest = random.next()
  const index = CLASSES.findIndex(({ share }) => {
    rest -= share
    return rest < 0
  })
  return index < 0 ? CLASSES.length - 1 : index
}

function drawAnswer(random: Random, truth: number, skill: number): number {
  if (random.next() < skill) return truth
  return (truth + 1 + random.int(CLASSES.length - 1)) % CLASSES.length
}

function writeReview(random: Random, truth: number): string {
  const words = CLASSES[truth]?.words ?? []
  return `${THINGS[random.int(THINGS.length)]} ${words[random.int(words.length)]}.`
}
