import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { openStore } from '../../../engine/store/index.ts'
import { createRandom } from '../equivalence/random.ts'
import { block, MUSIC } from '../store/support.ts'
import { crashFolder } from './faults.ts'
import { findLoss } from './judge.ts'
import { makeReference, type Reference } from './reference.ts'
import { open, STEPS } from './workload.ts'

describe('the write-ahead log of a store that was not closed', () => {
  let folder: ReturnType<typeof crashFolder>
  let reference: Reference
  /** Its length after so many steps. */
  const lengths: number[] = []
  let path = ''

  before(() => {
    folder = crashFolder()
    reference = makeReference(folder.path)
    const live = join(folder.path, 'live.sqlite')
    const store = open(live)
    lengths.push(statSync(`${live}-wal`).size)
    for (const step of STEPS.slice(0, 3)) {
      if (step.kind === 'transact') store.transact(step.results)
      lengths.push(statSync(`${live}-wal`).size)
    }
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(`${live}${suffix}`, join(folder.path, `killed${suffix}`))
    store.close()
  })
  after(() => folder.remove())
  beforeEach(() => {
    path = join(folder.path, 'test', 'store.sqlite')
    mkdirSync(join(folder.path, 'test'))
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(join(folder.path, `killed${suffix}`), `${path}${suffix}`)
  })
  afterEach(() => rmSync(join(folder.path, 'test'), { recursive: true }))

  /** Puts this log beside the file as it was, and opens it. */
  function withLog(content: Buffer, steps: number): void {
    copyFileSync(join(folder.path, 'killed'), path)
    writeFileSync(`${path}-wal`, content)
    assert.equal(findLoss(path, reference, { least: steps, most: steps }), undefined, `${content.length} bytes`)
  }

  it('A114: cut off anywhere: has the transactions that are whole', () => {
    const log = readFileSync(`${path}-wal`)
    const random = createRandom(3)
    const cuts = Array.from({ length: 8 }, () => random.int(lengths[0] ?? 0, log.length))
    for (const cut of [...cuts, ...lengths, ...lengths.slice(1).map((length) => length - 1)])
      withLog(
        log.subarray(0, cut),
        lengths.findLastIndex((length) => length <= cut),
      )
  })

  it('A114: torn: has the transactions before the first byte that is not what was written', () => {
    const random = createRandom(4)
    for (let image = 0; image < 8; image++) {
      const log = readFileSync(join(folder.path, 'killed-wal'))
      const at = random.int(lengths[0] ?? 0, log.length - 1)
      log[at] = (log[at] ?? 0) ^ (1 << random.int(0, 7))
      withLog(
        log,
        lengths.findLastIndex((length) => length <= at),
      )
    }
  })

  for (const [what, change] of [
    ['missing', () => rmSync(`${path}-shm`)],
    ['empty', () => writeFileSync(`${path}-shm`, '')],
    ['nonsense', () => writeFileSync(`${path}-shm`, Buffer.alloc(40_000, 0x5a))],
  ] as const)
    it(`is found whole where its index is ${what}`, () => {
      change()
      assert.equal(findLoss(path, reference, { least: 3, most: 3 }), undefined)
    })

  it('A119: removed: the store is refused, until the log is put back', () => {
    rmSync(`${path}-wal`)
    for (let attempt = 0; attempt < 2; attempt++)
      assert.throws(() => open(path), { code: 'STORE_DAMAGED', message: /has lost its log/ })
    copyFileSync(join(folder.path, 'killed-wal'), `${path}-wal`)
    assert.equal(findLoss(path, reference, { least: 3, most: 3 }), undefined)
  })

  it('A119: of the new store of another deployment in its place: is refused', () => {
    const other = join(folder.path, 'other.sqlite')
    const store = openStore({ path: other, schema: MUSIC, deployment: 'other' })
    store.transact([block(1)])
    copyFileSync(`${other}-wal`, `${path}-wal`)
    store.close()
    assert.throws(() => open(path), { name: 'StoreError' })
  })

  it('is gone once the store is closed', () => {
    open(path).close()
    assert.deepEqual([existsSync(`${path}-wal`), existsSync(`${path}-shm`)], [false, false])
  })
})
