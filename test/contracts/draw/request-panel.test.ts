import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import { getAddress } from 'viem'
import { reverts } from '../support/reverts.ts'
import {
  committing,
  createDrawWorld,
  createPool,
  type DrawWorld,
  drawState,
  fulfil,
  hash,
  join,
  memberAt,
  openBatch,
  poolOf,
  requestPanel,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

it('should refuse who is not the requester', async () => {
  const { pool, stranger } = world
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  for (const id of [batchId, hash('unknown')]) {
    await reverts(pool.write.requestPanel([id, poolId], { account: stranger }), 'NotRequester', [id, stranger])
  }
})

it('should refuse a batch that is not open', async () => {
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  await world.market.write.setState([batchId, committing])
  await reverts(requestPanel(world, batchId, poolId), 'BatchNotOpen', [batchId])
})

it('A50: should refuse a second draw while the first waits, even after another panel', async () => {
  const { market } = world
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  const drawId = await requestPanel(world, batchId, poolId)
  await reverts(requestPanel(world, batchId, poolId), 'PanelPending', [batchId, drawId])
  const panel = world.members.slice(0, 3).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  await market.write.assign([batchId, panel])
  await market.write.reassign([batchId])
  await reverts(requestPanel(world, batchId, poolId), 'PanelPending', [batchId, drawId])
  await fulfil(world, drawId)
  assert.equal((await market.read.batchOf([batchId])).state, committing)
})

it('should ask another pool, and end the draw that failed', async () => {
  const { pool } = world
  // Three slots of one account: never three accounts.
  const poolId = await poolOf(world, 3)
  const batchId = await openBatch(world, 3)
  const failed = await requestPanel(world, batchId, poolId)
  await fulfil(world, failed)
  assert.equal((await pool.read.drawOf([failed])).state, drawState.Failed)
  for (const index of [1, 2]) await join(world, poolId, memberAt(world, index), 1)
  await world.pass(3600)
  const drawId = await requestPanel(world, batchId, poolId)
  await reverts(pool.write.renew([failed]), 'DrawReplaced', [failed, drawId])
  assert.equal(await pool.read.panelDrawOf([batchId]), drawId)
  await fulfil(world, drawId)
  assert.equal((await pool.read.drawOf([drawId])).state, drawState.Fulfilled)
})

it('should draw for the next panel', async () => {
  const { pool, market } = world
  const poolId = await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  await fulfil(world, await requestPanel(world, batchId, poolId))
  await market.write.reassign([batchId])
  const drawId = await requestPanel(world, batchId, poolId)
  await fulfil(world, drawId)
  assert.equal((await pool.read.drawOf([drawId])).attempt, 1)
})

it('should ask for as many as the batch has seats', async () => {
  const { pool, market } = world
  const poolId = await createPool(world)
  for (let index = 0; index < 7; index++) await join(world, poolId, memberAt(world, index), 1)
  const batchId = await openBatch(world, 7)
  const drawId = await requestPanel(world, batchId, poolId)
  const draw = await pool.read.drawOf([drawId])
  assert.deepEqual(
    [draw.consumer, draw.context, draw.count, draw.snapshot],
    [getAddress(market.address), batchId, 7, 7],
  )
  assert.equal(await pool.read.panelDrawOf([batchId]), drawId)
})
