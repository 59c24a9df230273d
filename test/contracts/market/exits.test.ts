import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, type Hex, parseEventLogs, zeroAddress } from 'viem'
import { argsOf, eventsOf } from '../support/events.ts'
import { reverts } from '../support/reverts.ts'
import {
  type Answers,
  assignBatch,
  commitAll,
  createBatch,
  createProject,
  defaultTiers,
  noGold,
  type Params,
  passDeadline,
  type Running,
  revealAll,
  rowsOf,
  stake,
  tallyAll,
} from '../support/scenario.ts'
import { batchFlag, batchState, seatState, slashReason } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 2, seats: 3, agreement: 2 }
const labels = [1, 2]
const terms = { stakePerSeat: 25n, keeperFee: 3, noRevealBps: 2000 }
// 6 labels and two fees of 3 labels, 7 each.
const reserve = 84n

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { ...terms, funds: 10_000n })
  await stake(world, world.annotators.slice(0, 5), 100n)
})

const running = () => assignBatch(world, projectId, plan)

const reassign = ({ batchId, panel }: Running) =>
  world.market.write.reassign([batchId, [...panel]], { account: world.stranger })

/** What the slasher was asked for. */
async function slashesOf(transaction: Hex) {
  const receipt = await world.client.getTransactionReceipt({ hash: transaction })
  const ours = receipt.logs.filter(({ address }) => address.toLowerCase() === world.slasher.address.toLowerCase())
  return parseEventLogs({ abi: world.slasher.abi, logs: ours }).map(({ args }) => args)
}

describe('LabelMarket.reassign', () => {
  it('it should refuse each by its name', async () => {
    const batch = await running()
    const { batchId, panel } = batch
    const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
    await world.nextBlockAt(deadline)
    await reverts(reassign(batch), 'DeadlineNotPassed', [batchId, deadline])
    await world.nextBlockAt(deadline + 1n)
    await reverts(reassign({ batchId, panel: panel.slice(1) }), 'InvalidPanel', [batchId, 2n])
    const second = await assignBatch(world, projectId, { ...plan, manifest: 'second' })
    await commitAll(world, second, [labels, labels, undefined])
    await passDeadline(world, second.batchId)
    await reverts(reassign(second), 'QuorumReached', [second.batchId, 2n, 2n])
    await world.market.write.openReveal([second.batchId])
    await reverts(reassign(second), 'WrongState', [second.batchId, batchState.Revealing])
  })

  it('it should name the silent, free the stakes and the reserve, and wait for another panel', async () => {
    const { market, vault, stranger } = world
    const batch = await running()
    const { batchId, panel } = batch
    await commitAll(world, batch, [undefined, labels, undefined])
    await passDeadline(world, batchId)
    const transaction = await reassign(batch)
    const deadline = (await world.now()) + 7n * 24n * 3600n
    assert.deepEqual(await eventsOf(world, transaction), [
      { name: 'CommitMissed', args: { batchId, annotator: panel[0] } },
      { name: 'CommitMissed', args: { batchId, annotator: panel[2] } },
      {
        name: 'Reassigned',
        args: { batchId, attempts: 1n, projectFree: 10_000n - 21n, projectReserved: 21n, deadline },
      },
      {
        name: 'KeeperPaid',
        args: { batchId, keeper: stranger, amount: 21n, projectReserved: 0n, claimable: 21n },
      },
      { name: 'StakeUnlocked', args: { account: panel[1], amount: 25n, available: 100n, locked: 0n } },
    ])
    const { state, committed } = await market.read.batchOf([batchId])
    assert.deepEqual([state, committed, await market.read.attemptsOf([batchId])], [batchState.Created, 0, 1n])
    for (const annotator of panel) {
      assert.equal((await market.read.seatOf([batchId, annotator])).state, seatState.None)
      assert.equal((await vault.read.stakeOf([annotator])).locked, 0n)
    }
  })

  it('it should seat another panel, the same annotators among it', async () => {
    const batch = await running()
    await commitAll(world, batch, [undefined, labels, undefined])
    await passDeadline(world, batch.batchId)
    await reassign(batch)
    const panel = world.annotators.slice(1, 4)
    const { market, requester } = world
    const transaction = await market.write.assign([batch.batchId, panel], { account: requester })
    const [assigned] = await argsOf(world, transaction, 'Assigned')
    assert.equal(assigned?.reserved, reserve)
    await tallyAll(world, { batchId: batch.batchId, panel }, [labels, labels, labels])
    await market.write.settle([batch.batchId, panel])
  })

  it('it should pay the keeper out of the reserve', async () => {
    const { market, stranger, dollar } = world
    const batch = await running()
    await passDeadline(world, batch.batchId)
    await reassign(batch)
    assert.equal(await market.read.claimableOf([stranger, dollar.address]), 21n)
    await market.write.claim([dollar.address, stranger], { account: stranger })
    assert.equal(await dollar.read.balanceOf([stranger]), 21n)
    const { free, reserved } = await market.read.projectOf([projectId])
    assert.deepEqual([free, reserved], [10_000n - 21n, 0n])
  })

  it('A42: it should refuse a third panel and leave the batch to void', async () => {
    const { market, requester } = world
    const batch = await running()
    for (const attempt of [1n, 2n]) {
      await passDeadline(world, batch.batchId)
      await reassign(batch)
      assert.equal(await market.read.attemptsOf([batch.batchId]), attempt)
      await market.write.assign([batch.batchId, [...batch.panel]], { account: requester })
    }
    await passDeadline(world, batch.batchId)
    await reverts(reassign(batch), 'TooManyAttempts', [batch.batchId])
    await market.write.voidBatch([batch.batchId, [...batch.panel]])
  })
})

