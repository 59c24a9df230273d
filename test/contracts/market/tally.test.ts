import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Address, Hex } from 'viem'
import { peerScores } from '../reference/peer.ts'
import { isDeployedCode } from '../support/deployed-code.ts'
import { argsOf, eventsOf } from '../support/events.ts'
import { type Random, seededRandom } from '../support/random.ts'
import { reverts } from '../support/reverts.ts'
import {
  type Answers,
  assignBatch,
  commitAll,
  createProject,
  labelBytes,
  noGold,
  passDeadline,
  type Running,
  revealAll,
  rowsOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchState, seatState } from '../support/states.ts'
import { abstain, none, referenceTally } from '../support/tally-reference.ts'
import { createWorld, type World } from '../support/world.ts'

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { classes: 254, funds: 10n ** 9n })
})

/** The rest of a score in a project without gold, of a batch too small for a peer score. */
const withoutGold = { goldRight: 0n, goldTotal: 0n, peerScore: 0n, qualityBps: 0n, tier: 255n, multiplierBps: 10000n }

const assign = (items: number, seats: number, agreement: number) =>
  assignBatch(world, projectId, { items, seats, agreement })

test('a class with k votes is the consensus; abstentions, splits and single votes are none', async () => {
  const running = await assign(6, 3, 2)
  const { batchId, panel } = running
  const rows = [
    [1, 1, 1, abstain, abstain, 253],
    [1, 1, 2, abstain, 5, 253],
    [1, 2, 3, abstain, 5, 0],
  ]
  const transaction = await tallyAll(world, running, rows)
  assert.deepEqual(await eventsOf(world, transaction), [
    {
      name: 'BatchTallied',
      args: {
        batchId,
        consensus: labelBytes([1, 1, none, none, 5, 253]),
        votes: labelBytes([3, 2, 0, 0, 2, 2]),
        deadline: await world.now(),
      },
    },
    { name: 'AnnotatorScored', args: { batchId, annotator: panel[0], agreed: 3n, compared: 3n, ...withoutGold } },
    { name: 'AnnotatorScored', args: { batchId, annotator: panel[1], agreed: 4n, compared: 4n, ...withoutGold } },
    { name: 'AnnotatorScored', args: { batchId, annotator: panel[2], agreed: 2n, compared: 4n, ...withoutGold } },
  ])
  const batch = await world.market.read.batchOf([batchId])
  assert.deepEqual([batch.state, BigInt(batch.deadline)], [batchState.Tallied, await world.now()])
  const [annotator] = panel
  assert.ok(annotator)
  const seat = await world.market.read.seatOf([batchId, annotator])
  assert.deepEqual([seat.state, seat.agreed], [seatState.Scored, 3])
})

/** Answers as a crowd of mixed diligence gives them: mostly the truth, sometimes another class, an abstention or nothing. */
function crowdAnswers(random: Random, items: number, seats: number, agreement: number, classes: number): Answers {
  const truth = Array.from({ length: items }, () => random.below(classes))
  let missing = random.below(seats - agreement + 1)
  return Array.from({ length: seats }, () => {
    if (missing > 0 && random.chance(0.4)) {
      missing--
      return undefined
    }
    const accuracy = 0.3 + 0.1 * random.below(8)
    return truth.map((label) => {
      if (random.chance(0.1)) return abstain
      return random.chance(accuracy) ? label : random.below(classes)
    })
  })
}

for (const seats of [3, 5, 7]) {
  test(`equals the reference tally on random answers of ${seats} annotators, in any order of the answers`, async () => {
    const random = seededRandom(1000 + seats)
    for (let round = 0; round < 12; round++) {
      const items = random.pick([1, 2, 31, 32, 33, 64, 70, 512])
      const agreement = random.pick(Array.from({ length: (seats + 1) / 2 }, (_, i) => (seats + 1) / 2 + i))
      const classes = random.pick([2, 3, 4, 5, 6, 254])
      const answers = crowdAnswers(random, items, seats, agreement, classes)
      await compareWithReference(round, items, agreement, answers)
      // The same answers from other seats: the consensus must not move.
      await compareWithReference(round + 100, items, agreement, [...answers].reverse())
    }
  })
}

async function compareWithReference(round: number, items: number, agreement: number, answers: Answers): Promise<void> {
  const plan = { items, seats: answers.length, agreement, manifest: `round ${round}` }
  const running = await assignBatch(world, projectId, plan)
  const transaction = await tallyAll(world, running, answers)
  const expected = referenceTally(answers, items, agreement)
  const peers = peerScores(answers, items)
  const told = `${answers.length} seats, round ${round}`
  assert.deepEqual(
    await argsOf(world, transaction, 'BatchTallied'),
    [
      {
        batchId: running.batchId,
        consensus: labelBytes(expected.consensus),
        votes: labelBytes(expected.votes),
        deadline: await world.now(),
      },
    ],
    told,
  )
  const scored = running.panel.flatMap((annotator, seat) =>
    answers[seat] === undefined
      ? []
      : [
          {
            batchId: running.batchId,
            annotator,
            ...withoutGold,
            agreed: BigInt(expected.agreed[seat] ?? -1),
            compared: BigInt(expected.compared[seat] ?? -1),
            peerScore: BigInt(peers[seat] ?? 0),
          },
        ],
  )
  assert.deepEqual(await argsOf(world, transaction, 'AnnotatorScored'), scored, told)
  const missed = running.panel.filter((_, seat) => answers[seat] === undefined)
  assert.deepEqual(
    await argsOf(world, transaction, 'CommitMissed'),
    missed.map((annotator) => ({ batchId: running.batchId, annotator })),
    told,
  )
}

