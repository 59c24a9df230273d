import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

/** The leaves that say what should happen. */
const leavesOf = (tree: string): string[] => [...tree.matchAll(/^[│ ]*[├└]── it (.*)$/gm)].map(([, leaf = '']) => leaf)

/** The names of the tests of a file, whichever quotes they have. */
const namesOf = (source: string): string[] =>
  [...source.matchAll(/^it\((?:'([^']*)'|"([^"]*)")/gm)].map(([, single, double]) => single ?? double ?? '')

test('every leaf of a tree is a test, and every test a leaf', () => {
  for (const folder of [import.meta.dirname, join(import.meta.dirname, '..', 'draw')]) {
    const trees = globSync('*.tree', { cwd: folder })
    assert.ok(trees.length > 5)
    for (const tree of trees) {
      const leaves = leavesOf(readFileSync(join(folder, tree), 'utf8'))
      const names = namesOf(readFileSync(join(folder, tree.replace('.tree', '.test.ts')), 'utf8'))
      assert.deepEqual(names.toSorted(), leaves.toSorted(), tree)
    }
  }
})