describe('LabelMarket.voidBatch for a fee', () => {
  it('it should pay the keeper', async () => {
    const { market, stranger } = world
    const batch = await running()
    await passDeadline(world, batch.batchId)
    const transaction = await market.write.voidBatch([batch.batchId, [...batch.panel]], { account: stranger })
    assert.deepEqual((await eventsOf(world, transaction)).slice(-2), [
      {
        name: 'BatchVoided',
        args: { batchId: batch.batchId, paid: 0n, refunded: 63n, projectFree: 9979n, projectReserved: 21n },
      },
      {
        name: 'KeeperPaid',
        args: { batchId: batch.batchId, keeper: stranger, amount: 21n, projectReserved: 0n, claimable: 21n },
      },
    ])
  })

  it('it should pay nobody', async () => {
    const batchId = await createBatch(world, projectId, plan)
    await passDeadline(world, batchId)
    const transaction = await world.market.write.voidBatch([batchId, []])
    assert.deepEqual(await argsOf(world, transaction, 'KeeperPaid'), [])
  })
})

describe('LabelMarket.openReveal for a fee', () => {
  it('it should pay the keeper, once, out of the reserve', async () => {
    const { market, stranger } = world
    const batch = await running()
    const { batchId } = batch
    const answers: Answers = [labels, labels, undefined]
    await commitAll(world, batch, answers)
    await passDeadline(world, batchId)
    const transaction = await market.write.openReveal([batchId], { account: stranger })
    assert.deepEqual((await eventsOf(world, transaction)).at(-1), {
      name: 'KeeperPaid',
      args: { batchId, keeper: stranger, amount: 21n, projectReserved: 63n, claimable: 21n },
    })
    assert.equal((await market.read.batchOf([batchId])).flags, batchFlag.OpenedLate)
    await reverts(market.write.openReveal([batchId]), 'WrongState', [batchId, batchState.Revealing])
    await revealAll(world, batch, answers)
    await market.write.tally([batchId, [...batch.panel], rowsOf(answers), noGold])
    const settled = await market.write.settle([batchId, [...batch.panel]])
    const [ended] = await argsOf(world, settled, 'BatchSettled')
    assert.deepEqual([ended?.paid, ended?.refunded, ended?.projectReserved], [28n, 35n, 0n])
  })
})

