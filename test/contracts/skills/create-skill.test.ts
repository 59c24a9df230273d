import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { encodeAbiParameters, getAddress, keccak256, parseAbiParameters, zeroAddress } from 'viem'
import { eventsOf } from '../draw/support/events.ts'
import { createDrawWorld, type DrawWorld, hash } from '../draw/support/world.ts'
import { reverts } from '../support/reverts.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

it('should refuse to be deployed without a market', async () => {
  const { viem, registry, market } = world
  await reverts(viem.deployContract('SkillRegistry', [zeroAddress]), 'ZeroAddress')
  assert.equal(getAddress(await registry.read.market()), getAddress(market.address))
})

it('should refuse such a name', async () => {
  const { registry } = world
  const longest = 'a'.repeat(Number(await registry.read.MAX_NAME()))
  await reverts(registry.write.createSkill(['']), 'InvalidName', [0n])
  await reverts(registry.write.createSkill([`${longest}a`]), 'InvalidName', [65n])
  await registry.write.createSkill([longest])
})

it('should refuse the same name twice', async () => {
  const { registry, issuer } = world
  await registry.write.createSkill(['law'], { account: issuer })
  const skill = await registry.read.skillIdOf([issuer, hash('law')])
  await reverts(registry.write.createSkill(['law'], { account: issuer }), 'SkillExists', [skill])
})

it('should keep the skills of two issuers apart', async () => {
  const { registry, issuer, stranger } = world
  for (const account of [issuer, stranger]) {
    await registry.write.createSkill(['law'], { account })
    const skill = await registry.read.skillIdOf([account, hash('law')])
    assert.equal(await registry.read.issuerOf([skill]), account)
  }
})

it('should make the caller the issuer and tell the name', async () => {
  const { registry, issuer } = world
  const transaction = await registry.write.createSkill(['law'], { account: issuer })
  const skill = keccak256(encodeAbiParameters(parseAbiParameters('address, bytes32'), [issuer, hash('law')]))
  assert.equal(await registry.read.skillIdOf([issuer, hash('law')]), skill)
  assert.deepEqual(await eventsOf(world, transaction), [{ name: 'SkillCreated', args: { skill, issuer, name: 'law' } }])
  assert.equal(await registry.read.issuerOf([skill]), issuer)
  assert.equal(await registry.read.issuerOf([hash('unknown')]), zeroAddress)
})
