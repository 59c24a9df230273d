/**
 * The comparison of differential.test.ts for longer: `node test/contracts/differential/deep.ts --histories 500 --seed 1` plays the
 * histories of the seeds 1 to 500 and writes result.json beside this file. It begins no history after `--minutes` (8). The exit
 * code is 1 where something differs, and where the minutes did not suffice for all.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from '../../../scripts/build.ts'

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '120' },
    minutes: { type: 'string', default: '8' },
  },
})
const [histories, seed, steps, minutes] = [values.histories, values.seed, values.steps, values.minutes].map(
  wholeNumber,
) as [number, number, number, number]
await build({ targets: ['contracts'] })
// After the build: it reads the artifacts.
const { compareHistories } = await import('./compare.ts')
const { differences, ...counts } = await compareHistories({
  seed,
  histories,
  steps,
  timeLimitMs: minutes * 60_000,
  onHistory: (done) => done % 100 === 0 && console.error(`${done} of ${histories} histories`),
})
const result = {
  seed,
  stepsPerHistory: steps,
  chains: ['EDR', 'anvil'],
  ...counts,
  differences: differences.slice(0, 20),
}
writeFileSync(join(import.meta.dirname, 'result.json'), `${JSON.stringify(result, null, 2)}\n`)
console.log(
  `${counts.histories} histories of ${steps} steps from seed ${seed}, ${counts.refused} steps refused, ${counts.reads} values compared: ${differences.length} differences`,
)
if (differences.length > 0 || counts.histories < histories) process.exitCode = 1

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`an option takes a whole number above 0, not ${text}`)
  return value
}
