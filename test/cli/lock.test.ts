import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { tryLock } from '../../scripts/lock.ts'
import { createFolder } from './support/folder.ts'

describe('tryLock', () => {
  test('gives a lock to one holder until it is released', () => {
    using folder = createFolder()
    const path = join(folder.path, 'deep', 'lock')
    const first = tryLock(path)
    assert.ok('release' in first)
    assert.deepEqual(tryLock(path), { holder: process.pid })
    first.release()
    assert.ok('release' in tryLock(path))
    assert.deepEqual(readdirSync(join(folder.path, 'deep')), ['lock'])
  })

  test('takes a lock whose holder has ended, and one that says nothing', () => {
    using folder = createFolder()
    const path = join(folder.path, 'lock')
    const { pid } = spawnSync(process.execPath, ['--version'])
    for (const content of [String(pid), '']) {
      writeFileSync(path, content)
      const lock = tryLock(path)
      assert.ok('release' in lock)
      lock.release()
    }
  })
})
