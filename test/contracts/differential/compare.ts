/** Plays histories on both chains and compares each with the model: after every step what it did, in the end every view. */
import { startAnvil, startEdr } from './chains.ts'
import { generateHistory, type History } from './generate.ts'
import { canonical, type Outcome } from './history.ts'

export type Difference = {
  readonly seed: number
  readonly chain: string
  readonly step: string
  readonly model: string
  readonly found: string
}

export type Report = {
  histories: number
  /** Steps of all histories, each played twice. */
  steps: number
  refused: number
  /** Values compared at the ends of histories. */
  reads: number
  /** How often each call was taken. */
  calls: Record<string, number>
  /** How often each error was met. */
  errors: Record<string, number>
  /** How often each event was met. */
  events: Record<string, number>
  differences: Difference[]
}

export type Plan = {
  readonly seed: number
  readonly histories: number
  readonly steps: number
  /** No history is begun after that. Default: none. */
  readonly timeLimitMs?: number
  /** Changes what the model expects, for a control. Default: nothing. */
  readonly alter?: (history: History) => History
  /** Told how many are done after each. Default: nobody. */
  readonly onHistory?: (done: number) => void
}

/** The histories of the seeds `seed`, `seed + 1`, ... */
export async function compareHistories({
  seed,
  histories,
  steps,
  timeLimitMs = Number.POSITIVE_INFINITY,
  alter = (history) => history,
  onHistory = () => {},
}: Plan): Promise<Report> {
  const report: Report = {
    histories: 0,
    steps: 0,
    refused: 0,
    reads: 0,
    calls: {},
    errors: {},
    events: {},
    differences: [],
  }
  const started = performance.now()
  const chains = [await startEdr(), await startAnvil()]
  try {
    for (let index = 0; index < histories && performance.now() - started < timeLimitMs; index++) {
      const history = alter(await generateHistory(seed + index, steps))
      report.histories++
      report.steps += history.steps.length
      report.reads += history.reads.length
      for (const [at, step] of history.steps.entries()) count(report, `${step.to}.${step.name}`, history.outcomes[at])
      const found = await Promise.all(
        chains.map(async (chain) => {
          const differences: Difference[] = []
          const note = (step: string, model: string, seen: string) => {
            if (model !== seen) differences.push({ seed: seed + index, chain: chain.name, step, model, found: seen })
          }
          await chain.reset()
          for (const [at, step] of history.steps.entries()) {
            const outcome = await chain.play(step)
            note(
              `${at} ${step.to}.${step.name} ${canonical(step)}`,
              canonical(history.outcomes[at]),
              canonical(outcome),
            )
            // What follows the first difference says nothing of its own.
            if (differences.length > 0) return differences
          }
          const answers = await chain.ask(history.reads)
          for (const [at, { to, name, args, value }] of history.reads.entries()) {
            note(`${to}.${name} ${canonical(args)}`, canonical(value), canonical(answers[at]))
          }
          return differences
        }),
      )
      report.differences.push(...found.flat())
      onHistory(report.histories)
    }
  } finally {
    await Promise.all(chains.map((chain) => chain.close()))
  }
  for (const key of ['calls', 'errors', 'events'] as const) report[key] = sorted(report[key])
  return report
}

function count(report: Report, call: string, outcome: Outcome | undefined): void {
  const add = (counts: Record<string, number>, name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  if (outcome === undefined) return
  if ('error' in outcome) {
    report.refused++
    add(report.errors, outcome.error)
    return
  }
  add(report.calls, call)
  for (const { name } of outcome.events) add(report.events, name)
}

const sorted = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
