import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Hex } from 'viem'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import {
  answers,
  committing,
  createDrawWorld,
  type DrawWorld,
  drawState,
  expectedDraw,
  fulfil,
  memberAt,
  noSkill,
  openBatch,
  passSeedBlock,
  poolOf,
  request,
  requestPanel,
  seedOf,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
  // The chain without a history (EIP-2935).
  await world.chain.setCode({ address: '0x0000F90827F1C53a10cb7A02335B175320002935', bytecode: '0x' })
})

const keepSeed = (drawId: bigint) => world.pool.write.keepSeed([drawId], { account: world.stranger })

async function expectedSeed(drawId: bigint): Promise<Hex> {
  const { seedBlock } = await world.pool.read.drawOf([drawId])
  return seedOf((await world.client.getBlock({ blockNumber: seedBlock })).hash, drawId)
}

it('should keep no seed of a draw that does not wait', async () => {
  await reverts(keepSeed(1n), 'WrongDrawState', [1n, drawState.None])
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  await fulfil(world, drawId)
  await reverts(keepSeed(drawId), 'WrongDrawState', [drawId, drawState.Fulfilled])
})

it('should keep no seed that nobody knows', async () => {
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  const { seedBlock } = await world.pool.read.drawOf([drawId])
  await reverts(keepSeed(drawId), 'SeedNotReady', [drawId, seedBlock])
  await passSeedBlock(world, drawId)
  await world.mine(256)
  await reverts(keepSeed(drawId), 'SeedLost', [drawId, seedBlock])
})

it('should keep a seed once', async () => {
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  await passSeedBlock(world, drawId)
  await keepSeed(drawId)
  await reverts(keepSeed(drawId), 'SeedKeptAlready', [drawId])
})

it('A51: should draw by the seed that was kept, however much later', async () => {
  const poolId = await poolOf(world, 1, 1, 1)
  const drawId = await request(world, poolId, 2)
  await passSeedBlock(world, drawId)
  await keepSeed(drawId)
  await world.mine(10_000)
  const { accounts, seed } = await argsOf(world, await world.pool.write.fulfil([drawId]), 'DrawFulfilled')
  assert.equal(seed, await expectedSeed(drawId))
  const owners = [0, 1, 2].map((index) => memberAt(world, index))
  assert.deepEqual(accounts, expectedDraw(seed as Hex, 2, owners))
})

it('A50: should not renew a draw whose seed was kept', async () => {
  const { pool, market } = world
  const batchId = await openBatch(world, 3)
  const drawId = await requestPanel(world, batchId, await poolOf(world, 1, 1, 1, 1, 1))
  const { seedBlock } = await pool.read.drawOf([drawId])
  // The requester does not like the panel, and sees to it that the market cannot seat it.
  await market.write.setState([batchId, committing])
  await passSeedBlock(world, drawId)
  await reverts(pool.write.fulfil([drawId]), 'NotSeatable', [batchId])
  await keepSeed(drawId)
  await world.mine(300)
  await reverts(pool.write.renew([drawId]), 'SeedNotLost', [drawId, seedBlock])
  await market.write.setState([batchId, 1])
  const { accounts } = await argsOf(world, await pool.write.fulfil([drawId]), 'DrawFulfilled')
  const owners = [0, 1, 2, 3, 4].map((index) => memberAt(world, index))
  assert.deepEqual(accounts, expectedDraw(await expectedSeed(drawId), 3, owners))
})

it('should forget the seed of a draw that failed and is renewed', async () => {
  const { pool, consumer } = world
  const drawId = await request(world, await poolOf(world, 1, 1), 2)
  await passSeedBlock(world, drawId)
  await keepSeed(drawId)
  await consumer.write.setEveryone([answers.No])
  await pool.write.fulfil([drawId])
  await pool.write.renew([drawId])
  assert.equal(await pool.read.seedOf([drawId]), noSkill)
  await consumer.write.setEveryone([answers.Yes])
  const { seed } = await argsOf(world, await fulfil(world, drawId), 'DrawFulfilled')
  assert.equal(seed, await expectedSeed(drawId))
})

it('should store and tell the seed', async () => {
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  await passSeedBlock(world, drawId)
  const transaction = await keepSeed(drawId)
  const seed = await expectedSeed(drawId)
  assert.deepEqual(await eventsOf(world, transaction), [{ name: 'SeedKept', args: { drawId, seed } }])
  assert.equal(await world.pool.read.seedOf([drawId]), seed)
})
