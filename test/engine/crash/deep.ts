/**
 * Kills, disk faults and power failures at length: `node test/engine/crash/deep.ts --seed 1 --kills 600 --images 600
 * --faults 300`; writes `result.json` beside this file after each part. Without a number a part is done for all points
 * (a quarter of an hour and more). Exit code 1 where something was lost.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../equivalence/random.ts'
import { crashFolder, describePoint, drawPoints, ERRNOS, openBench } from './faults.ts'
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
    images: { type: 'string', default: '1000' },
    faults: { type: 'string' },
  },
})
const seed = Number(values.seed)
const folder = crashFolder()
const problems: string[] = []
const result: Record<string, unknown> = {
  command: `node test/engine/crash/deep.ts ${process.argv.slice(2).join(' ')}`.trimEnd(),
}

try {
  const bench = openBench(join(folder.path))
  const writes = await bench.points([...CALLS.change, ...CALLS.sync])
  const locks = await bench.points(CALLS.lock)
  const reads = await bench.points(CALLS.read)
  result.points = { writes: count(writes), locks: locks.length, reads: reads.length }

  // Locks are moments between two writes.
  const kills = [...draw(writes, values.kills), ...draw(locks, values.kills, 1 / 8)]
  let lost = 0
  for (const point of kills) {
    const wrong = await bench.kill(point)
    if (wrong !== undefined) lost += report(`killed at ${describePoint(point)}`, wrong)
  }
  save({ kills: { points: kills.length, byCall: count(kills), lost } })

  const power = await createPowerLoss(folder.path, bench.reference)
  const images = Number(values.images)
  const losses = (ignoresSyncs: boolean) =>
    Array.from({ length: images }, (_, index) => {
      const wrong = failPower(power, createRandom(seed + index), ignoresSyncs)
      if (wrong !== undefined && !ignoresSyncs) report(`power failure of seed ${seed + index}`, wrong)
      return wrong
    }).filter((wrong) => wrong !== undefined).length
  const lostImages = losses(false)
  save({ powerLoss: { images, lost: lostImages, lostWithoutSyncs: losses(true) } })

  const ends = new Map<string, number>()
  for (const point of [...draw(writes, values.faults), ...draw(reads, values.faults, 1 / 4)]) {
    for (const errno of CALLS.read.includes(point.call) ? (['EIO'] as const) : ERRNOS) {
      for (const isSticky of [false, true]) {
        const outcome = await bench.fail(point, errno, isSticky)
        const end = 'wrong' in outcome ? 'wrongly' : outcome.ended
        const key = `${errno} ${isSticky ? 'from then on' : 'once'}: ended ${end}`
        ends.set(key, (ends.get(key) ?? 0) + 1)
        if ('wrong' in outcome) report(`${key} at ${describePoint(point)}`, outcome.wrong)
      }
    }
  }
  save({ faults: Object.fromEntries([...ends].sort()) })
} finally {
  folder.remove()
}
process.exitCode = problems.length === 0 ? 0 : 1

function draw(points: readonly Point[], wanted: string | undefined, share = 1): Point[] {
  const most = wanted === undefined ? points.length : Math.ceil(Number(wanted) * share)
  return drawPoints(points, most, createRandom(seed))
}

function count(points: readonly Point[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(points, ({ call }) => call)].map(([call, { length }]) => [call, length]))
}

function report(where: string, wrong: string): 1 {
  problems.push(`${where}: ${wrong}`)
  console.error(problems.at(-1))
  return 1
}

function save(part: Record<string, unknown>): void {
  Object.assign(result, part)
  console.log(JSON.stringify(part))
  writeFileSync(join(import.meta.dirname, 'result.json'), `${JSON.stringify({ ...result, problems }, null, 2)}\n`)
}
