import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Hex } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { createDrawWorld, type DrawWorld, hash, memberAt, projectId } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { recognisedProject } from './support.ts'

let world: DrawWorld
let skill: Hex

beforeEach(async () => {
  world = await createDrawWorld()
  skill = await recognisedProject(world)
})

const recognise = (minBatches: number, project = projectId) =>
  world.registry.write.recognise([skill, project, minBatches], { account: world.issuer })

it('should refuse an unknown project', async () => {
  await reverts(recognise(1, hash('unknown')), 'ProjectUnknown', [hash('unknown')])
})

it('should end a recognition, and leave the certificates given', async () => {
  const { registry, market } = world
  for (const index of [0, 1]) await market.write.setStanding([projectId, memberAt(world, index), 3, 3])
  await registry.write.certify([skill, projectId, memberAt(world, 0)])
  await recognise(0)
  await reverts(registry.write.certify([skill, projectId, memberAt(world, 1)]), 'NotRecognised', [skill, projectId])
  assert.equal(await registry.read.levelOf([skill, memberAt(world, 0)]), 3n)
})

it('should store and tell the minimum', async () => {
  assert.deepEqual(await eventsOf(world, await recognise(65_535)), [
    { name: 'ProjectRecognised', args: { skill, projectId, minBatches: 65_535n } },
  ])
  assert.equal(await world.registry.read.recognitionOf([skill, projectId]), 65_535n)
})
