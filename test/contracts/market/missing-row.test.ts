import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Answers, assignBatch, createProject, rowsOf, tallyAll } from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

it('it should count no label for a seat without a row, whatever lies in the calldata', async () => {
  const world = await createWorld()
  const projectId = await createProject(world, { disputeWindow: 3600, funds: 10n ** 6n })
  const [items, item] = [48, 40]
  const running = await assignBatch(world, projectId, { items, seats: 3, agreement: 2 })
  const row = (label: number) => Array.from({ length: items }, (_, at) => (at === item ? label : 1))
  // One for class 0, one for class 1; where a row would lie that began at 0 there are zeros.
  const said: Answers = [undefined, row(0), row(1)]
  await tallyAll(world, running, said)
  const args = [running.batchId, BigInt(item), [...running.panel], rowsOf(said)] as const
  assert.equal(await world.market.read.labelOf(args), 0xff)
})
