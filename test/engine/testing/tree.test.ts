import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Registration } from '../../../engine/testing/instance.ts'
import { buildTree } from '../../../engine/testing/tree.ts'

test('hooks reach the tests of nested groups, whatever the order of registration', () => {
  const nested: Record<number, Registration[]> = {
    10: [
      { role: 'afterEach', index: 11 },
      { role: 'test', name: 'inner', shouldFail: true, index: 12 },
      { role: 'beforeEach', index: 13 },
      { role: 'beforeAll', index: 14 },
    ],
  }
  const tree = buildTree(
    'suite',
    [
      { role: 'test', name: 'outer', shouldFail: false, index: 1 },
      { role: 'describe', name: 'group', index: 10 },
      { role: 'beforeEach', index: 2 },
      { role: 'afterEach', index: 3 },
      { role: 'afterAll', index: 4 },
    ],
    (index) => nested[index] ?? [],
  )
  assert.deepEqual(tree, {
    name: 'suite',
    beforeAll: [],
    afterAll: [4],
    children: [
      { name: 'outer', shouldFail: false, index: 1, beforeEach: [2], afterEach: [3] },
      {
        name: 'group',
        beforeAll: [14],
        afterAll: [],
        children: [{ name: 'inner', shouldFail: true, index: 12, beforeEach: [2, 13], afterEach: [11, 3] }],
      },
    ],
  })
})
