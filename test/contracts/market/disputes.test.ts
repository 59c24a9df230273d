import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Hex } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  type Answers,
  assignBatch,
  commitAll,
  createProject,
  hash,
  passDeadline,
  type Running,
  revealAll,
  rowsOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const window = 3600
const plan = { items: 3, seats: 3, agreement: 2 }
const answers = [
  [1, 1, 0],
  [1, 2, 1],
  [0, 3, 0xfe],
]

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { disputeWindow: window, funds: 1000n })
})

async function tallied(said: Answers = answers): Promise<Running> {
  const running = await assignBatch(world, projectId, plan)
  await tallyAll(world, running, said)
  return running
}

const open = (batchId: Hex, account = world.court) => world.market.write.openDispute([batchId], { account })
const close = (batchId: Hex, account = world.court) => world.market.write.closeDispute([batchId], { account })
const settle = ({ batchId, panel }: Running) => world.market.write.settle([batchId, [...panel]])
const overturn = ({ batchId, panel }: Running, item: number, to: number, rows = rowsOf(answers)) =>
  world.market.write.overturn([batchId, BigInt(item), to, [...panel], rows], { account: world.court })
const agreedOf = ({ batchId, panel }: Running) =>
  Promise.all(panel.map(async (annotator) => (await world.market.read.seatOf([batchId, annotator])).agreed))

async function disputed(said: Answers = answers): Promise<Running> {
  const running = await tallied(said)
  await open(running.batchId)
  return running
}

describe('LabelMarket.openDispute', () => {
  it('it should refuse anybody but the court', async () => {
    const { batchId } = await tallied()
    for (const account of [world.requester, world.stranger, world.admin]) {
      await reverts(open(batchId, account), 'NotCourt', [account])
    }
  })

  it('A67: it should refuse an unknown, a running or a settled batch', async () => {
    await reverts(open(hash('nothing')), 'WrongState', [hash('nothing'), batchState.None])
    const running = await assignBatch(world, projectId, plan)
    await reverts(open(running.batchId), 'WrongState', [running.batchId, batchState.Committing])
    await tallyAll(world, running, answers)
    await passDeadline(world, running.batchId)
    await settle(running)
    await reverts(open(running.batchId), 'WrongState', [running.batchId, batchState.Settled])
  })

  it("A63: it should take a dispute up to the window's last second and none later", async () => {
    const { batchId } = await tallied()
    const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
    assert.equal(deadline, (await world.now()) + BigInt(window))
    await world.nextBlockAt(deadline - 1n)
    await open(batchId)
    await world.nextBlockAt(deadline)
    await open(batchId)
    await world.nextBlockAt(deadline + 1n)
    await reverts(open(batchId), 'DeadlinePassed', [batchId, deadline])
  })

  it('A66: it should stop the settlement until the last dispute is closed', async () => {
    const running = await disputed()
    await open(running.batchId)
    await passDeadline(world, running.batchId)
    await reverts(settle(running), 'WrongState', [running.batchId, batchState.Disputed])
    await close(running.batchId)
    await reverts(settle(running), 'WrongState', [running.batchId, batchState.Disputed])
    await close(running.batchId)
    await settle(running)
  })

  it('it should count the disputes of one batch', async () => {
    const { batchId } = await tallied()
    for (const disputes of [1n, 2n]) {
      assert.deepEqual(await eventsOf(world, await open(batchId)), [
        { name: 'BatchDisputed', args: { batchId, disputes } },
      ])
      assert.equal(await world.market.read.disputesOf([batchId]), disputes)
    }
    for (const disputes of [1n, 0n]) {
      assert.deepEqual(await eventsOf(world, await close(batchId)), [
        { name: 'DisputeClosed', args: { batchId, disputes } },
      ])
    }
    assert.equal((await world.market.read.batchOf([batchId])).state, batchState.Tallied)
  })

  it("A63: it should settle only after the window's last second", async () => {
    const running = await tallied()
    const deadline = BigInt((await world.market.read.batchOf([running.batchId])).deadline)
    for (const second of [deadline - 1n, deadline]) {
      await world.nextBlockAt(second)
      await reverts(settle(running), 'DeadlineNotPassed', [running.batchId, deadline])
    }
    await world.nextBlockAt(deadline + 1n)
    await settle(running)
  })
})

describe('LabelMarket.closeDispute', () => {
  it('it should refuse to close what is not open', async () => {
    const { batchId } = await tallied()
    await reverts(close(batchId, world.stranger), 'NotCourt', [world.stranger])
    await reverts(close(batchId), 'WrongState', [batchId, batchState.Tallied])
    await open(batchId)
    await close(batchId)
    await reverts(close(batchId), 'WrongState', [batchId, batchState.Tallied])
  })
})

