import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type Address, encodeFunctionData, type Hex } from 'viem'
import { eventsOf } from '../support/events.ts'
import { seededRandom } from '../support/random.ts'
import { openingOf, type RevealEntry, relayAndTally, relayCommits, relayReveals, revealArgs } from '../support/relay.ts'
import { reverts } from '../support/reverts.ts'
import {
  assignBatch,
  commitAll,
  commitOne,
  createProject,
  hash,
  labelBytes,
  noGold,
  passDeadline,
  type Running,
  revealAll,
  revealOne,
  rowsOf,
  saltOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const plan = { items: 3, seats: 3, agreement: 2 }
const labels = [0, 3, 0xfe]
const answers = [labels, [0, 3, 1], [0, 2, 1]]

let world: World
let projectId: Hex
let running: Running
let batchId: Hex
let first: Address
let second: Address
let third: Address

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { funds: 10n ** 6n })
  running = await assignBatch(world, projectId, plan)
  batchId = running.batchId
  const [a, b, c] = running.panel
  assert.ok(a && b && c)
  first = a
  second = b
  third = c
})

const opening = (annotator: Address, said: readonly number[] = labels) => openingOf(batchId, annotator, said)
const openings = () => [first, second, third].map((annotator, seat) => opening(annotator, answers[seat]))

const relay = (entries: readonly RevealEntry[]) =>
  world.market.write.revealFor(revealArgs(batchId, entries), { account: world.stranger })

const relayTally = (entries: readonly RevealEntry[]) =>
  world.market.write.revealAndTally([...revealArgs(batchId, entries), noGold], { account: world.stranger })

test('anyone brings the reveals of a panel in one call, in any order, without a signature', async () => {
  await commitAll(world, running, answers)
  const entries = openings().reverse()
  assert.deepEqual(
    await eventsOf(world, await relay(entries)),
    entries.map(({ annotator, labels, payloadRoot }) => ({
      name: 'Revealed',
      args: { batchId, annotator, labels, payloadRoot },
    })),
  )
  for (const annotator of running.panel) {
    assert.equal((await world.market.read.seatOf([batchId, annotator])).state, seatState.Revealed)
  }
  await world.market.write.tally([batchId, [...running.panel], rowsOf(answers), noGold])
})

test('A30: a copied commitment cannot be revealed for its copier', async () => {
  const { market } = world
  await commitOne(world, batchId, first, labels)
  const opened = [batchId, first, labelBytes(labels), opening(first).payloadRoot, saltOf(batchId, first)] as const
  await market.write.commit([batchId, await market.read.commitmentOf(opened)], { account: second })
  await commitOne(world, batchId, third, labels)
  const copied = { ...opening(first), annotator: second }
  await reverts(relay([opening(first), copied]), 'CommitmentMismatch', [batchId, second])
  await relay([opening(first)])
})

test('one bad entry refuses them all and is named', async () => {
  await commitAll(world, running, answers)
  const [one, two] = openings()
  assert.ok(one && two)
  const mismatch = [batchId, second]
  await reverts(relay([one, { ...two, salt: hash('s') }]), 'CommitmentMismatch', mismatch)
  await reverts(relay([one, { ...two, payloadRoot: hash('p') }]), 'CommitmentMismatch', mismatch)
  await reverts(relay([one, { ...two, labels: labelBytes([0, 0, 0]) }]), 'CommitmentMismatch', mismatch)
  await reverts(relay([one, { ...two, labels: labelBytes([0, 4, 5]) }]), 'InvalidLabel', [second, 1n, 4n])
  await reverts(relay([one, { ...two, labels: '0x00' }]), 'InvalidLabelCount', [second, 1n, 3n])
  await reverts(relay([one, one]), 'WrongSeat', [batchId, first, seatState.Revealed])
  const outsider = { ...one, annotator: world.stranger }
  await reverts(relay([one, outsider]), 'WrongSeat', [batchId, world.stranger, seatState.None])
  assert.equal((await world.market.read.seatOf([batchId, first])).state, seatState.Committed)
})

test('a label that lies beyond the end of its list is not read', async () => {
  // One item: the bytes after it in the calldata belong to the payload roots and salts.
  const single = await assignBatch(world, projectId, { ...plan, items: 1, manifest: 'single' })
  const said = [[1], [1], [0xfe]]
  await commitAll(world, single, said)
  const transaction = await relayAndTally(world, single, said)
  const [tallied] = (await eventsOf(world, transaction)).filter(({ name }) => name === 'BatchTallied')
  assert.deepEqual(tallied?.args, {
    batchId: single.batchId,
    consensus: '0x01',
    votes: '0x02',
    deadline: await world.now(),
  })
})

test('lists of different lengths are refused', async () => {
  await commitAll(world, running, answers)
  const [id, annotators, rows, roots, salts] = revealArgs(batchId, openings())
  const { market } = world
  for (const [lists, lengths] of [
    [
      [id, annotators, rows.slice(1), roots, salts],
      [3n, 2n],
    ],
    [
      [id, annotators, rows, roots.slice(1), salts],
      [3n, 2n],
    ],
    [
      [id, annotators, rows, roots, salts.slice(1)],
      [3n, 2n],
    ],
    [
      [id, annotators.slice(1), rows, roots, salts],
      [2n, 3n],
    ],
  ] as const) {
    await reverts(market.write.revealFor(lists), 'LengthMismatch', lengths)
    await reverts(market.write.revealAndTally([...lists, noGold]), 'LengthMismatch', lengths)
  }
})

