import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { type Hex, zeroAddress } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { createDrawWorld, type DrawWorld, hash, memberAt } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'
import { createSkill, distant } from './support.ts'

let world: DrawWorld
let skill: Hex

beforeEach(async () => {
  world = await createDrawWorld()
  skill = await createSkill(world)
})

const grant = (level: bigint, expiresAt = distant, account = memberAt(world, 0), of = skill) =>
  world.registry.write.grant([of, account, level, expiresAt], { account: world.issuer })

it('should refuse to grant an unknown skill', async () => {
  const unknown = hash('unknown')
  await reverts(grant(1n, distant, memberAt(world, 0), unknown), 'SkillUnknown', [unknown])
})

it('should refuse who is not the issuer', async () => {
  const { registry, stranger } = world
  const refusal = [skill, stranger]
  const account = memberAt(world, 0)
  await reverts(registry.write.grant([skill, account, 1n, distant], { account: stranger }), 'NotIssuer', refusal)
  await reverts(registry.write.revoke([skill, account], { account: stranger }), 'NotIssuer', refusal)
  await reverts(registry.write.recognise([skill, hash('project'), 1], { account: stranger }), 'NotIssuer', refusal)
})

it('should refuse to grant to nobody', async () => {
  await reverts(grant(1n, distant, zeroAddress), 'ZeroAddress')
})

it('should refuse a level out of range', async () => {
  assert.equal(await world.registry.read.MAX_LEVEL(), 5n)
  for (const level of [0n, 6n, 2n ** 256n - 1n]) await reverts(grant(level), 'InvalidLevel', [level])
})

it('should refuse an expiry that is over or too far', async () => {
  const over = BigInt((await world.now()) + 10)
  await world.nextBlockAt(Number(over) + 1)
  await reverts(grant(1n, over), 'InvalidExpiry', [over])
  await reverts(grant(1n, 2n ** 40n), 'InvalidExpiry', [2n ** 40n])
  await grant(1n, 2n ** 40n - 1n)
})

it('should give the level until its expiry, the last second included', async () => {
  const { registry } = world
  const account = memberAt(world, 0)
  const expiresAt = BigInt((await world.now()) + 100)
  assert.deepEqual(await eventsOf(world, await grant(4n, expiresAt)), [
    { name: 'SkillGranted', args: { skill, account, level: 4n, expiresAt, nonce: 1n } },
  ])
  const holding = { level: 4, expiresAt: Number(expiresAt), nonce: 1, revoked: false }
  assert.deepEqual(await registry.read.holdingOf([skill, account]), holding)
  await world.nextBlockAt(Number(expiresAt))
  await world.mine(1)
  assert.equal(await registry.read.levelOf([skill, account]), 4n)
  await world.pass(1)
  assert.equal(await registry.read.levelOf([skill, account]), 0n)
  assert.deepEqual(await registry.read.holdingOf([skill, account]), holding)
})

it('should replace a level, a lower one too', async () => {
  await grant(5n)
  await grant(2n, distant - 1n)
  assert.deepEqual(await world.registry.read.holdingOf([skill, memberAt(world, 0)]), {
    level: 2,
    expiresAt: Number(distant - 1n),
    nonce: 2,
    revoked: false,
  })
})