describe('LabelMarket.overturn', () => {
  it('it should refuse a ruling by anybody but the court', async () => {
    const { batchId, panel } = await disputed()
    const call = world.market.write.overturn([batchId, 0n, 0, [...panel], rowsOf(answers)], {
      account: world.requester,
    })
    await reverts(call, 'NotCourt', [world.requester])
  })

  it('it should refuse a ruling without a dispute', async () => {
    const running = await tallied()
    await reverts(overturn(running, 0, 0), 'WrongState', [running.batchId, batchState.Tallied])
  })

  it('it should refuse each by its name', async () => {
    const running = await disputed()
    const { batchId, panel } = running
    const rows = rowsOf(answers)
    await reverts(overturn(running, 3, 0), 'InvalidItem', [batchId, 3n])
    await reverts(overturn(running, 0, 4), 'InvalidLabel', [world.court, 0n, 4n])
    await reverts(overturn(running, 0, 0xfe), 'InvalidLabel', [world.court, 0n, 0xfen])
    await reverts(overturn(running, 0, 1), 'SameLabel', [batchId, 0n, 1n])
    await reverts(overturn(running, 1, 0xff), 'SameLabel', [batchId, 1n, 0xffn])
    await reverts(overturn({ batchId, panel: panel.slice(1) }, 0, 0), 'InvalidPanel', [batchId, 2n])
    await reverts(overturn(running, 0, 0, rows.slice(1)), 'LengthMismatch', [3n, 2n])
    await reverts(overturn(running, 0, 0, ['0x', ...rows.slice(1)]), 'LabelsMismatch', [batchId, panel[0]])
  })

  it('A41: it should move the pay of exactly the seats that said one or the other', async () => {
    const running = await disputed()
    const { batchId, panel } = running
    assert.deepEqual(await agreedOf(running), [1, 1, 0])
    const transaction = await overturn(running, 0, 0)
    assert.deepEqual(await eventsOf(world, transaction), [
      { name: 'LabelOverturned', args: { batchId, item: 0n, from: 1n, to: 0n } },
      { name: 'SeatRescored', args: { batchId, annotator: panel[0], agreed: 0n } },
      { name: 'SeatRescored', args: { batchId, annotator: panel[1], agreed: 0n } },
      { name: 'SeatRescored', args: { batchId, annotator: panel[2], agreed: 1n } },
    ])
    assert.deepEqual(await agreedOf(running), [0, 0, 1])
  })

  it('A14: it should pay what the corrected counts say and free the rest', async () => {
    const running = await disputed()
    await overturn(running, 0, 0)
    await close(running.batchId)
    await passDeadline(world, running.batchId)
    const transaction = await settle(running)
    assert.deepEqual(await argsOf(world, transaction, 'BatchSettled'), [
      { batchId: running.batchId, paid: 7n, refunded: 56n, projectFree: 993n, projectReserved: 0n },
    ])
    assert.deepEqual(
      (await argsOf(world, transaction, 'RewardAccrued')).map(({ annotator, amount }) => [annotator, amount]),
      [[running.panel[2], 7n]],
    )
  })

  it('it should give a label to an item without consensus, and take one away', async () => {
    const running = await disputed()
    await overturn(running, 1, 3)
    assert.deepEqual(await agreedOf(running), [1, 1, 1])
    await overturn(running, 0, 0xff)
    assert.deepEqual(await agreedOf(running), [0, 0, 1])
  })

  it('it should go on from the ruling before where an item is overturned twice', async () => {
    const running = await disputed()
    await overturn(running, 0, 0)
    const transaction = await overturn(running, 0, 1)
    const [overturned] = await argsOf(world, transaction, 'LabelOverturned')
    assert.deepEqual([overturned?.from, overturned?.to], [0n, 1n])
    assert.deepEqual(await agreedOf(running), [1, 1, 0])
    await reverts(overturn(running, 0, 1), 'SameLabel', [running.batchId, 0n, 1n])
  })

  it('it should count whoever is within the tolerance of either label', async () => {
    const settings = { scale: 1, tolerance: 1, classes: 10, disputeWindow: window, funds: 1000n }
    projectId = await createProject(world, { salt: 'ordinal', ...settings })
    const said = [
      [3, 0, 0],
      [4, 0, 0],
      [6, 0, 9],
    ]
    const running = await disputed(said)
    assert.deepEqual(await agreedOf(running), [3, 3, 1])
    // The median is 4: seats 0 and 1 agree. With 5 seats 1 and 2 do.
    const transaction = await overturn(running, 0, 5, rowsOf(said))
    assert.deepEqual(
      (await argsOf(world, transaction, 'SeatRescored')).map(({ annotator, agreed }) => [annotator, agreed]),
      [
        [running.panel[0], 2n],
        [running.panel[2], 2n],
      ],
    )
  })

  it('it should leave that seat alone', async () => {
    const said: Answers = [[1, 1, 0], [1, 2, 1], undefined]
    const running = await assignBatch(world, projectId, plan)
    await commitAll(world, running, answers)
    await revealAll(world, running, said)
    await passDeadline(world, running.batchId)
    const rows = rowsOf(said)
    const gold = { manifestHash: hash(''), positions: '0x' as Hex, labels: '0x' as Hex, salt: hash('') }
    await world.market.write.tally([running.batchId, [...running.panel], rows, gold])
    await open(running.batchId)
    await overturn(running, 0, 0, rows)
    assert.deepEqual(await agreedOf(running), [0, 0, 0])
  })
})
