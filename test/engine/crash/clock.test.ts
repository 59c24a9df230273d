import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { crashFolder } from './faults.ts'
import { makeReference, stateOf } from './reference.ts'
import { open, runSteps, STEPS } from './workload.ts'

it('A122: a clock that jumps both ways makes no difference to what is stored', (t) => {
  const folder = crashFolder()
  t.after(() => folder.remove())
  const { states } = makeReference(folder.path)
  let jumps = 0
  t.mock.method(Date, 'now', () => (++jumps % 2 === 0 ? 0 : 8.64e15))
  const path = join(folder.path, 'store.sqlite')
  for (const section of [
    [0, 10],
    [10, STEPS.length],
  ] as const)
    runSteps(open(path), section, () => {})
  assert.equal(stateOf(path), states.at(-1))
})
