import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { encodeAbiParameters, type Hex, keccak256, zeroAddress } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import { assignBatch, createBatch, createProject, hash, noPayload, stake } from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const week = 7n * 24n * 3600n
const plan = { items: 10, seats: 3, agreement: 2 }
// 10 items, 3 seats, 7 a label.
const reserve = 210n

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 1000n })
})

test('a batch waits a week for its panel, under an id known beforehand', async () => {
  const { market, requester } = world
  const transaction = await market.write.createBatch([projectId, hash('m'), noPayload, 10, 3, 2], {
    account: requester,
  })
  const words = [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'bytes32' }] as const
  const batchId = keccak256(encodeAbiParameters(words, [projectId, hash('m'), noPayload]))
  const deadline = (await world.now()) + week
  assert.equal(await market.read.batchIdOf([projectId, hash('m'), noPayload]), batchId)
  assert.deepEqual(await eventsOf(world, transaction), [
    {
      name: 'BatchCreated',
      args: {
        batchId,
        projectId,
        items: 10n,
        seats: 3n,
        agreement: 2n,
        manifestHash: hash('m'),
        goldHash: noPayload,
        guidelineVersion: 1n,
        deadline,
      },
    },
  ])
  assert.deepEqual(await market.read.batchOf([batchId]), {
    projectKey: projectId.slice(0, 42),
    state: batchState.Created,
    flags: 0,
    items: 10,
    seats: 3,
    agreement: 2,
    committed: 0,
    deadline: Number(deadline),
  })
})

test('a manifest makes one batch of a project', async () => {
  const batchId = await createBatch(world, projectId, plan)
  await reverts(createBatch(world, projectId, plan), 'BatchExists', [batchId])
  await createBatch(world, projectId, { ...plan, manifest: 'another' })
})

test('A47: items, seats and agreement out of range are refused, and those at the edge are not', async () => {
  for (const items of [0, 513]) {
    await reverts(createBatch(world, projectId, { ...plan, items }), 'InvalidItems', [BigInt(items)])
  }
  for (const seats of [0, 1, 2, 4, 6, 8, 9]) {
    await reverts(createBatch(world, projectId, { ...plan, seats }), 'InvalidSeats', [BigInt(seats)])
  }
  for (const [seats, agreement] of [
    [3, 0],
    [3, 1],
    [3, 4],
    [5, 2],
    [7, 3],
    [7, 8],
  ] as const) {
    await reverts(createBatch(world, projectId, { ...plan, seats, agreement }), 'InvalidAgreement', [
      BigInt(agreement),
      BigInt(seats),
    ])
  }
  for (const [items, seats, agreement] of [
    [1, 3, 2],
    [512, 7, 7],
    [1, 5, 3],
    [1, 7, 4],
  ] as const) {
    await createBatch(world, projectId, { items, seats, agreement, manifest: `${items} ${seats}` })
  }
})

test('only the requester of a known project creates a batch', async () => {
  const { market, stranger } = world
  const create = (id: Hex) => market.write.createBatch([id, hash('m'), noPayload, 10, 3, 2], { account: stranger })
  await reverts(create(projectId), 'NotRequester', [projectId, stranger])
  await reverts(create(hash('nowhere')), 'ProjectUnknown', [hash('nowhere')])
})

test('an assignment reserves the greatest possible reward and seats the panel', async () => {
  const { market, annotators, requester } = world
  const batchId = await createBatch(world, projectId, plan)
  const panel = annotators.slice(0, 3)
  const transaction = await market.write.assign([batchId, panel], { account: requester })
  const deadline = (await world.now()) + 3600n
  assert.deepEqual(await eventsOf(world, transaction), [
    {
      name: 'Assigned',
      args: {
        batchId,
        annotators: panel,
        drawn: false,
        reserved: reserve,
        projectFree: 1000n - reserve,
        projectReserved: reserve,
        deadline,
      },
    },
  ])
  const project = await market.read.projectOf([projectId])
  assert.deepEqual([project.free, project.reserved], [1000n - reserve, reserve])
  const batch = await market.read.batchOf([batchId])
  assert.deepEqual([batch.state, batch.deadline], [batchState.Committing, Number(deadline)])
  for (const annotator of panel) {
    assert.equal((await market.read.seatOf([batchId, annotator])).state, seatState.Assigned)
  }
})

