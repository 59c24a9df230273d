import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import {
  activation,
  answers,
  createDrawWorld,
  type DrawWorld,
  drawState,
  fulfil,
  hash,
  join,
  memberAt,
  passSeedBlock,
  poolOf,
  request,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
  // The chain without a history (EIP-2935).
  await world.chain.setCode({ address: '0x0000F90827F1C53a10cb7A02335B175320002935', bytecode: '0x' })
})

it('should refuse a draw that needs no other block', async () => {
  const { pool } = world
  await reverts(pool.write.renew([9n]), 'WrongDrawState', [9n, drawState.None])
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  await fulfil(world, drawId)
  await reverts(pool.write.renew([drawId]), 'WrongDrawState', [drawId, drawState.Fulfilled])
})

it('A50: should refuse another seed while the first can be read', async () => {
  const { pool } = world
  const drawId = await request(world, await poolOf(world, 1, 1), 1)
  const { seedBlock } = await pool.read.drawOf([drawId])
  await reverts(pool.write.renew([drawId]), 'SeedNotLost', [drawId, seedBlock])
  await passSeedBlock(world, drawId)
  await reverts(pool.write.renew([drawId]), 'SeedNotLost', [drawId, seedBlock])
  await world.mine(255)
  await reverts(pool.write.renew([drawId]), 'SeedNotLost', [drawId, seedBlock])
})

it('A51: should take a later block for the same snapshot', async () => {
  const { pool, client } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 2)
  const before = await pool.read.drawOf([drawId])
  await passSeedBlock(world, drawId)
  await world.mine(256)
  await join(world, poolId, memberAt(world, 5), 3)
  const transaction = await pool.write.renew([drawId], { account: world.stranger })
  const seedBlock = (await client.getBlockNumber()) + 2n
  assert.deepEqual(await eventsOf(world, transaction), [{ name: 'DrawRenewed', args: { drawId, seedBlock } }])
  assert.deepEqual(await pool.read.drawOf([drawId]), { ...before, seedBlock })
  const { accounts } = await argsOf(world, await fulfil(world, drawId), 'DrawFulfilled')
  assert.deepEqual(new Set(accounts as string[]), new Set([memberAt(world, 0), memberAt(world, 1)]))
})

it('should give it another block', async () => {
  const { pool, consumer } = world
  const poolId = await poolOf(world, 1, 1)
  const drawId = await request(world, poolId, 2)
  await consumer.write.setEveryone([answers.No])
  await fulfil(world, drawId)
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Failed)
  await consumer.write.setEveryone([answers.Yes])
  await pool.write.renew([drawId])
  await fulfil(world, drawId)
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Fulfilled)
})

it('should draw no slot that joined since the request', async () => {
  const { pool } = world
  const poolId = await poolOf(world, 3)
  const drawId = await request(world, poolId, 2, hash('two of one'))
  await fulfil(world, drawId)
  await pool.write.leave([poolId, 1n], { account: memberAt(world, 0) })
  // Takes the free position, within the snapshot.
  await join(world, poolId, memberAt(world, 1), 3)
  await world.pass(activation)
  await pool.write.renew([drawId])
  assert.equal((await argsOf(world, await fulfil(world, drawId), 'DrawFailed')).found, 1n)
})
