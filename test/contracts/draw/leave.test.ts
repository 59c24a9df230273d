import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { zeroAddress } from 'viem'
import { seededRandom } from '../support/random.ts'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import {
  activation,
  createDrawWorld,
  createPool,
  type DrawWorld,
  expectedDraw,
  join,
  memberAt,
  passSeedBlock,
  poolOf,
  request,
  seedOf,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

it('should refuse to leave nothing', async () => {
  const poolId = await poolOf(world, 1)
  await reverts(world.pool.write.leave([poolId, 0n], { account: memberAt(world, 0) }), 'ZeroSlots')
})

it('should refuse to leave more than there is', async () => {
  const poolId = await poolOf(world, 2)
  const account = memberAt(world, 0)
  await reverts(world.pool.write.leave([poolId, 3n], { account }), 'TooFewSlots', [poolId, 2n, 3n])
})

it('should let a member leave between request and seed, which moves nobody else', async () => {
  const { pool, client } = world
  const poolId = await poolOf(world, 2, 2, 2, 2)
  const owners = [0, 1, 2, 3].flatMap((index) => [memberAt(world, index), memberAt(world, index)])
  const drawId = await request(world, poolId, 3)
  await passSeedBlock(world, drawId)
  const { seedBlock } = await pool.read.drawOf([drawId])
  const seed = seedOf((await client.getBlock({ blockNumber: seedBlock })).hash, drawId)
  // Whoever was drawn first takes itself out, and somebody else takes the positions.
  const [gone] = expectedDraw(seed, 1, owners)
  assert.ok(gone)
  await pool.write.leave([poolId, 2n], { account: gone })
  await join(world, poolId, memberAt(world, 5), 2)
  const left = owners.map((owner) => (owner === gone ? undefined : owner))
  const { accounts } = await argsOf(world, await pool.write.fulfil([drawId]), 'DrawFulfilled')
  assert.deepEqual(accounts, expectedDraw(seed, 3, left))
})

it('should give up the newest slots, unlock their stake and keep the age of the others', async () => {
  const { pool } = world
  const account = memberAt(world, 0)
  const poolId = await poolOf(world, 2)
  const before = await pool.read.memberOf([poolId, account])
  await join(world, poolId, account, 2)
  const { joinedAt } = await pool.read.memberOf([poolId, account])
  const transaction = await pool.write.leave([poolId, 3n], { account })
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'Left', args: { poolId, account, positions: [3n, 2n, 1n], slots: 1n, aged: 1n, free: 2n, live: 1n } },
    { name: 'StakeUnlocked', args: { account, amount: 300n, available: 300n, locked: 100n } },
  ])
  assert.deepEqual(await pool.read.memberOf([poolId, account]), {
    ...before,
    slots: 1,
    newest: 1,
    oldest: 1,
    aged: 1,
    joinedAt,
  })
  assert.deepEqual(await pool.read.slotOf([poolId, 2n]), {
    account: zeroAddress,
    joinedAt: 0,
    previous: 4,
    generation: 0,
  })
})

it('should leave nothing behind of who leaves with all', async () => {
  const { pool, vault } = world
  const account = memberAt(world, 0)
  const poolId = await poolOf(world, 2)
  await pool.write.leave([poolId, 2n], { account })
  const { slots, newest, oldest, aged } = await pool.read.memberOf([poolId, account])
  assert.deepEqual([slots, newest, oldest, aged], [0, 0, 0, 0])
  assert.equal((await vault.read.stakeOf([account])).locked, 0n)
  assert.equal((await pool.read.poolOf([poolId])).live, 0)
})

it('should forget no position over many joins and leaves', async () => {
  const { pool } = world
  const random = seededRandom(Number(process.env.TEST_SEED ?? 1))
  const poolId = await createPool(world)
  const slots = [0, 0, 0, 0]
  let most = 0
  for (let step = 0; step < 60; step++) {
    const index = random.below(4)
    const account = memberAt(world, index)
    const count = 1 + random.below(4)
    const held = slots[index] ?? 0
    if (random.chance(0.5) && held >= count) {
      await pool.write.leave([poolId, BigInt(count)], { account })
      slots[index] = held - count
    } else {
      await join(world, poolId, account, count)
      slots[index] = held + count
    }
    if (random.chance(0.2)) await world.pass(activation)
    most = Math.max(
      most,
      slots.reduce((sum, count) => sum + count),
    )
  }
  const { length, live } = await pool.read.poolOf([poolId])
  // No more positions than were alive at once, and each of them somebody's or free.
  assert.equal(length, most)
  assert.equal(
    live,
    slots.reduce((sum, count) => sum + count),
  )
  const counts = [0, 0, 0, 0]
  for (let position = 0; position < length; position++) {
    const { account } = await pool.read.slotOf([poolId, BigInt(position)])
    const index = world.members.indexOf(account)
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1
  }
  assert.deepEqual(counts, slots)
})
