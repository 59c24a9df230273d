import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { type Hex, zeroAddress } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { createDrawWorld, type DrawWorld, memberAt, projectId } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { distant, recognisedProject } from './support.ts'

let world: DrawWorld
let skill: Hex

beforeEach(async () => {
  world = await createDrawWorld()
  skill = await recognisedProject(world)
})

const revoke = (account = memberAt(world, 0)) =>
  world.registry.write.revoke([skill, account], { account: world.issuer })

it('should refuse to revoke from nobody', async () => {
  await reverts(revoke(zeroAddress), 'ZeroAddress')
})

it('should bar an account from being certified before it ever was', async () => {
  const { registry, market } = world
  const account = memberAt(world, 0)
  await market.write.setStanding([projectId, account, 5, 4])
  await revoke()
  await reverts(registry.write.certify([skill, projectId, account]), 'SkillIsRevoked', [skill, account])
})

it('should take the level away at once', async () => {
  const { registry, issuer } = world
  const account = memberAt(world, 0)
  await registry.write.grant([skill, account, 5n, distant], { account: issuer })
  assert.deepEqual(await eventsOf(world, await revoke()), [
    { name: 'SkillRevoked', args: { skill, account, nonce: 2n } },
  ])
  assert.equal(await registry.read.levelOf([skill, account]), 0n)
  assert.deepEqual(await registry.read.holdingOf([skill, account]), {
    level: 0,
    expiresAt: 0,
    nonce: 2,
    revoked: true,
  })
})

it('should let the issuer grant again', async () => {
  const { registry, issuer, market } = world
  const account = memberAt(world, 0)
  await revoke()
  await registry.write.grant([skill, account, 2n, distant], { account: issuer })
  assert.equal(await registry.read.levelOf([skill, account]), 2n)
  await market.write.setStanding([projectId, account, 5, 4])
  await registry.write.certify([skill, projectId, account])
  assert.equal(await registry.read.levelOf([skill, account]), 4n)
})
