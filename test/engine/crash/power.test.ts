import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createRandom } from '../equivalence/random.ts'
import { crashFolder } from './faults.ts'
import { createPowerLoss, failPower, type PowerLoss } from './power-loss.ts'
import { parseLog } from './recording.ts'
import { makeReference } from './reference.ts'
import { NO_STRACE } from './strace.ts'

const IMAGES = 60

describe('a power failure', { skip: NO_STRACE }, () => {
  let folder: ReturnType<typeof crashFolder>
  let power: PowerLoss
  before(async () => {
    folder = crashFolder()
    power = await createPowerLoss(folder.path, makeReference(folder.path))
  })
  after(() => folder.remove())

  const losses = (ignoresSyncs: boolean) =>
    Array.from({ length: IMAGES }, (_, index) => failPower(power, createRandom(index + 1), ignoresSyncs)).filter(
      (wrong) => wrong !== undefined,
    )

  it('A114: with unsynced sectors missing or torn leaves a whole step, none missing that was durable', () => {
    assert.deepEqual(losses(false), [])
  })

  it('A114: would be seen to do damage if nothing were synced', () => {
    const found = losses(true)
    assert.ok(found.length > IMAGES / 2, `${found.length} of ${IMAGES} images`)
    assert.ok(found.some((wrong) => /damaged|not a store/.test(wrong)))
  })
})

describe('the record of a run', () => {
  it('joins the two lines of a call that another thread interrupted, and leaves out what failed', () => {
    const hex = (text: string) => Buffer.from(text).toString('hex').replaceAll(/../g, '\\x$&')
    const file = `<${hex('/d/store')}>`
    const log = [
      `7 openat(AT_FDCWD<${hex('/')}>, "${hex('/d/store')}", O_RDWR|O_CREAT, 0644) = 3${file}`,
      `7 pwrite64(3${file}, "\\x61\\x62", 2, 40 <unfinished ...>`,
      `8 fsync(4${file} <unfinished ...>`,
      '7 <... pwrite64 resumed>) = 2',
      '8 <... fsync resumed>) = 0',
      `8 unlink("${hex('/d/store')}") = -1 ENOENT (No such file or directory)`,
      `7 write(1<${hex('pipe:[1]')}>, "${hex('durable 3\n')}", 10) = 10`,
      `7 fsync(5<${hex('/d')}>) = 0`,
      '',
    ].join('\n')
    assert.deepEqual(
      [...parseLog(log, '/d')],
      [
        { kind: 'create', file: 'store' },
        { kind: 'write', file: 'store', offset: 40, data: Buffer.from('ab') },
        { kind: 'sync', file: 'store' },
        { kind: 'told', stored: 3, durable: 3 },
        { kind: 'sync folder' },
      ],
    )
  })
})