describe('LabelMarket.settle with slashes', () => {
  it('A37: it should open a slash of its stake, once that is free', async () => {
    const { market, requester, stranger, dollar } = world
    const batch = await running()
    const answers: Answers = [labels, labels, undefined]
    await commitAll(world, batch, [labels, labels, labels])
    await revealAll(world, batch, answers)
    await passDeadline(world, batch.batchId)
    const tallied = await market.write.tally([batch.batchId, [...batch.panel], rowsOf(answers), noGold])
    assert.deepEqual(await argsOf(world, tallied, 'RevealMissed'), [
      { batchId: batch.batchId, annotator: batch.panel[2] },
    ])
    const settled = await market.write.settle([batch.batchId, [...batch.panel]], { account: stranger })
    const [slash, ...others] = await slashesOf(settled)
    assert.deepEqual(others, [])
    assert.deepEqual(
      { ...slash, token: slash?.token?.toLowerCase() },
      {
        reason: slashReason.NoReveal,
        batchId: batch.batchId,
        annotator: batch.panel[2],
        requester,
        reporter: stranger,
        token: dollar.address.toLowerCase(),
        pending: 0n,
        seatStake: 25n,
        noRevealBps: 2000n,
      },
    )
    // The stake was free before: whatever the slasher holds it finds available.
    const { logs } = await world.client.getTransactionReceipt({ hash: settled })
    const asked = logs.findIndex(({ address }) => address.toLowerCase() === world.slasher.address.toLowerCase())
    const freed = logs.findLastIndex(({ address }) => address.toLowerCase() === world.vault.address.toLowerCase())
    assert.ok(freed < asked)
  })

  it('it should name it and leave its stake alone', async () => {
    const { market } = world
    const batch = await running()
    const answers: Answers = [labels, undefined, labels]
    await commitAll(world, batch, answers)
    await passDeadline(world, batch.batchId)
    await market.write.openReveal([batch.batchId])
    await revealAll(world, batch, answers)
    const tallied = await market.write.tally([batch.batchId, [...batch.panel], rowsOf(answers), noGold])
    assert.deepEqual(await argsOf(world, tallied, 'CommitMissed'), [
      { batchId: batch.batchId, annotator: batch.panel[1] },
    ])
    assert.deepEqual(await slashesOf(await market.write.settle([batch.batchId, [...batch.panel]])), [])
  })

  it('it should withhold a quarter of its reward for the slasher, and pay the rest', async () => {
    const { market, slasher, dollar } = world
    // Thirty gold answers, of which the third annotator has a third right.
    const { batch, settled, tallied } = await settleGold([10, 20])
    const [, , guesser] = batch.panel
    assert.ok(guesser)
    assert.deepEqual(await argsOf(world, tallied, 'AnnotatorFlagged'), [
      { batchId: batch.batchId, annotator: guesser, reason: slashReason.GoldFail },
    ])
    const total = await market.read.rewardOf([batch.batchId, guesser])
    const withheld = total / 4n
    assert.ok(withheld > 0n)
    const token = (await market.read.projectOf([projectId])).params.token
    assert.deepEqual(await argsOf(world, settled, 'RewardWithheld'), [
      { batchId: batch.batchId, annotator: guesser, token, amount: withheld },
    ])
    assert.equal(await market.read.claimableOf([slasher.address, dollar.address]), withheld)
    const accrued = await argsOf(world, settled, 'RewardAccrued')
    assert.equal(accrued.find(({ annotator }) => annotator === guesser)?.amount, total - withheld)
    const slashes = await slashesOf(settled)
    assert.deepEqual(
      slashes.map(({ reason, annotator, pending }) => [reason, annotator, pending]),
      [[slashReason.GoldFail, guesser, withheld]],
    )
    assert.equal((await market.read.standingOf([projectId, guesser])).goldSuspicion, 0)
  })

  it('it should flag no one batch alone', async () => {
    const { tallied } = await settleGold([10])
    assert.deepEqual(await argsOf(world, tallied, 'AnnotatorFlagged'), [])
  })

  it('it should open the slash with what is withheld only', async () => {
    const settings: Partial<Params> = { ...terms, maxDisagreementBps: 2000 }
    projectId = await createProject(world, { salt: 'disagree', funds: 100_000n, ...settings })
    const said = [0, 1, 2].map((seat) => Array.from({ length: 25 }, (_, i) => (seat === 2 && i % 2 === 0 ? 1 : 0)))
    const flags: number[] = []
    for (let round = 0; round < 5; round++) {
      const batch = await assignBatch(world, projectId, { ...plan, items: 25, manifest: `round ${round}` })
      const tallied = await tallyAll(world, batch, said)
      flags.push((await argsOf(world, tallied, 'AnnotatorFlagged')).length)
      const slashes = await slashesOf(await world.market.write.settle([batch.batchId, [...batch.panel]]))
      if (round < 4) assert.deepEqual(slashes, [])
      else {
        assert.deepEqual(
          slashes.map(({ reason, annotator, pending }) => [reason, annotator, pending]),
          // 12 labels of 7.
          [[slashReason.ConsensusFail, batch.panel[2], 21n]],
        )
      }
    }
    assert.deepEqual(flags, [0, 0, 0, 0, 1])
  })

  it('it should open a slash of whoever did not reveal, and none of whoever did not commit', async () => {
    const { market, stranger } = world
    const batch = await running()
    await commitAll(world, batch, [labels, labels, undefined])
    await passDeadline(world, batch.batchId)
    await market.write.openReveal([batch.batchId])
    await revealAll(world, batch, [labels, undefined, undefined])
    await passDeadline(world, batch.batchId)
    const transaction = await market.write.voidBatch([batch.batchId, [...batch.panel]], { account: stranger })
    const names = (await eventsOf(world, transaction)).map(({ name, args }) => [name, args.annotator])
    assert.deepEqual(names.slice(0, 2), [
      ['RevealMissed', batch.panel[1]],
      ['CommitMissed', batch.panel[2]],
    ])
    assert.deepEqual(
      (await slashesOf(transaction)).map(({ reason, annotator }) => [reason, annotator]),
      [[slashReason.NoReveal, batch.panel[1]]],
    )
  })
})

