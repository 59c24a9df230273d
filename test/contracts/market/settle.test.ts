import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Hex } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  assignBatch,
  commitAll,
  createProject,
  hash,
  noGold,
  passDeadline,
  revealAll,
  rowsOf,
  stake,
  tallyAll,
} from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
// Seat 0 agrees on 3 items, seat 1 on 2, seat 2 never.
const answers = [
  [1, 1, 1],
  [1, 1, 0xfe],
  [0, 0, 0],
]
const thirdAgrees = [answers[0] ?? [], answers[1] ?? [], [0, 0, 1]]

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 1000n })
})

test('each annotator gets what it agreed on, and the rest of the reserve is free again', async () => {
  const { market, dollar } = world
  const running = await assignBatch(world, projectId, plan)
  const { batchId, panel } = running
  await tallyAll(world, running, thirdAgrees)
  const transaction = await market.write.settle([batchId, [...panel]], { account: world.stranger })
  const token = (await market.read.projectOf([projectId])).params.token
  const reward = (seat: number, amount: bigint) => [
    { name: 'RewardAccrued', args: { batchId, annotator: panel[seat], token, amount, claimable: amount } },
    { name: 'RewardPaid', args: { batchId, annotator: panel[seat], token, amount, claimable: 0n } },
  ]
  assert.deepEqual(await eventsOf(world, transaction), [
    {
      name: 'BatchSettled',
      args: { batchId, paid: 42n, refunded: 21n, projectFree: 958n, projectReserved: 0n },
    },
    ...reward(0, 21n),
    ...reward(1, 14n),
    ...reward(2, 7n),
  ])
  const project = await market.read.projectOf([projectId])
  assert.deepEqual([project.free, project.reserved], [958n, 0n])
  assert.equal(await dollar.read.balanceOf([market.address]), 958n)
  for (const [seat, paid] of [21n, 14n, 7n].entries()) {
    const annotator = panel[seat]
    assert.ok(annotator)
    assert.equal(await dollar.read.balanceOf([annotator]), paid)
    assert.equal((await market.read.seatOf([batchId, annotator])).state, seatState.Paid)
  }
  assert.deepEqual(
    [(await market.read.batchOf([batchId])).state, (await market.read.batchOf([batchId])).deadline],
    [batchState.Settled, 0],
  )
})

test('a reward of zero neither accrues nor is paid', async () => {
  const { market } = world
  const running = await assignBatch(world, projectId, plan)
  await tallyAll(world, running, [
    [1, 1, 1],
    [1, 1, 1],
    [0, 0, 0],
  ])
  const transaction = await market.write.settle([running.batchId, [...running.panel]])
  const rewarded = (await eventsOf(world, transaction)).filter((event) => event.name === 'RewardAccrued')
  assert.deepEqual(
    rewarded.map((event) => event.args.annotator),
    running.panel.slice(0, 2),
  )
})

test('a seat without a commit gets nothing and has nothing to unlock', async () => {
  const { market, vault } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  await stake(world, world.annotators.slice(0, 3), 40n)
  const running = await assignBatch(world, staked, plan)
  await tallyAll(world, running, [[1, 1, 1], [1, 1, 1], undefined])
  const transaction = await market.write.settle([running.batchId, [...running.panel]])
  const names = (await eventsOf(world, transaction)).map((event) => event.name)
  assert.deepEqual(names.slice(0, 4), ['BatchSettled', 'StakeUnlocked', 'StakeUnlocked', 'RewardAccrued'])
  for (const annotator of running.panel) {
    const { available, locked } = await vault.read.stakeOf([annotator])
    assert.deepEqual([available, locked], [40n, 0n])
  }
  const [, , silent] = running.panel
  assert.ok(silent)
  assert.equal(await world.dollar.read.balanceOf([silent]), 0n)
})

test('a seat that committed and did not reveal gets its stake back like the others', async () => {
  const { market, vault } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  await stake(world, world.annotators.slice(0, 3), 40n)
  const running = await assignBatch(world, staked, plan)
  await commitAll(world, running, answers)
  await revealAll(world, running, [answers[0], answers[1], undefined])
  await passDeadline(world, running.batchId)
  await market.write.tally([running.batchId, [...running.panel], rowsOf([answers[0], answers[1], undefined]), noGold])
  for (const annotator of running.panel) assert.equal((await vault.read.stakeOf([annotator])).locked, 25n)
  const transaction = await market.write.settle([running.batchId, [...running.panel]])
  assert.deepEqual(
    (await argsOf(world, transaction, 'StakeUnlocked')).map((event) => event.account),
    running.panel,
  )
  for (const annotator of running.panel) assert.equal((await vault.read.stakeOf([annotator])).locked, 0n)
})

test('A22: a batch settles once, after its tally, with its whole panel', async () => {
  const { market } = world
  const running = await assignBatch(world, projectId, plan)
  const { batchId, panel } = running
  const [a, b, c] = panel
  assert.ok(a && b && c)
  const settle = (annotators: readonly Hex[]) => market.write.settle([batchId, [...annotators]])
  await reverts(settle(panel), 'WrongState', [batchId, batchState.Committing])
  await tallyAll(world, running, answers)
  await reverts(settle([a, b]), 'InvalidPanel', [batchId, 2n])
  await reverts(settle([a, b, b]), 'InvalidPanel', [batchId, 2n])
  const strange = [a, b, world.stranger].sort((x, y) => (BigInt(x) < BigInt(y) ? -1 : 1))
  await reverts(settle(strange), 'WrongSeat', [batchId, world.stranger, seatState.None])
  await settle(panel)
  await reverts(settle(panel), 'WrongState', [batchId, batchState.Settled])
  await reverts(market.write.settle([hash('nothing'), [a, b, c]]), 'WrongState', [hash('nothing'), batchState.None])
})

test('a market whose locker role was revoked still settles', async () => {
  const { market, vault, admin } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  await stake(world, world.annotators.slice(0, 3), 25n)
  const running = await assignBatch(world, staked, plan)
  await tallyAll(world, running, answers)
  await vault.write.revokeRole([await vault.read.LOCKER_ROLE(), market.address], { account: admin })
  await market.write.settle([running.batchId, [...running.panel]])
  for (const annotator of running.panel) assert.equal((await vault.read.stakeOf([annotator])).locked, 0n)
})
