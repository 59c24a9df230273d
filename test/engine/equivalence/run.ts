import { parseSchema } from '../../../engine/schema/index.ts'
import { compareAnswers } from './compare.ts'
import { generateHistory } from './history.ts'
import { type Request, startPair } from './pair.ts'
import { generateRequest } from './queries.ts'
import { createRandom } from './random.ts'
import { generateSchema } from './schema.ts'

/** Blocks of a generated history. */
const BLOCKS = 12

/** A query that the two answer differently. */
export type Difference = {
  readonly seed: number
  readonly request: Request
  readonly ours: string
  readonly theirs: string
}

export type Outcome = {
  readonly queries: number
  readonly equal: number
  /** Count of explained differences, by reason. */
  readonly explained: Readonly<Record<string, number>>
  readonly different: readonly Difference[]
}

/** Makes one subgraph from the seed and asks both sides `queries` times. */
export async function runSeed(seed: number, queries: number): Promise<Outcome> {
  const random = createRandom(seed)
  const sdl = generateSchema(random)
  const schema = parseSchema(sdl)
  const pair = await startPair(sdl, generateHistory(random, schema, BLOCKS))
  try {
    let equal = 0
    const explained: Record<string, number> = {}
    const different: Difference[] = []
    for (let i = 0; i < queries; i++) {
      const request = generateRequest({ random, schema, hashes: pair.hashes, height: BLOCKS })
      const { ours, theirs } = await pair.ask(request)
      const verdict = compareAnswers(ours, theirs, JSON.stringify(request))
      if (verdict.kind === 'equal') equal++
      else if (verdict.kind === 'explained') explained[verdict.why] = (explained[verdict.why] ?? 0) + 1
      else different.push({ seed, request, ours, theirs })
    }
    return { queries, equal, explained, different }
  } finally {
    await pair.close()
  }
}

export function addOutcomes(outcomes: readonly Outcome[]): Outcome {
  const explained: Record<string, number> = {}
  for (const outcome of outcomes)
    for (const [why, count] of Object.entries(outcome.explained)) explained[why] = (explained[why] ?? 0) + count
  return {
    queries: outcomes.reduce((sum, { queries }) => sum + queries, 0),
    equal: outcomes.reduce((sum, { equal }) => sum + equal, 0),
    explained,
    different: outcomes.flatMap(({ different }) => different),
  }
}

/** What a person needs to see of a difference: the seed, the query and both answers. */
export function describeDifference({ seed, request, ours, theirs }: Difference): string {
  return `seed ${seed}: ${JSON.stringify(request)}\n  engine:     ${ours}\n  graph-node: ${theirs}`
}