test('nobody’s stake is touched by an assignment: an invitation needs no consent and costs none', async () => {
  const { market, vault, annotators, requester } = world
  const staked = await createProject(world, { salt: 'staked', stakePerSeat: 25n, funds: 1000n })
  const batchId = await createBatch(world, staked, plan)
  const panel = annotators.slice(0, 3)
  await stake(world, panel.slice(0, 2), 40n)
  const transaction = await market.write.assign([batchId, panel], { account: requester })
  assert.deepEqual(await argsOf(world, transaction, 'StakeLocked'), [])
  const { available, locked } = await vault.read.stakeOf([panel[0] ?? zeroAddress])
  assert.deepEqual([available, locked], [40n, 0n])
  await vault.write.unbond([40n], { account: panel[0] ?? zeroAddress })
})

test('A21, A22: a panel that is not n distinct annotators in ascending order is refused at the offending position', async () => {
  const { market, annotators, requester } = world
  const [a, b, c, d] = annotators
  assert.ok(a && b && c && d)
  const batchId = await createBatch(world, projectId, plan)
  for (const [panel, position] of [
    [[], 0n],
    [[a, b], 2n],
    [[a, b, c, d], 4n],
    [[a, a, b], 1n],
    [[a, c, b], 2n],
    [[zeroAddress, a, b], 0n],
  ] as const) {
    await reverts(market.write.assign([batchId, panel], { account: requester }), 'InvalidPanel', [batchId, position])
  }
})

test('A52: the requester cannot label its own batch', async () => {
  const { market, annotators, requester } = world
  const batchId = await createBatch(world, projectId, plan)
  const panel = [...annotators.slice(0, 2), requester].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  await reverts(market.write.assign([batchId, panel], { account: requester }), 'RequesterOnPanel', [batchId])
})

test('an assignment by another, twice, of an unknown batch or beyond the funds is refused', async () => {
  const { market, annotators, requester, stranger } = world
  const panel = annotators.slice(0, 3)
  const large = await createBatch(world, projectId, { ...plan, items: 48, manifest: 'large' })
  await reverts(market.write.assign([large, panel], { account: requester }), 'InsufficientFunds', [
    projectId,
    1000n,
    1008n,
  ])
  const batchId = await createBatch(world, projectId, plan)
  await reverts(market.write.assign([batchId, panel], { account: stranger }), 'NotRequester', [projectId, stranger])
  await market.write.assign([batchId, panel], { account: requester })
  await reverts(market.write.assign([batchId, panel], { account: requester }), 'WrongState', [
    batchId,
    batchState.Committing,
  ])
  await reverts(market.write.assign([hash('nothing'), panel], { account: requester }), 'WrongState', [
    hash('nothing'),
    batchState.None,
  ])
})

test('a batch can be assigned in the last second of its week, and not one second later', async () => {
  const { market, annotators, requester } = world
  const panel = annotators.slice(0, 3)
  const late = await createBatch(world, projectId, { ...plan, manifest: 'late' })
  const lateEnd = (await world.now()) + week
  const timely = await createBatch(world, projectId, plan)
  const timelyEnd = (await world.now()) + week
  await world.nextBlockAt(timelyEnd)
  await market.write.assign([timely, panel], { account: requester })
  await reverts(market.write.assign([late, panel], { account: requester }), 'DeadlinePassed', [late, lateEnd])
})

test('one annotator may sit on the panels of many batches', async () => {
  await assignBatch(world, projectId, { ...plan, manifest: 'one' })
  await assignBatch(world, projectId, { ...plan, manifest: 'two' })
  assert.equal((await world.market.read.projectOf([projectId])).reserved, 2n * reserve)
})
