/**
 * Kills, power failures and disk faults at length: `node test/engine/crash/deep.ts --seed 1 --kills 600`, or `--images 300`,
 * or `--faults 60`, or several. Each part puts its figures into `result.json` beside this file, and leaves those of the
 * others. A number above 1,300 or so means every place there is (an hour and more). Exit code 1 where something was lost.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../equivalence/random.ts'
import { type Bench, crashFolder, describePoint, drawPoints, ERRNOS, openBench } from './faults.ts'
import { createPowerLoss, failPower } from './power-loss.ts'
import { CALLS, NO_STRACE, type Point } from './strace.ts'

if (NO_STRACE !== false) {
  console.error(NO_STRACE)
  process.exit(2)
}
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string' },
    images: { type: 'string' },
    faults: { type: 'string' },
  },
})
const seed = Number(values.seed)
const resultPath = join(import.meta.dirname, 'result.json')
const folder = crashFolder()
let problems = 0

try {
  const bench = openBench(folder.path)
  if (values.kills !== undefined) await kill(bench, Number(values.kills))
  if (values.images !== undefined) await failPowerOften(bench, Number(values.images))
  if (values.faults !== undefined) await failDisk(bench, Number(values.faults))
} finally {
  folder.remove()
}
process.exitCode = problems === 0 ? 0 : 1

async function kill(bench: Bench, wanted: number): Promise<void> {
  const writes = await bench.points([...CALLS.change, ...CALLS.sync])
  // Locks are moments between two writes.
  const locks = await bench.points(CALLS.lock)
  const checkpoints = await bench.points([...CALLS.change, ...CALLS.sync], 'main file')
  const points = [...draw(writes, wanted), ...draw(locks, wanted / 8), ...draw(checkpoints, wanted)]
  const reached: Point[] = []
  let lost = 0
  for (const point of points) {
    const { isKilled, wrong } = await bench.kill(point)
    if (isKilled) reached.push(point)
    if (wrong !== undefined) lost += report(`killed at ${describePoint(point)}`, wrong)
  }
  save('kills', {
    command: `--seed ${seed} --kills ${wanted}`,
    places: count([...writes, ...locks, ...checkpoints]),
    kills: reached.length,
    byCall: count(reached),
    missed: points.length - reached.length,
    lost,
  })
}

async function failPowerOften(bench: Bench, images: number): Promise<void> {
  const power = await createPowerLoss(folder.path, bench.reference)
  const seeds = Array.from({ length: images }, (_, index) => seed + index)
  let lost = 0
  for (const each of seeds) {
    const wrong = failPower(power, createRandom(each))
    if (wrong !== undefined) lost += report(`power failure of seed ${each}`, wrong)
  }
  const lostWithoutSyncs = seeds.filter((each) => failPower(power, createRandom(each), true) !== undefined).length
  save('powerFailures', { command: `--seed ${seed} --images ${images}`, images, lost, lostWithoutSyncs })
}

async function failDisk(bench: Bench, wanted: number): Promise<void> {
  const writes = await bench.points([...CALLS.change, ...CALLS.sync])
  const checkpoints = await bench.points([...CALLS.change, ...CALLS.sync], 'main file')
  const reads = await bench.points(CALLS.read)
  const points = [...draw(writes, wanted), ...draw(checkpoints, wanted / 2), ...draw(reads, wanted / 4)]
  const ends = new Map<string, number>()
  for (const point of points) {
    for (const errno of CALLS.read.includes(point.call) ? (['EIO'] as const) : ERRNOS) {
      for (const isSticky of [false, true]) {
        const outcome = await bench.fail(point, errno, isSticky)
        const fault = `${errno} ${isSticky ? 'from then on' : 'once'}`
        const end = `${fault}: ended ${'wrong' in outcome ? 'wrongly' : outcome.ended}`
        ends.set(end, (ends.get(end) ?? 0) + 1)
        if ('wrong' in outcome) report(`${fault} at ${describePoint(point)}`, outcome.wrong)
      }
    }
  }
  const command = `--seed ${seed} --faults ${wanted}`
  save('faults', { command, byCall: count(points), ends: Object.fromEntries([...ends].sort()) })
}

function draw(points: readonly Point[], wanted: number): Point[] {
  return drawPoints(points, Math.ceil(wanted), createRandom(seed))
}

function count(points: readonly Point[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(points, nameOf)].map(([name, { length }]) => [name, length]))
}

function nameOf({ call, seen }: Point): string {
  return seen === 'main file' ? `${call} of the main file` : call
}

function report(where: string, wrong: string): 1 {
  problems++
  console.error(`${where}: ${wrong}`)
  return 1
}

function save(part: string, figures: Record<string, unknown>): void {
  const known: unknown = existsSync(resultPath) ? JSON.parse(readFileSync(resultPath, 'utf8')) : {}
  writeFileSync(resultPath, `${JSON.stringify(Object.assign({}, known, { [part]: figures }), null, 2)}\n`)
  console.log(part, figures)
}
