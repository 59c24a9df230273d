import assert from 'node:assert/strict'
import { test } from 'node:test'
import { argsOf } from '../support/events.ts'
import {
  type Answers,
  assignBatch,
  commitAll,
  createProject,
  noGold,
  passDeadline,
  revealAll,
  rowsOf,
  tallyAll,
} from '../support/scenario.ts'
import { createWorld } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }

/** The first seat commits and never reveals: its row is empty in whatever is counted over the panel. */
for (const { name, settings, said, overturned } of [
  {
    name: 'a categorical batch',
    settings: {},
    said: [undefined, [1, 2, 0], [1, 2, 3]],
    overturned: [1, 0],
  },
  {
    name: 'an ordinal batch',
    settings: { scale: 1, tolerance: 1 },
    said: [undefined, [1, 2, 0], [2, 2, 3]],
    overturned: [1, 3],
  },
]) {
  test(`${name} is tallied and ruled on without the first seat's row`, async () => {
    const world = await createWorld()
    const { market, court } = world
    const projectId = await createProject(world, { disputeWindow: 3600, funds: 1000n, ...settings })
    const running = await assignBatch(world, projectId, plan)
    await commitAll(world, running, [[0, 0, 0], ...said.slice(1)] as Answers)
    await revealAll(world, running, said as Answers)
    await passDeadline(world, running.batchId)
    const rows = rowsOf(said as Answers)
    const transaction = await market.write.tally([running.batchId, [...running.panel], rows, noGold])
    const [tallied] = await argsOf(world, transaction, 'BatchTallied')
    assert.equal(tallied?.consensus, '0x0102ff')

    await market.write.openDispute([running.batchId], { account: court })
    const [from, to] = overturned
    const labelOf = () => market.read.labelOf([running.batchId, 0n, [...running.panel], rows])
    assert.equal(await labelOf(), from)
    const args = [running.batchId, 0n, to ?? 0, [...running.panel], rows] as const
    const ruling = await market.write.overturn(args, { account: court })
    assert.deepEqual(
      (await argsOf(world, ruling, 'LabelOverturned')).map((event) => [event.from, event.to]),
      [[BigInt(from ?? 0), BigInt(to ?? 0)]],
    )
    assert.equal(await labelOf(), to)
    assert.equal((await market.read.seatOf([running.batchId, running.panel[0] ?? court])).agreed, 0)
  })
}

test('a seat has no reward before its batch is settled, and none without a seat', async () => {
  const world = await createWorld()
  const projectId = await createProject(world, { funds: 1000n })
  const running = await assignBatch(world, projectId, plan)
  const said = [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 0],
  ]
  await tallyAll(world, running, said)
  const [first] = running.panel
  assert.ok(first)
  assert.equal(await world.market.read.rewardOf([running.batchId, first]), 0n)
  await world.market.write.settle([running.batchId, [...running.panel]])
  assert.equal(await world.market.read.rewardOf([running.batchId, first]), 21n)
  assert.equal(await world.market.read.rewardOf([running.batchId, world.stranger]), 0n)
})

test('peer scores that are not above 0 in three batches running cost ten points of quality, and never more than there is', async () => {
  const world = await createWorld()
  const terms = { goldBps: 1000, goldBond: 1, goldWindow: 1200 }
  const projectId = await createProject(world, { ...terms, funds: 10n ** 6n })
  const items = 20
  const qualities: (readonly bigint[])[] = []
  for (const batch of [1, 2, 3, 4]) {
    // All say class 1 everywhere: they agree on shifted items as often. The last one has all gold wrong.
    const gold = { positions: [3, 11], labels: [1, 1] }
    const running = await assignBatch(world, projectId, {
      items,
      seats: 3,
      agreement: 2,
      manifest: `batch ${batch}`,
      gold,
    })
    const same = Array.from({ length: items }, () => 1)
    const wrong = same.map((label, item) => (gold.positions.includes(item) ? 2 : label))
    const transaction = await tallyAll(world, running, [same, same, wrong])
    const scored = await argsOf(world, transaction, 'AnnotatorScored')
    qualities.push(scored.map(({ qualityBps }) => qualityBps as bigint))
    if (batch < 3) assert.ok(scored.every(({ peerScore }) => (peerScore as bigint) <= 0n))
  }
  const [, second, third, fourth] = qualities.map(([quality]) => quality ?? 0n)
  // More right answers and less quality: the third batch brings the penalty.
  assert.ok(second !== undefined && third !== undefined && fourth !== undefined)
  assert.ok(third < second && third > second - 1000n && fourth > third)
  assert.deepEqual(
    qualities.map((row) => row[2]),
    [0n, 0n, 0n, 0n],
  )
})
