import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, zeroAddress } from 'viem'
import { reverts } from '../support/reverts.ts'
import { eventsOf } from './support/events.ts'
import { createDrawWorld, type DrawWorld, hash, noSkill, stakeCap, stakePerSlot } from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

async function createSkill(): Promise<Hex> {
  const { registry, issuer } = world
  await registry.write.createSkill(['radiology'], { account: issuer })
  return registry.read.skillIdOf([issuer, hash('radiology')])
}

it('should refuse the stake', async () => {
  const { pool } = world
  await reverts(pool.write.createPool([noSkill, 0, 0n, 5n]), 'InvalidStake', [0n, 5n])
  await reverts(pool.write.createPool([noSkill, 0, 6n, 5n]), 'InvalidStake', [6n, 5n])
})

it('should refuse a level without a skill', async () => {
  await reverts(world.pool.write.createPool([noSkill, 1, 1n, 5n]), 'InvalidLevel', [1n])
})

it('should store the terms under their hash and say so', async () => {
  const { pool } = world
  const transaction = await pool.write.createPool([noSkill, 0, stakePerSlot, stakeCap])
  const poolId = keccak256(
    encodeAbiParameters(parseAbiParameters('bytes32, uint8, uint96, uint128'), [noSkill, 0, stakePerSlot, stakeCap]),
  )
  assert.equal(await pool.read.poolIdOf([noSkill, 0, stakePerSlot, stakeCap]), poolId)
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'PoolCreated', args: { poolId, skill: noSkill, minLevel: 0n, stakePerSlot, stakeCap } },
  ])
  assert.deepEqual(await pool.read.poolOf([poolId]), {
    skill: noSkill,
    stakeCap,
    stakePerSlot,
    minLevel: 0,
    length: 0,
    free: 0,
    live: 0,
  })
})

it('should refuse an unknown skill', async () => {
  const skill = hash('unknown')
  await reverts(world.pool.write.createPool([skill, 1, 1n, 5n]), 'SkillUnknown', [skill])
})

it('should refuse a level that no one can hold', async () => {
  const skill = await createSkill()
  for (const level of [0, 6]) {
    await reverts(world.pool.write.createPool([skill, level, 1n, 5n]), 'InvalidLevel', [BigInt(level)])
  }
})

it('should store the skill and the level', async () => {
  const { pool } = world
  const skill = await createSkill()
  for (const level of [1, 5]) {
    await pool.write.createPool([skill, level, 1n, 5n])
    const stored = await pool.read.poolOf([await pool.read.poolIdOf([skill, level, 1n, 5n])])
    assert.deepEqual([stored.skill, stored.minLevel], [skill, level])
  }
})

it('should refuse the same terms twice', async () => {
  const { pool } = world
  await pool.write.createPool([noSkill, 0, 1n, 5n])
  const poolId = await pool.read.poolIdOf([noSkill, 0, 1n, 5n])
  await reverts(pool.write.createPool([noSkill, 0, 1n, 5n]), 'PoolExists', [poolId])
})

it('should refuse to be deployed', async () => {
  const { viem, market, vault, registry } = world
  const complete = [market.address, vault.address, registry.address] as const
  for (const missing of complete.keys()) {
    const [a, b, c] = complete.map((address, index) => (index === missing ? zeroAddress : address))
    assert.ok(a && b && c)
    await reverts(viem.deployContract('DrawPool', [a, b, c]), 'ZeroAddress')
  }
  const { pool } = world
  assert.deepEqual(
    await Promise.all([pool.read.market(), pool.read.vault(), pool.read.registry()]).then((read) =>
      read.map((address) => address.toLowerCase()),
    ),
    complete.map((address) => address.toLowerCase()),
  )
})

it('should tell its bounds', async () => {
  const { pool } = world
  assert.equal(await pool.read.ACTIVATION(), 3600n)
  assert.equal(await pool.read.SEED_DELAY(), 2n)
  assert.equal(await pool.read.MAX_COUNT(), 32n)
  assert.equal(await pool.read.MAX_TRIES(), 256n)
  assert.equal(await pool.read.MAX_CANDIDATES(), 64n)
  assert.equal(await pool.read.ASK_GAS(), 100_000n)
  assert.equal(await pool.read.BAR(), 604_800n)
  assert.equal(await pool.read.STRIKE_WINDOW(), 86_400n)
})