test('A34: relayed reveals are taken from the opening up to the deadline, its second included', async () => {
  const [one, two, three] = openings()
  assert.ok(one && two && three)
  await reverts(relay([one]), 'WrongState', [batchId, batchState.Committing])
  await reverts(relayTally(openings()), 'WrongState', [batchId, batchState.Committing])
  await relayCommits(world, running, answers)
  const deadline = BigInt((await world.market.read.batchOf([batchId])).deadline)
  await world.nextBlockAt(deadline - 1n)
  await relay([one])
  await world.nextBlockAt(deadline)
  await relay([two])
  await world.nextBlockAt(deadline + 1n)
  await reverts(relay([three]), 'DeadlinePassed', [batchId, deadline])
  await reverts(relayTally(openings()), 'DeadlinePassed', [batchId, deadline])
})

test('a relay that brings a whole panel and tallies says and stores what single reveals and a tally do', async () => {
  const random = seededRandom(77)
  for (const [round, seats] of [3, 5, 7, 3, 5, 7].entries()) {
    const items = random.pick([1, 31, 32, 33, 65])
    const said = Array.from({ length: seats }, () =>
      Array.from({ length: items }, () => random.pick([0, 0, 0, 1, 2, 3, 0xfe])),
    )
    const shape = { items, seats, agreement: (seats + 1) / 2 }
    const [apart, together] = [
      await assignBatch(world, projectId, { ...shape, manifest: `apart ${round}` }),
      await assignBatch(world, projectId, { ...shape, manifest: `together ${round}` }),
    ]
    await commitAll(world, apart, said)
    await commitAll(world, together, said)
    const single: Hex[] = await revealAll(world, apart, said)
    single.push(await world.market.write.tally([apart.batchId, [...apart.panel], rowsOf(said), noGold]))
    const expected = (await Promise.all(single.map((transaction) => eventsOf(world, transaction)))).flat()
    const events = await eventsOf(world, await relayAndTally(world, together, said))
    const deadline = await world.now()
    assert.deepEqual(
      events,
      expected.map(({ name, args }) => ({
        name,
        args: {
          ...args,
          batchId: together.batchId,
          // Without a dispute window a tally's deadline is its own second.
          ...(name === 'BatchTallied' ? { deadline } : {}),
        },
      })),
    )
    for (const annotator of apart.panel) {
      assert.deepEqual(
        await world.market.read.seatOf([together.batchId, annotator]),
        await world.market.read.seatOf([apart.batchId, annotator]),
      )
    }
    const { deadline: _, ...expectedBatch } = await world.market.read.batchOf([apart.batchId])
    const { deadline: ends, ...batch } = await world.market.read.batchOf([together.batchId])
    assert.deepEqual({ batch, ends: BigInt(ends) }, { batch: expectedBatch, ends: deadline })
  }
})

test('a relay tallies only with the whole panel, ascending, none of which revealed before', async () => {
  await commitAll(world, running, answers)
  const [one, two, three] = openings()
  assert.ok(one && two && three)
  await reverts(relayTally([one, two]), 'InvalidPanel', [batchId, 2n])
  await reverts(relayTally([one, three, two]), 'InvalidPanel', [batchId, 2n])
  await revealOne(world, batchId, second, answers[1] ?? [])
  await reverts(relayTally([one, two, three]), 'WrongSeat', [batchId, second, seatState.Revealed])
  assert.equal((await world.market.read.seatOf([batchId, first])).state, seatState.Committed)
})

test('a relay cannot tally for a seat that never committed; reveals and tally apart can', async () => {
  const said = [answers[0], answers[1], undefined]
  await relayCommits(world, running, said)
  await passDeadline(world, batchId)
  await world.market.write.openReveal([batchId])
  await reverts(relayTally(openings()), 'WrongSeat', [batchId, third, seatState.Assigned])
  await relayReveals(world, running, said)
  await world.market.write.tally([batchId, [...running.panel], rowsOf(said), noGold])
  assert.equal((await world.market.read.batchOf([batchId])).state, batchState.Tallied)
})

test('a tally and its settlement in one transaction leave both events, and pay as apart', async () => {
  const { market, dollar } = world
  const { abi } = market
  await commitAll(world, running, answers)
  const panel = [...running.panel]
  const reveal = encodeFunctionData({
    abi,
    functionName: 'revealAndTally',
    args: [...revealArgs(batchId, openings()), noGold],
  })
  const settle = encodeFunctionData({ abi, functionName: 'settle', args: [batchId, panel] })
  const transaction = await market.write.multicall([[reveal, settle]], { account: world.stranger })
  const names = (await eventsOf(world, transaction)).map(({ name }) => name)
  assert.deepEqual(
    names.filter((name) => name.startsWith('Batch')),
    ['BatchTallied', 'BatchSettled'],
  )
  const apart = await assignBatch(world, projectId, { ...plan, manifest: 'apart' })
  const before = await Promise.all(panel.map((annotator) => dollar.read.balanceOf([annotator])))
  await tallyAll(world, apart, answers)
  await market.write.settle([apart.batchId, panel])
  const after = await Promise.all(panel.map((annotator) => dollar.read.balanceOf([annotator])))
  assert.deepEqual(
    after,
    before.map((balance) => 2n * balance),
  )
})
