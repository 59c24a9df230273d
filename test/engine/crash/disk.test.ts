import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRandom } from '../equivalence/random.ts'
import { type Bench, crashFolder, describePoint, drawPoints, type ERRNOS, openBench } from './faults.ts'
import { CALLS, NO_STRACE, type Point } from './strace.ts'

const SEED = 2

describe('a disk that fails', { skip: NO_STRACE }, () => {
  let folder: ReturnType<typeof crashFolder>
  let bench: Bench
  let points: Point[]
  let checkpoints: Point[]
  before(async () => {
    folder = crashFolder()
    bench = openBench(folder.path)
    points = await bench.points([...CALLS.change, ...CALLS.sync, ...CALLS.read])
    checkpoints = await bench.points(['pwrite64', ...CALLS.sync], 'main file')
  })
  after(() => folder.remove())

  /** Lets each call of the kinds fail at some places; how runs ended. */
  async function fail(calls: readonly string[], count: number, errno: (typeof ERRNOS)[number], of = points) {
    const random = createRandom(SEED)
    const ends = { well: 0, 'with an error': 0 }
    const wrong: string[] = []
    const places = of.filter(({ call }) => calls.includes(call))
    for (const [index, point] of drawPoints(places, count, random).entries()) {
      const isSticky = index % 2 === 1
      const outcome = await bench.fail(point, errno, isSticky)
      if ('wrong' in outcome) wrong.push(`${describePoint(point)}${isSticky ? ' and after' : ''}: ${outcome.wrong}`)
      else ends[outcome.ended]++
    }
    assert.deepEqual(wrong, [])
    assert.ok(ends['with an error'] > 0)
  }

  it('A115: no space left, once or for good: one clear line, a whole store, and the same end', () =>
    fail(['pwrite64', 'ftruncate', 'openat', 'rename'], 14, 'ENOSPC'))

  it('A116: an error of the device, once or for good: one clear line, a whole store, and the same end', () =>
    fail(['pwrite64', 'ftruncate', 'unlink', 'pread64'], 16, 'EIO'))

  it('A115, A116: at a checkpoint, which goes on on a thread of its own: the same', async () => {
    await fail(['pwrite64', ...CALLS.sync], 8, 'ENOSPC', checkpoints)
    await fail(['pwrite64', ...CALLS.sync], 8, 'EIO', checkpoints)
  })

  it('A117: a sync that fails: the process ends with one clear line, and nothing that was told of is lost', () =>
    fail(CALLS.sync, 6, 'EIO'))
})
