/**
 * Asks the engine and a real graph-node many generated queries and writes `result.json` beside this file:
 * `node test/engine/equivalence/deep.ts --queries 5000 --seed 100`. Exit code 1 where an answer differs unexplained.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { addOutcomes, describeDifference, type Outcome, runSeed } from './run.ts'

const QUERIES_PER_SEED = 500

const reason = whyNoGraphNode()
if (reason !== undefined) {
  console.error(reason)
  process.exit(2)
}
const { values } = parseArgs({
  options: { queries: { type: 'string', default: '1000' }, seed: { type: 'string', default: '100' } },
})
const [queries, firstSeed] = [Number(values.queries), Number(values.seed)]

const outcomes: Outcome[] = []
for (let done = 0; done < queries; done += QUERIES_PER_SEED) {
  const seed = firstSeed + outcomes.length
  const outcome = await runSeed(seed, Math.min(QUERIES_PER_SEED, queries - done))
  outcomes.push(outcome)
  console.log(`seed ${seed}: ${outcome.equal} of ${outcome.queries} equal, ${outcome.different.length} unexplained`)
  for (const difference of outcome.different) console.log(describeDifference(difference))
}

const { equal, explained, different, queries: asked } = addOutcomes(outcomes)
const graphNode = execFileSync(findGraphNode() ?? 'gnd', ['--version'], { encoding: 'utf8' }).trim()
const result = {
  command: `node test/engine/equivalence/deep.ts --queries ${queries} --seed ${firstSeed}`,
  graphNode,
  subgraphs: outcomes.length,
  queries: asked,
  equal,
  explained: Object.fromEntries(Object.entries(explained).sort(([, a], [, b]) => b - a)),
  different: different.length,
}
writeFileSync(join(import.meta.dirname, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))
process.exit(different.length > 0 ? 1 : 0)
