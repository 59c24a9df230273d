import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Hex } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { commitWindow, createDrawWorld, type DrawWorld, day, hash, memberAt, projectId } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { distant, recognisedProject } from './support.ts'

let world: DrawWorld
let skill: Hex

beforeEach(async () => {
  world = await createDrawWorld()
  skill = await recognisedProject(world)
})

const standing = (batches: number, tier: number, project = projectId) =>
  world.market.write.setStanding([project, memberAt(world, 0), batches, tier])

const certify = (project = projectId) =>
  world.registry.write.certify([skill, project, memberAt(world, 0)], { account: world.stranger })

const level = () => world.registry.read.levelOf([skill, memberAt(world, 0)])

it("A55: should count no reputation from a project of one's own", async () => {
  const { market, registry, issuer } = world
  const own = hash('own project')
  await market.write.setProject([own, memberAt(world, 0), commitWindow])
  await standing(1000, 4, own)
  await reverts(certify(own), 'NotRecognised', [skill, own])
  await reverts(registry.write.recognise([skill, own, 1], { account: memberAt(world, 0) }), 'NotIssuer', [
    skill,
    memberAt(world, 0),
  ])
  // Not even through a recognition of another skill.
  await registry.write.createSkill(['own'], { account: memberAt(world, 0) })
  const ownSkill = await registry.read.skillIdOf([memberAt(world, 0), hash('own')])
  await registry.write.recognise([ownSkill, own, 1], { account: memberAt(world, 0) })
  await registry.write.certify([ownSkill, own, memberAt(world, 0)])
  assert.equal(await level(), 0n)
  assert.equal(await registry.read.issuerOf([skill]), issuer)
})

it('A55: should refuse a standing of too few batches', async () => {
  await standing(2, 4)
  await reverts(certify(), 'TooFewBatches', [projectId, memberAt(world, 0), 2n, 3n])
  await standing(3, 4)
  await certify()
})

it('should refuse low tiers and probation', async () => {
  for (const tier of [0, 1, 2, 5, 254, 255]) {
    await standing(100, tier)
    await reverts(certify(), 'TierTooLow', [projectId, memberAt(world, 0), BigInt(tier)])
  }
})

it('should never lower or shorten what an account holds', async () => {
  const { registry, issuer } = world
  const account = memberAt(world, 0)
  await registry.write.grant([skill, account, 3n, distant], { account: issuer })
  await standing(3, 3)
  await reverts(certify(), 'HeldAlready', [skill, account, 3n, distant])
  const soon = BigInt((await world.now()) + 1000)
  await registry.write.grant([skill, account, 5n, soon], { account: issuer })
  await standing(3, 4)
  await reverts(certify(), 'HeldAlready', [skill, account, 5n, soon])
  assert.equal(await level(), 5n)
})

it('should give the tier as a level for 180 days', async () => {
  const { registry } = world
  const account = memberAt(world, 0)
  for (const tier of [3, 4]) {
    await standing(3, tier)
    const transaction = await certify()
    const expiresAt = (await world.now()) + 180 * day
    assert.deepEqual(await eventsOf(world, transaction), [
      {
        name: 'SkillCertified',
        args: { skill, account, projectId, level: BigInt(tier), expiresAt: BigInt(expiresAt) },
      },
    ])
    const holding = { level: tier, expiresAt, nonce: 0, revoked: false }
    assert.deepEqual(await registry.read.holdingOf([skill, account]), holding)
  }
  assert.equal(await registry.read.CERTIFICATE_PERIOD(), BigInt(180 * day))
})

it('should renew a certificate', async () => {
  await standing(3, 3)
  await certify()
  await world.pass(179 * day)
  await certify()
  await world.pass(2 * day)
  assert.equal(await level(), 3n)
  await world.pass(180 * day)
  assert.equal(await level(), 0n)
})

it('should certify by the standing of the day, a lower one too once the higher expired', async () => {
  await standing(3, 4)
  await certify()
  await standing(4, 3)
  await world.pass(181 * day)
  await certify()
  assert.equal(await level(), 3n)
  await standing(5, 0)
  await world.pass(181 * day)
  await reverts(certify(), 'TierTooLow', [projectId, memberAt(world, 0), 0n])
  assert.equal(await level(), 0n)
})