/** Batches of so many gold items in a row, all settled; the third annotator gets one in three right. What the last one left. */
async function settleGold(sizes: readonly number[]) {
  // The lowest tier is paid something, so that there is something to withhold.
  const tiers = { ...defaultTiers, pays: [4000, 5000, 8000, 10_000, 10_000] } as const
  projectId = await createProject(world, { salt: 'gold', ...terms, goldBps: 1000, tiers, funds: 10n ** 6n })
  let last: { batch: Running; tallied: Hex; settled: Hex } | undefined
  for (const size of sizes) {
    const truth = Array.from({ length: size }, (_, i) => i % 4)
    const gold = { positions: truth.map((_, i) => i), labels: truth }
    const batch = await assignBatch(world, projectId, { ...plan, items: size, gold, manifest: `gold ${size}` })
    const wrong = truth.map((label, i) => (i % 3 === 0 ? label : (label + 1) % 4))
    const tallied = await tallyAll(world, batch, [truth, truth, wrong])
    const settled = await world.market.write.settle([batch.batchId, [...batch.panel]])
    last = { batch, tallied, settled }
  }
  assert.ok(last)
  return last
}

describe('LabelMarket.moveClaimable', () => {
  /** A keeper with 21 claimable. */
  async function keeper(): Promise<Address> {
    const batch = await running()
    await passDeadline(world, batch.batchId)
    await reassign(batch)
    return world.stranger
  }

  it('it should direct a part of it to another account', async () => {
    const { market, dollar, admin } = world
    const from = await keeper()
    const transaction = await market.write.moveClaimable([dollar.address, admin, 8n], { account: from })
    const [moved] = await argsOf(world, transaction, 'ClaimableMoved')
    assert.deepEqual([moved?.amount, moved?.fromLeft, moved?.toHas], [8n, 13n, 8n])
    assert.equal(await market.read.claimableOf([from, dollar.address]), 13n)
    assert.equal(await market.read.claimableOf([admin, dollar.address]), 8n)
  })

  it('it should leave a balance moved to itself as it was', async () => {
    const { market, dollar } = world
    const from = await keeper()
    await market.write.moveClaimable([dollar.address, from, 8n], { account: from })
    assert.equal(await market.read.claimableOf([from, dollar.address]), 21n)
  })

  it('it should refuse nothing, nobody and too much', async () => {
    const { market, dollar, admin } = world
    const from = await keeper()
    const move = (to: Address, amount: bigint) =>
      market.write.moveClaimable([dollar.address, to, amount], { account: from })
    await reverts(move(admin, 0n), 'ZeroAmount')
    await reverts(move(zeroAddress, 1n), 'ZeroAddress')
    const call = move(admin, 22n)
    const token = (await market.read.projectOf([projectId])).params.token
    await reverts(call, 'InsufficientClaimable', [from, token, 21n, 22n])
  })
})
