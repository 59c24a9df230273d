import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { leavesOf } from './support/trees.ts'

/** Folders whose trees tell the names of their tests. */
const folders = ['stake', 'slasher', 'parameters', 'incentive', 'desk', 'deploy']

test('every leaf of a tree is the name of a test beside it, and the other way round', () => {
  const text = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')
  for (const folder of folders) {
    const trees = globSync(`${folder}/*.tree`, { cwd: import.meta.dirname })
    const leaves = trees.flatMap((file) => leavesOf(join(import.meta.dirname, file)))
    const names = globSync(`${folder}/*.test.ts`, { cwd: import.meta.dirname }).flatMap((file) =>
      [...text(file).matchAll(/\bit\((?:'([^'\n]+)'|"([^"\n]+)")/g)].map(
        ([, single, double]) => single ?? double ?? '',
      ),
    )
    assert.ok(leaves.length > 0, folder)
    assert.deepEqual(names.toSorted(), leaves.toSorted(), folder)
  }
})
