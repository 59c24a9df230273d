import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { createRandom } from '../equivalence/random.ts'
import { type Bench, crashFolder, describePoint, drawPoints, openBench } from './faults.ts'
import { findLoss } from './judge.ts'
import { stateOf } from './reference.ts'
import { CALLS, NO_STRACE, traceWriter } from './strace.ts'
import { open, runSteps, STEPS } from './workload.ts'

const SEED = 1
const KILLS = 32

describe('a process killed', { skip: NO_STRACE }, () => {
  let folder: ReturnType<typeof crashFolder>
  let bench: Bench
  before(() => {
    folder = crashFolder()
    bench = openBench(folder.path)
  })
  after(() => folder.remove())

  it('is compared with what one run makes, which is the same as step by step', () => {
    const path = join(folder.path, 'at once.sqlite')
    runSteps(open(path), [0, STEPS.length], () => {})
    assert.equal(stateOf(path), bench.reference.states.at(-1))
    assert.equal(bench.reference.states[25], bench.reference.states[6], 'going back leaves what was there')
  })

  it('A113: at a write, a sync or a lock leaves a whole step, none lost, and goes on to the same end', async (t) => {
    const writes = await bench.points([...CALLS.change, ...CALLS.sync])
    const locks = await bench.points(CALLS.lock)
    assert.ok(writes.length > 1_000, `${writes.length} places only`)
    // All of them are checkpoints, whose thread makes too few calls to be the first to make that many.
    const checkpoints = await bench.points([...CALLS.change, ...CALLS.sync], 'main file')
    const random = createRandom(SEED)
    const points = [
      ...drawPoints(writes, KILLS, random),
      ...drawPoints(locks, 4, random),
      ...drawPoints(checkpoints, 12, random),
    ]
    const lost: string[] = []
    let kills = 0
    for (const point of points) {
      const { isKilled, wrong } = await bench.kill(point)
      if (isKilled) kills++
      if (wrong !== undefined) lost.push(`${describePoint(point)}: ${wrong}`)
    }
    assert.deepEqual(lost, [])
    assert.ok(kills > points.length * 0.8, `${kills} kills of ${points.length}`)
    t.diagnostic(`kills: ${kills}`)
  })

  it('A123: while it adds the tables that a file of the first format lacks leaves the old file or the new one', async () => {
    const old = join(folder.path, 'old.sqlite')
    runSteps(open(old), [0, 1], () => {})
    const db = new DatabaseSync(old)
    db.exec('DROP TABLE "$data_source"; DROP TABLE "$error"; DROP TABLE "$state_hash"; PRAGMA user_version = 1')
    db.close()
    const path = join(folder.path, 'migrated.sqlite')
    let kills = 0
    for (let n = 1; ; n++) {
      copyFileSync(old, path)
      const inject = ['-e', 'trace=pwrite64', '-e', `inject=pwrite64:signal=SIGKILL:when=${n}`]
      const { signal } = await traceWriter(path, [1, 1], ['-o', '/dev/null', ...inject])
      if (signal === 'SIGKILL') kills++
      assert.equal(findLoss(path, bench.reference, { least: 1, most: 1 }), undefined, `killed at write ${n}`)
      if (signal !== 'SIGKILL') break
    }
    assert.ok(kills > 10, `${kills} kills only`)
  })
})
