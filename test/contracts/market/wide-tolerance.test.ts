import assert from 'node:assert/strict'
import { it } from 'node:test'
import { argsOf } from '../support/events.ts'
import { assignBatch, createProject, tallyAll } from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

it('it should take for right what is within a tolerance of most of the scale, above and below', async () => {
  const world = await createWorld()
  const scale = { scale: 1, tolerance: 200, classes: 254 } as const
  const terms = { goldBps: 2000, goldBond: 10, keeperFee: 2, goldWindow: 1200, funds: 10n ** 6n }
  const projectId = await createProject(world, { ...terms, ...scale })
  const gold = { positions: [1, 4], labels: [0, 253] }
  const running = await assignBatch(world, projectId, { items: 5, seats: 3, agreement: 2, gold })
  // The last label is 233 from the gold.
  const answers = [
    [0, 100, 1, 1, 150],
    [0, 100, 1, 1, 150],
    [0, 100, 1, 1, 20],
  ]
  const transaction = await tallyAll(world, running, answers)
  const scored = await argsOf(world, transaction, 'AnnotatorScored')
  assert.deepEqual(
    scored.map(({ goldRight, goldTotal }) => [goldRight, goldTotal]),
    [
      [2n, 2n],
      [2n, 2n],
      [1n, 2n],
    ],
  )
})
