import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { getAddress } from 'viem'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import { createDrawWorld, type DrawWorld, drawState, fulfil, hash, memberAt, poolOf } from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

it('should refuse a count out of range', async () => {
  const poolId = await poolOf(world, 40)
  for (const count of [0n, 33n, 2n ** 256n - 1n]) {
    await reverts(world.consumer.write.request([poolId, count, hash('x')]), 'InvalidCount', [count])
  }
  await world.consumer.write.request([poolId, 32n, hash('x')])
})

it('should refuse a pool with fewer slots alive', async () => {
  const poolId = await poolOf(world, 2, 2)
  await world.pool.write.leave([poolId, 2n], { account: memberAt(world, 0) })
  await reverts(world.consumer.write.request([poolId, 3n, hash('x')]), 'TooFewSlots', [poolId, 2n, 3n])
})

it('A29: should fail the draw of a caller that answers nothing', async () => {
  const { pool, stranger } = world
  const poolId = await poolOf(world, 1, 1)
  await pool.write.requestDraw([poolId, 1n, hash('x')], { account: stranger })
  assert.equal((await argsOf(world, await fulfil(world, 1n), 'DrawFailed')).found, 0n)
})

it('should store what was asked for and the block two later, and say so', async () => {
  const { pool, client, consumer } = world
  const poolId = await poolOf(world, 2, 2)
  const transaction = await consumer.write.request([poolId, 2n, hash('context')])
  const { number, timestamp } = await client.getBlock()
  const asked = { poolId, consumer: getAddress(consumer.address), context: hash('context') }
  const block = { requestedAt: timestamp, seedBlock: number + 2n }
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'DrawRequested', args: { drawId: 1n, ...asked, ...block, count: 2n, snapshot: 4n } },
  ])
  assert.deepEqual(await pool.read.drawOf([1n]), {
    ...asked,
    state: drawState.Requested,
    count: 2,
    snapshot: 4,
    requestedAt: Number(timestamp),
    seedBlock: number + 2n,
    commitBy: 0,
    attempt: 0,
  })
  assert.equal(await pool.read.draws(), 1n)
})
