import { it } from 'node:test'
import { reverts } from '../support/reverts.ts'
import { createProject } from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

it('it should take no more than the whole of a stake for a label that is not revealed, whatever the bound', async () => {
  const world = await createWorld()
  const { parameters } = world
  await parameters.write.setBounds([{ ...(await parameters.read.bounds()), maxNoRevealBps: 20_000 }])
  await reverts(createProject(world, { noRevealBps: 10_001 }), 'InvalidShare', [10_001n])
  await createProject(world, { noRevealBps: 10_000 })
})
