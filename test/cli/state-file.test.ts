import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { writeFileAtomically } from '../../cli/chain/state-file.ts'
import { createFolder } from './support/folder.ts'

describe('writeFileAtomically', () => {
  test('replaces a file and makes the folders it needs', async () => {
    using folder = createFolder({ 'a/file': 'old' })
    await writeFileAtomically(join(folder.path, 'a', 'file'), 'new')
    await writeFileAtomically(join(folder.path, 'b', 'c', 'file'), Buffer.from('new'))
    assert.equal(readFileSync(join(folder.path, 'a', 'file'), 'utf8'), 'new')
    assert.equal(readFileSync(join(folder.path, 'b', 'c', 'file'), 'utf8'), 'new')
  })

  test('leaves no temporary file where it fails', async () => {
    using folder = createFolder({ 'target/in-the-way': '' })
    await assert.rejects(writeFileAtomically(join(folder.path, 'target'), 'new'))
    assert.deepEqual(readdirSync(folder.path), ['target'])
  })
})
