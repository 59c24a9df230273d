import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Hex } from 'viem'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import { createDrawWorld, createPool, type DrawWorld, hash, join, memberAt, stakePerSlot } from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

it('should refuse to join with nothing', async () => {
  const poolId = await createPool(world)
  await reverts(world.pool.write.join([poolId, 0n], { account: memberAt(world, 0) }), 'ZeroSlots')
})

it('should refuse an unknown pool', async () => {
  const account = memberAt(world, 0)
  const poolId = hash('unknown')
  await reverts(world.pool.write.join([poolId, 1n], { account }), 'PoolUnknown', [poolId])
  await reverts(world.pool.write.leave([poolId, 1n], { account }), 'PoolUnknown', [poolId])
  await reverts(world.consumer.write.request([poolId, 1n, poolId]), 'PoolUnknown', [poolId])
})

async function skilledPool(): Promise<{ skill: Hex; poolId: Hex }> {
  const { registry, issuer } = world
  await registry.write.createSkill(['radiology'], { account: issuer })
  const skill = await registry.read.skillIdOf([issuer, hash('radiology')])
  return { skill, poolId: await createPool(world, skill, 3) }
}

it('should refuse a level that is too low', async () => {
  const { registry, issuer, pool } = world
  const account = memberAt(world, 0)
  const { skill, poolId } = await skilledPool()
  await reverts(pool.write.join([poolId, 1n], { account }), 'LevelTooLow', [poolId, account, 0n])
  await registry.write.grant([skill, account, 2n, 9_999_999_999n], { account: issuer })
  await reverts(pool.write.join([poolId, 1n], { account }), 'LevelTooLow', [poolId, account, 2n])
  const expiry = (await world.now()) + 100
  await registry.write.grant([skill, account, 5n, BigInt(expiry)], { account: issuer })
  await world.nextBlockAt(expiry + 1)
  await reverts(pool.write.join([poolId, 1n], { account }), 'LevelTooLow', [poolId, account, 0n])
})

it('should take who holds the level', async () => {
  const account = memberAt(world, 0)
  const { skill, poolId } = await skilledPool()
  await world.registry.write.grant([skill, account, 3n, 9_999_999_999n], { account: world.issuer })
  await join(world, poolId, account, 2)
  assert.equal((await world.pool.read.memberOf([poolId, account])).slots, 2)
})

it('should refuse more slots than the available stake pays for', async () => {
  const { pool, vault, admin } = world
  const account = memberAt(world, 0)
  const poolId = await createPool(world)
  await vault.write.deposit([account, 2n * stakePerSlot - 1n], { account: admin })
  await reverts(pool.write.join([poolId, 2n], { account }), 'InsufficientStake', [account, 199n, 200n])
  await pool.write.join([poolId, 1n], { account })
})

it('should take those first, the last one left first', async () => {
  const { pool } = world
  const [a, b] = [memberAt(world, 0), memberAt(world, 1)]
  const poolId = await createPool(world)
  await join(world, poolId, a, 3)
  const left = await argsOf(world, await pool.write.leave([poolId, 2n], { account: a }), 'Left')
  assert.deepEqual([left.positions, left.free, left.live], [[2n, 1n], 2n, 1n])
  const joined = await argsOf(world, await join(world, poolId, b, 3), 'Joined')
  assert.deepEqual([joined.positions, joined.length, joined.free, joined.live], [[1n, 2n, 3n], 4n, 0n, 4n])
  const owners = await Promise.all([0n, 1n, 2n, 3n].map((position) => pool.read.slotOf([poolId, position])))
  assert.deepEqual(
    owners.map(({ account }) => account),
    [a, b, b, b],
  )
})

it('should append slots, lock their stake and say where they are', async () => {
  const { pool, vault, admin } = world
  const account = memberAt(world, 0)
  const poolId = await createPool(world)
  await vault.write.deposit([account, 1000n], { account: admin })
  const transaction = await pool.write.join([poolId, 3n], { account })
  const joinedAt = await world.now()
  assert.deepEqual(await eventsOf(world, transaction), [
    {
      name: 'Joined',
      args: {
        poolId,
        account,
        positions: [0n, 1n, 2n],
        joinedAt: BigInt(joinedAt),
        slots: 3n,
        aged: 0n,
        length: 3n,
        free: 0n,
        live: 3n,
      },
    },
    { name: 'StakeLocked', args: { account, amount: 300n, available: 700n, locked: 300n } },
  ])
  assert.deepEqual(await pool.read.slotOf([poolId, 1n]), { account, joinedAt, previous: 1, generation: 0 })
  assert.deepEqual(await pool.read.memberOf([poolId, account]), {
    slots: 3,
    newest: 3,
    oldest: 1,
    aged: 0,
    joinedAt,
    barredUntil: 0,
    generation: 0,
  })
})

it('A43: should lock the same stake for a slot, from however many addresses', async () => {
  const poolId = await createPool(world)
  await join(world, poolId, memberAt(world, 0), 6)
  for (let index = 1; index <= 6; index++) await join(world, poolId, memberAt(world, index), 1)
  const locked = await Promise.all(
    world.members.slice(0, 7).map(async (member) => (await world.vault.read.stakeOf([member])).locked),
  )
  assert.deepEqual(locked, [600n, 100n, 100n, 100n, 100n, 100n, 100n])
})
