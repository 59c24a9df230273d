import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Hex } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { commitWindow, createDrawWorld, type DrawWorld, hash, memberAt, projectId } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { createSkill, distant } from './support.ts'

let world: DrawWorld
let skill: Hex

beforeEach(async () => {
  world = await createDrawWorld()
  skill = await createSkill(world)
  await world.market.write.setProject([projectId, world.requester, commitWindow])
})

const setRequirement = (level = 3n, of = skill, project = projectId) =>
  world.registry.write.setRequirement([project, of, level], { account: world.requester })

const isEligible = (index: number) => world.registry.read.isEligible([projectId, memberAt(world, index)])

it("should refuse to set another's requirement", async () => {
  const { registry, stranger, requester } = world
  await reverts(registry.write.setRequirement([projectId, skill, 1n], { account: stranger }), 'NotRequester', [
    projectId,
    stranger,
  ])
  await reverts(setRequirement(1n, skill, hash('unknown')), 'NotRequester', [hash('unknown'), requester])
})

it('should refuse to change a requirement', async () => {
  await setRequirement()
  await reverts(setRequirement(1n), 'RequirementExists', [projectId])
})

it('should refuse to require an unknown skill', async () => {
  await reverts(setRequirement(1n, hash('unknown')), 'SkillUnknown', [hash('unknown')])
})

it('should refuse to require a level that no one can hold', async () => {
  for (const level of [0n, 6n, 257n]) await reverts(setRequirement(level), 'InvalidLevel', [level])
})

it('should store and tell the requirement', async () => {
  assert.deepEqual(await eventsOf(world, await setRequirement()), [
    { name: 'RequirementSet', args: { projectId, skill, minLevel: 3n } },
  ])
  assert.deepEqual(await world.registry.read.requirementOf([projectId]), { skill, minLevel: 3 })
})

it('should let nobody in before there is a requirement', async () => {
  await world.registry.write.grant([skill, memberAt(world, 0), 5n, distant], { account: world.issuer })
  assert.equal(await isEligible(0), false)
})

it('should let in who holds the level, for as long as it does', async () => {
  const { registry, issuer } = world
  await setRequirement()
  const expiresAt = (await world.now()) + 100
  for (const [index, level] of [2n, 3n, 5n].entries()) {
    await registry.write.grant([skill, memberAt(world, index), level, BigInt(expiresAt)], { account: issuer })
  }
  assert.deepEqual(await Promise.all([0, 1, 2, 3].map(isEligible)), [false, true, true, false])
  await registry.write.revoke([skill, memberAt(world, 1)], { account: issuer })
  assert.equal(await isEligible(1), false)
  await world.nextBlockAt(expiresAt + 1)
  await world.mine(1)
  assert.equal(await isEligible(2), false)
})

it("should be an allow-list where the skill is the requester's own", async () => {
  const { registry, requester } = world
  const list = await createSkill(world, requester)
  await setRequirement(1n, list)
  await registry.write.grant([list, memberAt(world, 0), 1n, distant], { account: requester })
  await registry.write.grant([skill, memberAt(world, 1), 5n, distant], { account: world.issuer })
  assert.deepEqual([await isEligible(0), await isEligible(1)], [true, false])
})
