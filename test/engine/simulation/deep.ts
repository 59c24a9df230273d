/**
 * Runs many seeds and writes `result.json` beside this file: `node test/engine/simulation/deep.ts --seed 1 --count 10000
 * --minutes 60`. With `--count 1` it writes nothing, and shows what happened. Exit code 1 where a seed differs.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runSeeds } from './many.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
  },
})
const [seed, count, minutes] = [Number(values.seed), Number(values.count), Number(values.minutes)]
const end = performance.now() + minutes * 60_000

const happened = new Map<string, number>()
const different: number[] = []
const sums = { seeds: 0, blocks: 0, logs: 0, starts: 0 }
for await (const outcome of runSeeds(seed, count, {}, () => performance.now() > end)) {
  sums.seeds++
  sums.blocks += outcome.blocks
  sums.logs += outcome.notes
  sums.starts += outcome.starts
  for (const [name, times] of outcome.counts) happened.set(name, (happened.get(name) ?? 0) + times)
  if (outcome.difference !== undefined) {
    different.push(outcome.seed)
    console.log(`seed ${outcome.seed}: ${outcome.difference}`)
  }
  if (sums.seeds % 100 === 0) console.log(`${sums.seeds} seeds, ${different.length} differ`)
}

const number = (name: string) => Number(/^R(\d+)$/.exec(name)?.[1] ?? 0)
const result = {
  command: `node test/engine/simulation/deep.ts --seed ${seed} --count ${sums.seeds}`,
  ...sums,
  different,
  happened: Object.fromEntries([...happened].sort(([a], [b]) => number(a) - number(b) || (a < b ? -1 : 1))),
}
if (count > 1) writeFileSync(join(import.meta.dirname, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
console.log(JSON.stringify(result, null, 2))
process.exit(different.length > 0 ? 1 : 0)
