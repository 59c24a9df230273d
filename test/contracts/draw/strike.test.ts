import assert from 'node:assert/strict'
import { beforeEach, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { reverts } from '../support/reverts.ts'
import { argsOf, eventsOf } from './support/events.ts'
import {
  activation,
  commitWindow,
  createDrawWorld,
  type DrawWorld,
  day,
  fulfil,
  hash,
  join,
  memberAt,
  openBatch,
  poolOf,
  request,
  requestPanel,
} from './support/world.ts'

let world: DrawWorld

beforeEach(async () => {
  world = await createDrawWorld()
})

/** A batch whose three seats the pool drew. */
async function seatPanel(...slots: number[]) {
  const poolId = await poolOf(world, ...slots)
  const batchId = await openBatch(world, 3)
  const drawId = await requestPanel(world, batchId, poolId)
  await fulfil(world, drawId)
  const panel = await world.market.read.panelOf([batchId])
  const [first, second] = panel
  assert.ok(first && second)
  const { commitBy } = await world.pool.read.drawOf([drawId])
  return { poolId, batchId, panel, first, second, commitBy }
}

const strike = (batchId: Hex, account: Address) =>
  world.pool.write.strike([batchId, account], { account: world.stranger })

it('should refuse to strike who was invited', async () => {
  const { market } = world
  await poolOf(world, 1, 1, 1)
  const batchId = await openBatch(world, 3)
  const panel = world.members.slice(0, 3).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  await market.write.assign([batchId, panel])
  await world.pass(commitWindow + 1)
  await reverts(strike(batchId, memberAt(world, 0)), 'NotMissing', [batchId, memberAt(world, 0)])
})

it('should refuse to strike before the deadline is over', async () => {
  const { batchId, first, commitBy } = await seatPanel(1, 1, 1)
  await world.nextBlockAt(commitBy)
  await reverts(strike(batchId, first), 'NotMissing', [batchId, first])
  await world.nextBlockAt(commitBy + 1)
  await strike(batchId, first)
})

it('should refuse to strike who committed or was not drawn', async () => {
  const { batchId, first, panel, commitBy } = await seatPanel(1, 1, 1, 1)
  await world.market.write.commit([batchId], { account: first })
  const other = world.members.slice(0, 4).find((member) => !panel.includes(member))
  assert.ok(other)
  await world.nextBlockAt(commitBy + 1)
  await reverts(strike(batchId, first), 'NotMissing', [batchId, first])
  await reverts(strike(batchId, other), 'NotMissing', [batchId, other])
})

it('should refuse to strike in a later panel that was invited', async () => {
  const { batchId, first, panel, commitBy } = await seatPanel(1, 1, 1)
  await world.market.write.reassign([batchId])
  await world.market.write.assign([batchId, [...panel]])
  await world.nextBlockAt(commitBy + 1)
  await reverts(strike(batchId, first), 'NotMissing', [batchId, first])
})

it('should refuse a strike that somebody kept', async () => {
  const { batchId, first, second, commitBy } = await seatPanel(1, 1, 1)
  await world.nextBlockAt(commitBy + day)
  await strike(batchId, first)
  await reverts(strike(batchId, second), 'StrikeTooLate', [batchId, BigInt(commitBy + day)])
})

it('should strike once per batch', async () => {
  const { pool } = world
  const { batchId, first, commitBy } = await seatPanel(1, 1, 1)
  assert.equal(await pool.read.isStruck([batchId, first]), false)
  await world.nextBlockAt(commitBy + 1)
  await strike(batchId, first)
  assert.equal(await pool.read.isStruck([batchId, first]), true)
  await reverts(strike(batchId, first), 'StruckAlready', [batchId, first])
})

it('should end all its slots, unlock their stake and bar it', async () => {
  const { pool, vault } = world
  const { poolId, batchId, first, commitBy } = await seatPanel(2, 2, 2)
  const { newest } = await pool.read.memberOf([poolId, first])
  await world.nextBlockAt(commitBy + 10)
  const barredUntil = BigInt(commitBy + 10 + 7 * day)
  assert.deepEqual(await eventsOf(world, await strike(batchId, first)), [
    {
      name: 'Struck',
      args: { poolId, batchId, account: first, slots: 2n, barredUntil, free: BigInt(newest), live: 4n },
    },
    { name: 'StakeUnlocked', args: { account: first, amount: 200n, available: 200n, locked: 0n } },
  ])
  const member = await pool.read.memberOf([poolId, first])
  assert.deepEqual([member.slots, member.generation, member.barredUntil], [0, 1, Number(barredUntil)])
  assert.equal((await vault.read.stakeOf([first])).available, 200n)
})

it('should refuse to let a struck account join until its bar is over', async () => {
  const { pool } = world
  const { poolId, batchId, first, commitBy } = await seatPanel(1, 1, 1)
  await world.nextBlockAt(commitBy + 1)
  await strike(batchId, first)
  const { barredUntil } = await pool.read.memberOf([poolId, first])
  await world.nextBlockAt(barredUntil)
  await reverts(pool.write.join([poolId, 1n], { account: first }), 'Barred', [poolId, first, BigInt(barredUntil)])
  await world.nextBlockAt(barredUntil + 1)
  await pool.write.join([poolId, 1n], { account: first })
})

it('should draw none of its dead slots, and give their positions to others', async () => {
  const { pool } = world
  const { poolId, batchId, first, panel, commitBy } = await seatPanel(8, 1, 1)
  const struck = panel.find((member) => member === memberAt(world, 0)) ?? first
  await world.nextBlockAt(commitBy + 1)
  await strike(batchId, struck)
  const drawId = await request(world, poolId, 2, hash('after'))
  const { accounts } = await argsOf(world, await fulfil(world, drawId), 'DrawFulfilled')
  assert.deepEqual([...(accounts as Address[])].sort(), panel.filter((member) => member !== struck).sort())

  const newcomer = memberAt(world, 6)
  const joined = await argsOf(world, await join(world, poolId, newcomer, 9), 'Joined')
  assert.deepEqual(joined.positions, [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n, 10n])
  await world.pass(activation)
  const later = await request(world, poolId, 3, hash('later'))
  const drawn = await argsOf(world, await fulfil(world, later), 'DrawFulfilled')
  assert.ok((drawn.accounts as Address[]).includes(newcomer))
  assert.equal((await pool.read.poolOf([poolId])).live, 11)
})

it('should bar who left before it was struck', async () => {
  const { pool } = world
  const { poolId, batchId, first, commitBy } = await seatPanel(1, 1, 1)
  await pool.write.leave([poolId, 1n], { account: first })
  await world.nextBlockAt(commitBy + 1)
  const events = await eventsOf(world, await strike(batchId, first))
  assert.deepEqual(
    events.map(({ name }) => name),
    ['Struck'],
  )
  const { barredUntil, generation } = await pool.read.memberOf([poolId, first])
  assert.deepEqual([barredUntil, generation], [commitBy + 1 + 7 * day, 0])
})