test('A56: the largest batch is tallied within a third of the gas that one transaction may use', async () => {
  const random = seededRandom(56)
  const running = await assign(512, 7, 4)
  const answers = crowdAnswers(random, 512, 7, 7, 254)
  const transaction = await tallyAll(world, running, answers)
  const { gasUsed } = await world.client.getTransactionReceipt({ hash: transaction })
  assert.ok(!isDeployedCode || gasUsed < 2n ** 24n / 3n, `${gasUsed} gas`)
})

test('A56: the largest ordinal batch, all of it gold, is tallied within half of that gas', async () => {
  const random = seededRandom(57)
  const settings = { scale: 1, tolerance: 2, classes: 254, goldBps: 1000, funds: 10n ** 9n }
  const ordinal = await createProject(world, { salt: 'ordinal', ...settings })
  const positions = Array.from({ length: 512 }, (_, item) => item)
  const gold = { positions, labels: positions.map(() => random.below(254)) }
  const running = await assignBatch(world, ordinal, { items: 512, seats: 7, agreement: 4, gold })
  const answers = crowdAnswers(random, 512, 7, 7, 254)
  const transaction = await tallyAll(world, running, answers)
  const { gasUsed } = await world.client.getTransactionReceipt({ hash: transaction })
  assert.ok(!isDeployedCode || gasUsed < 2n ** 24n / 2n, `${gasUsed} gas`)
})

const labels = [1, 2]

async function revealed(answers: Answers): Promise<Running> {
  const running = await assign(2, 3, 2)
  await commitAll(world, running, [labels, labels, labels])
  await revealAll(world, running, answers)
  return running
}

const tally = ({ batchId, panel }: Running, rows: readonly Hex[], annotators: readonly Address[] = panel) =>
  world.market.write.tally([batchId, [...annotators], [...rows], noGold])

test('nothing is tallied before the reveal phase, and nothing twice', async () => {
  const running = await assign(2, 3, 2)
  const rows = rowsOf([labels, labels, labels])
  await reverts(tally(running, rows), 'WrongState', [running.batchId, batchState.Committing])
  await tallyAll(world, running, [labels, labels, labels])
  await reverts(tally(running, rows), 'WrongState', [running.batchId, batchState.Tallied])
})

test('a tally without all reveals waits until the deadline’s last second is over', async () => {
  const running = await revealed([labels, labels, undefined])
  const rows = rowsOf([labels, labels, undefined])
  const deadline = BigInt((await world.market.read.batchOf([running.batchId])).deadline)
  for (const second of [deadline - 1n, deadline]) {
    await world.nextBlockAt(second)
    await reverts(tally(running, rows), 'DeadlineNotPassed', [running.batchId, deadline])
  }
  await world.nextBlockAt(deadline + 1n)
  const transaction = await tally(running, rows)
  assert.deepEqual(await argsOf(world, transaction, 'RevealMissed'), [
    { batchId: running.batchId, annotator: running.panel[2] },
  ])
})

test('a tally does not wait for a seat that never committed', async () => {
  const running = await assign(2, 3, 2)
  const answers = [labels, undefined, labels]
  await commitAll(world, running, answers)
  await passDeadline(world, running.batchId)
  await world.market.write.openReveal([running.batchId])
  await revealAll(world, running, answers)
  const transaction = await tally(running, rowsOf(answers))
  assert.deepEqual(await argsOf(world, transaction, 'BatchTallied'), [
    {
      batchId: running.batchId,
      consensus: labelBytes(labels),
      votes: labelBytes([2, 2]),
      deadline: await world.now(),
    },
  ])
})

test('too few reveals are not tallied', async () => {
  const running = await revealed([labels, undefined, undefined])
  await passDeadline(world, running.batchId)
  await reverts(tally(running, rowsOf([labels, undefined, undefined])), 'QuorumNotReached', [running.batchId, 1n, 2n])
})

test('labels other than the revealed ones are refused, for a silent seat too', async () => {
  const running = await revealed([labels, labels, undefined])
  await passDeadline(world, running.batchId)
  const { batchId, panel } = running
  const right = labelBytes(labels)
  await reverts(tally(running, [labelBytes([1, 1]), right, '0x']), 'LabelsMismatch', [batchId, panel[0]])
  await reverts(tally(running, [right, '0x', '0x']), 'LabelsMismatch', [batchId, panel[1]])
  await reverts(tally(running, [right, right, right]), 'LabelsMismatch', [batchId, panel[2]])
})

test('a tally needs the whole panel in order, and a row for each', async () => {
  const running = await revealed([labels, labels, labels])
  const { batchId, panel } = running
  const [a, b, c] = panel
  assert.ok(a && b && c)
  const row = labelBytes(labels)
  const { stranger } = world
  await reverts(tally(running, [row, row], [a, b]), 'InvalidPanel', [batchId, 2n])
  await reverts(tally(running, [row, row]), 'InvalidPanel', [batchId, 2n])
  await reverts(tally(running, [row, row, row], [a, c, b]), 'InvalidPanel', [batchId, 2n])
  await reverts(tally(running, [row, row, row], [a, a, b]), 'InvalidPanel', [batchId, 1n])
  const strange = [a, b, stranger].sort((x, y) => (BigInt(x) < BigInt(y) ? -1 : 1))
  await reverts(tally(running, [row, row, row], strange), 'WrongSeat', [batchId, stranger, seatState.None])
})
