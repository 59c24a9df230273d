import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Address, Hex } from 'viem'
import { eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  assignBatch,
  commitAll,
  createBatch,
  createProject,
  hash,
  passDeadline,
  revealAll,
  stake,
  tallyAll,
} from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 2, seats: 3, agreement: 2 }
const labels = [1, 2]

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 1000n, stakePerSeat: 25n })
  await stake(world, world.annotators.slice(0, 3), 25n)
})

const voidBatch = (batchId: Hex, panel: readonly Address[]) =>
  world.market.write.voidBatch([batchId, [...panel]], { account: world.stranger })

/** The deadline holds up to its last second: void one second later, and not before. */
async function voidsOnlyAfterDeadline(batchId: Hex, panel: readonly Address[]): Promise<Hex> {
  const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
  for (const second of [deadline - 1n, deadline]) {
    await world.nextBlockAt(second)
    await reverts(voidBatch(batchId, panel), 'DeadlineNotPassed', [batchId, deadline])
  }
  await world.nextBlockAt(deadline + 1n)
  return voidBatch(batchId, panel)
}

test('A24: a batch without a panel is void after its week', async () => {
  const batchId = await createBatch(world, projectId, plan)
  const transaction = await voidsOnlyAfterDeadline(batchId, [])
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'BatchVoided', args: { batchId, paid: 0n, refunded: 0n, projectFree: 1000n, projectReserved: 0n } },
  ])
  const batch = await world.market.read.batchOf([batchId])
  assert.deepEqual([batch.state, batch.deadline], [batchState.Void, 0])
})

test('A17, A23: a batch with too few commits is void: the reserve goes back, silent seats are named, committed stakes are freed', async () => {
  const running = await assignBatch(world, projectId, plan)
  const { batchId, panel } = running
  await commitAll(world, running, [labels, undefined, undefined])
  const transaction = await voidsOnlyAfterDeadline(batchId, panel)
  assert.deepEqual(await eventsOf(world, transaction), [
    { name: 'CommitMissed', args: { batchId, annotator: panel[1] } },
    { name: 'CommitMissed', args: { batchId, annotator: panel[2] } },
    { name: 'BatchVoided', args: { batchId, paid: 0n, refunded: 42n, projectFree: 1000n, projectReserved: 0n } },
    { name: 'StakeUnlocked', args: { account: panel[0], amount: 25n, available: 25n, locked: 0n } },
  ])
})

test('a batch with too few reveals is void: the revealers get the full reward, the rest goes back', async () => {
  const { market, dollar } = world
  const running = await assignBatch(world, projectId, plan)
  const { batchId, panel } = running
  await commitAll(world, running, [labels, labels, labels])
  await revealAll(world, running, [undefined, labels, undefined])
  const transaction = await voidsOnlyAfterDeadline(batchId, panel)
  const { token } = (await market.read.projectOf([projectId])).params
  const annotator = panel[1]
  assert.ok(annotator)
  const events = (await eventsOf(world, transaction)).filter((event) => event.name !== 'StakeUnlocked')
  assert.deepEqual(events, [
    { name: 'RevealMissed', args: { batchId, annotator: panel[0] } },
    { name: 'RevealMissed', args: { batchId, annotator: panel[2] } },
    { name: 'BatchVoided', args: { batchId, paid: 14n, refunded: 28n, projectFree: 986n, projectReserved: 0n } },
    { name: 'RewardAccrued', args: { batchId, annotator, token, amount: 14n, claimable: 14n } },
    { name: 'RewardPaid', args: { batchId, annotator, token, amount: 14n, claimable: 0n } },
  ])
  assert.equal(await dollar.read.balanceOf([annotator]), 14n)
  assert.equal((await market.read.seatOf([batchId, annotator])).state, seatState.Paid)
})

test('A18: a batch in which enough took part cannot be made void', async () => {
  const running = await assignBatch(world, projectId, plan)
  const { batchId, panel } = running
  await commitAll(world, running, [labels, labels, undefined])
  await passDeadline(world, batchId)
  await reverts(voidBatch(batchId, panel), 'QuorumReached', [batchId, 2n, 2n])
  await world.market.write.openReveal([batchId])
  await revealAll(world, running, [labels, labels, undefined])
  await passDeadline(world, batchId)
  await reverts(voidBatch(batchId, panel), 'QuorumReached', [batchId, 2n, 2n])
})

test('A67: an unknown, a tallied, a settled or a void batch cannot be made void', async () => {
  const { market, annotators } = world
  const panel = annotators.slice(0, 3)
  await reverts(voidBatch(hash('nothing'), panel), 'WrongState', [hash('nothing'), batchState.None])
  const waiting = await createBatch(world, projectId, { ...plan, manifest: 'waiting' })
  await passDeadline(world, waiting)
  await voidBatch(waiting, [])
  await reverts(voidBatch(waiting, []), 'WrongState', [waiting, batchState.Void])
  const running = await assignBatch(world, projectId, plan)
  await tallyAll(world, running, [labels, labels, labels])
  await reverts(voidBatch(running.batchId, panel), 'WrongState', [running.batchId, batchState.Tallied])
  await market.write.settle([running.batchId, panel])
  await reverts(voidBatch(running.batchId, panel), 'WrongState', [running.batchId, batchState.Settled])
})

test('making a batch void needs its whole panel, and none where there is none', async () => {
  const waiting = await createBatch(world, projectId, { ...plan, manifest: 'waiting' })
  const { batchId, panel } = await assignBatch(world, projectId, plan)
  await passDeadline(world, waiting)
  await reverts(voidBatch(waiting, panel), 'InvalidPanel', [waiting, 3n])
  await reverts(voidBatch(batchId, []), 'InvalidPanel', [batchId, 0n])
  await reverts(voidBatch(batchId, panel.slice(0, 2)), 'InvalidPanel', [batchId, 2n])
  const strange = [...panel.slice(0, 2), world.stranger].sort((x, y) => (BigInt(x) < BigInt(y) ? -1 : 1))
  await reverts(voidBatch(batchId, strange), 'WrongSeat', [batchId, world.stranger, seatState.None])
})

test('after a void batch the manifest is spent: its requester makes another batch of another manifest', async () => {
  const batchId = await createBatch(world, projectId, plan)
  await passDeadline(world, batchId)
  await voidBatch(batchId, [])
  await reverts(createBatch(world, projectId, plan), 'BatchExists', [batchId])
})
