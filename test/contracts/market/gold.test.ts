import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Hex } from 'viem'
import { excludedGold, goldScoreOf, mostContradictedBps, uncountedGold } from '../reference/gold.ts'
import { peerScores } from '../reference/peer.ts'
import { judge, noStanding, type Standing } from '../reference/standing.ts'
import { tally as referenceTally } from '../reference/tally.ts'
import { argsOf, eventsOf } from '../support/events.ts'
import { seededRandom } from '../support/random.ts'
import { relayAndTally, relayCommits } from '../support/relay.ts'
import { reverts } from '../support/reverts.ts'
import {
  type Answers,
  assignBatch,
  type BatchPlan,
  batchIdOf,
  commitAll,
  createBatch,
  createProject,
  defaultTiers,
  type GoldPlan,
  goldHashOf,
  hash,
  labelBytes,
  noGold,
  type Params,
  positionBytes,
  type Running,
  revealAll,
  rowsOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchFlag, batchState } from '../support/states.ts'
import { createWorld, type World } from '../support/world.ts'

const terms = { goldBps: 2000, goldBond: 10, keeperFee: 2, goldWindow: 1200 }
const plan = { items: 5, seats: 3, agreement: 2, gold: { positions: [1, 4], labels: [2, 3] } }
const answers = [
  [0, 2, 1, 1, 3],
  [0, 2, 1, 0xfe, 3],
  [0, 0, 1, 1, 0xfe],
]

let world: World
let projectId: Hex

beforeEach(async () => {
  world = await createWorld()
  projectId = await createProject(world, { ...terms, funds: 10n ** 6n })
})

const tally = (running: Running, opening = running.opening ?? noGold, rows = rowsOf(answers)) =>
  world.market.write.tally([running.batchId, [...running.panel], rows, opening])

async function revealed(change: Partial<BatchPlan> = {}, said: Answers = answers): Promise<Running> {
  const running = await assignBatch(world, projectId, { ...plan, ...change })
  await commitAll(world, running, said)
  await revealAll(world, running, said)
  return running
}

describe('LabelMarket.tally with gold', () => {
  it("it should bind the gold in the batch's id and store nothing else of it", async () => {
    const { market } = world
    const batchId = await createBatch(world, projectId, plan)
    assert.equal(batchId, await batchIdOf(world, projectId, plan))
    assert.notEqual(
      batchId,
      await batchIdOf(world, projectId, { ...plan, gold: { positions: [1, 4], labels: [2, 2] } }),
    )
    const { goldHash } = (await argsOf(world, await lastTransaction(), 'BatchCreated'))[0] ?? {}
    assert.equal(goldHash, await goldHashOf(world, projectId, plan))
    assert.equal(await market.read.projectIdOfBatch([batchId]), projectId)
    assert.equal((await market.read.GOLD_TYPEHASH()).length, 66)
  })

  it('it should score each seat by the gold it answered and emit the opening', async () => {
    const running = await revealed()
    const transaction = await tally(running)
    assert.deepEqual(await argsOf(world, transaction, 'GoldOpened'), [
      { batchId: running.batchId, positions: '0x00010004', labels: '0x0203', excluded: '0x0000' },
    ])
    const scored = await argsOf(world, transaction, 'AnnotatorScored')
    assert.deepEqual(
      scored.map(({ goldRight, goldTotal, tier, multiplierBps }) => [goldRight, goldTotal, tier, multiplierBps]),
      [
        [2n, 2n, 255n, 8000n],
        [2n, 2n, 255n, 8000n],
        [0n, 1n, 255n, 8000n],
      ],
    )
  })

  it('it should take the gold from a relay that brings the whole panel', async () => {
    const running = await assignBatch(world, projectId, plan)
    await relayCommits(world, running, answers)
    const transaction = await relayAndTally(world, running, answers)
    assert.equal((await argsOf(world, transaction, 'GoldOpened')).length, 1)
  })

  it("it should refuse other positions, labels, salt, manifest or another batch's gold", async () => {
    const running = await revealed()
    const opening = running.opening ?? noGold
    for (const change of [
      { positions: positionBytes([1, 3]) },
      { labels: labelBytes([2, 2]) },
      { salt: hash('other') },
      { manifestHash: hash('other') },
      noGold,
    ]) {
      await reverts(tally(running, { ...opening, ...change }), 'GoldMismatch', [running.batchId])
    }
    const other = await revealed({ manifest: 'another', gold: { ...plan.gold, salt: hash('other salt') } })
    await reverts(tally(running, other.opening), 'GoldMismatch', [running.batchId])
  })

  it('it should refuse gold that does not ascend, lies beyond the batch or is no class', async () => {
    const bad: readonly (readonly [GoldPlan, bigint])[] = [
      [{ positions: [4, 1], labels: [0, 0] }, 1n],
      [{ positions: [1, 1], labels: [0, 0] }, 1n],
      [{ positions: [1, 5], labels: [0, 0] }, 1n],
      [{ positions: [0, 1], labels: [4, 0] }, 0n],
      [{ positions: [0, 1], labels: [0] }, 1n],
    ]
    for (const [index, [gold, position]] of bad.entries()) {
      const running = await revealed({ gold, manifest: `bad ${index}` })
      await reverts(tally(running), 'InvalidGold', [running.batchId, position])
    }
  })

  it("it should refuse less gold than the project's share", async () => {
    const six = answers.map((row) => [...row, 0])
    const running = await revealed({ items: 6, gold: { positions: [1], labels: [2] } }, six)
    await reverts(tally(running, running.opening, rowsOf(six)), 'TooLittleGold', [running.batchId, 1n, 2n])
  })

  it('A53: it should exclude contradicted gold and leave annotators unharmed', async () => {
    const running = await revealed({ gold: { positions: [0, 1, 3, 4], labels: [3, 2, 1, 3] } })
    const transaction = await tally(running)
    const [opened] = await argsOf(world, transaction, 'GoldOpened')
    assert.equal(opened?.excluded, '0x01000000')
    const scored = await argsOf(world, transaction, 'AnnotatorScored')
    assert.deepEqual(
      scored.map(({ goldRight, goldTotal }) => [goldRight, goldTotal]),
      [
        [3n, 3n],
        [2n, 2n],
        [1n, 2n],
      ],
    )
  })

  it('A41: it should count none of the gold where more than a quarter is contradicted', async () => {
    const running = await revealed({ gold: { positions: [0, 1, 3], labels: [3, 2, 1] } })
    const transaction = await tally(running)
    const [opened] = await argsOf(world, transaction, 'GoldOpened')
    assert.equal(opened?.excluded, '0x010101')
    const scored = await argsOf(world, transaction, 'AnnotatorScored')
    for (const { goldRight, goldTotal } of scored) assert.deepEqual([goldRight, goldTotal], [0n, 0n])
  })

  it('it should refuse a batch without gold, and gold in a project without', async () => {
    const { gold: _, ...bare } = plan
    await reverts(createBatch(world, projectId, bare), 'NotByRule', [projectId])
    const without = await createProject(world, { salt: 'without' })
    await reverts(createBatch(world, without, plan), 'NotByRule', [without])
  })

  it('it should refuse an opening', async () => {
    projectId = await createProject(world, { salt: 'without', funds: 1000n })
    const { gold: _, ...bare } = plan
    const running = await assignBatch(world, projectId, bare)
    await commitAll(world, running, answers)
    await revealAll(world, running, answers)
    for (const change of [{ positions: '0x0001' as Hex }, { labels: '0x01' as Hex }]) {
      await reverts(tally(running, { ...noGold, ...change }), 'GoldMismatch', [running.batchId])
    }
    await tally(running, { ...noGold, salt: hash('ignored') })
  })

  it('it should equal the reference on consensus, gold, peer scores, standings and pay', async () => {
    const random = seededRandom(Number(process.env.TEST_SEED ?? 31))
    for (const scale of [0, 1]) {
      const rules = { tiers: { ...defaultTiers, probationAnswers: 20 }, goldBps: 1000, maxDisagreementBps: 3000 }
      const tolerance = scale === 1 ? 1 : 0
      const settings: Partial<Params> = { ...rules, scale, tolerance, classes: 6 }
      projectId = await createProject(world, { salt: `random ${scale}`, funds: 10n ** 9n, ...settings })
      const standings = new Map<string, Standing>()
      for (let round = 0; round < 14; round++) {
        const seats = random.pick([3, 5, 7])
        const items = random.pick([12, 15, 16, 17, 40, 64, 65, 129, 512])
        const agreement = (seats + 1) / 2
        const truth = Array.from({ length: items }, () => random.below(6))
        // The higher the seat the less diligent: some guess, some always say the same.
        const said = Array.from({ length: seats }, (_, seat) =>
          truth.map((label) => {
            if (random.chance(0.05)) return 0xfe
            if (seat === 1 && round % 2 === 0) return 3
            return random.chance(1 - 0.13 * seat) ? label : random.below(6)
          }),
        )
        const step = random.pick([2, 3, 7])
        const positions = truth.flatMap((_, item) => (item % step === 1 ? [item] : []))
        const gold = {
          positions,
          labels: positions.map((item) => (random.chance(0.9) ? (truth[item] ?? 0) : random.below(6))),
        }
        const running = await assignBatch(world, projectId, {
          items,
          seats,
          agreement,
          gold,
          manifest: `round ${round}`,
        })
        const transaction = await tallyAll(world, running, said)

        const meaning = { scale: scale as 0 | 1, tolerance, agreement }
        const result = referenceTally(said, items, meaning)
        const excluded = uncountedGold(excludedGold(gold, result.consensus, meaning), mostContradictedBps)
        const peers = peerScores(said, items)
        const [tallied] = await argsOf(world, transaction, 'BatchTallied')
        assert.deepEqual([tallied?.consensus, tallied?.votes], [labelBytes(result.consensus), labelBytes(result.votes)])
        const [opened] = await argsOf(world, transaction, 'GoldOpened')
        assert.equal(opened?.excluded, labelBytes(excluded.map(Number)))
        const scored = await argsOf(world, transaction, 'AnnotatorScored')
        for (const [seat, annotator] of running.panel.entries()) {
          const { right, total } = goldScoreOf(said[seat], gold, excluded, meaning)
          const [agreed, compared] = [result.agreed[seat] ?? -1, result.compared[seat] ?? -1]
          const before = standings.get(annotator) ?? noStanding
          const judged = judge(before, { right, total, agreed, compared, peer: peers[seat] }, rules)
          standings.set(annotator, judged.standing)
          assert.deepEqual(scored[seat], {
            batchId: running.batchId,
            annotator,
            agreed: BigInt(agreed),
            compared: BigInt(compared),
            goldRight: BigInt(right),
            goldTotal: BigInt(total),
            peerScore: BigInt(peers[seat] ?? 0),
            qualityBps: BigInt(judged.qualityBps),
            tier: BigInt(judged.standing.tier),
            multiplierBps: BigInt(judged.multiplierBps),
          })
          assert.deepEqual(await world.market.read.standingOf([projectId, annotator]), judged.standing)
          const {
            agreed: paidItems,
            multiplierBps,
            flagged,
            tier,
          } = await world.market.read.seatOf([running.batchId, annotator])
          assert.deepEqual(
            { paidItems, multiplierBps, flagged, tier },
            {
              paidItems: agreed,
              multiplierBps: judged.multiplierBps,
              flagged: judged.flag,
              tier: judged.standing.tier,
            },
          )
          assert.equal(await world.market.read.tierOf([running.batchId, annotator]), judged.standing.tier)
        }
        await world.market.write.settle([running.batchId, [...running.panel]])
        for (const [seat, annotator] of running.panel.entries()) {
          const { multiplierBps } = await world.market.read.seatOf([running.batchId, annotator])
          const reward = (BigInt(result.agreed[seat] ?? 0) * 7n * BigInt(multiplierBps)) / 10_000n
          assert.equal(await world.market.read.rewardOf([running.batchId, annotator]), reward)
        }
      }
    }
  })
})

describe('LabelMarket.tallyForfeited', () => {
  const forfeit = (running: Running, said: Answers = answers) =>
    world.market.write.tallyForfeited([running.batchId, [...running.panel], rowsOf(said)], { account: world.stranger })

  it('it should wait for the end of the gold window', async () => {
    const running = await revealed()
    const deadline = BigInt((await world.market.read.batchOf([running.batchId])).deadline) + 1200n
    for (const second of [deadline - 1n, deadline]) {
      await world.nextBlockAt(second)
      await reverts(forfeit(running), 'DeadlineNotPassed', [running.batchId, deadline])
    }
    await world.nextBlockAt(deadline + 1n)
    await forfeit(running)
    const { flags, state } = await world.market.read.batchOf([running.batchId])
    assert.deepEqual([flags, state], [batchFlag.GoldForfeited, batchState.Tallied])
    await reverts(forfeit(running), 'WrongState', [running.batchId, batchState.Tallied])
  })

  it('A13: it should share the bond among those who revealed and give the dust back', async () => {
    const { market } = world
    const bonded = { ...terms, goldBond: 11 }
    projectId = await createProject(world, { salt: 'bond', ...bonded, funds: 1000n })
    const running = await revealed()
    await world.passTo((await world.now()) + 10_000n)
    const transaction = await forfeit(running)
    assert.deepEqual(await argsOf(world, transaction, 'GoldForfeited'), [{ batchId: running.batchId, bond: 77n }])
    assert.deepEqual(await argsOf(world, transaction, 'GoldOpened'), [])
    const settled = await market.write.settle([running.batchId, [...running.panel]])
    // 4, 3 and 3 items agreed at 8,000 bps of 7; 77 / 3 each of the bond.
    const accrued = await argsOf(world, settled, 'RewardAccrued')
    const base = [5, 4, 3].map((agreed) => (BigInt(agreed) * 7n * 8000n) / 10_000n)
    assert.deepEqual(
      accrued.map(({ amount }) => amount),
      base.map((reward) => reward + 25n),
    )
    const [ended] = await argsOf(world, settled, 'BatchSettled')
    const paid = base.reduce((sum, reward) => sum + reward + 25n, 0n)
    // The reserve: 15 labels, the bond of 11, two fees of 2, one of which the keeper had.
    assert.deepEqual([ended?.paid, ended?.refunded], [paid, 7n * (15n + 11n + 2n) - paid])
    const [first] = running.panel
    assert.ok(first)
    assert.equal(await market.read.rewardOf([running.batchId, first]), base[0])
  })

  it('it should pay the keeper who tallied', async () => {
    const { market, stranger, dollar } = world
    const running = await revealed()
    await world.passTo((await world.now()) + 10_000n)
    const transaction = await forfeit(running)
    const events = await eventsOf(world, transaction)
    assert.deepEqual(events.at(-1), {
      name: 'KeeperPaid',
      args: {
        batchId: running.batchId,
        keeper: stranger,
        amount: 14n,
        projectReserved: 7n * (15n + 10n + 4n) - 14n,
        claimable: 14n,
      },
    })
    assert.equal(await market.read.claimableOf([stranger, dollar.address]), 14n)
  })

  it('it should refuse to forfeit what was never promised', async () => {
    const without = await createProject(world, { salt: 'without', funds: 1000n })
    const { gold: _, ...bare } = plan
    const running = await assignBatch(world, without, bare)
    await commitAll(world, running, answers)
    await revealAll(world, running, answers)
    await world.passTo((await world.now()) + 10_000n)
    await reverts(forfeit(running), 'NotByRule', [without])
  })
})

async function lastTransaction(): Promise<Hex> {
  const { transactions } = await world.client.getBlock()
  const [hashOfLast] = transactions
  assert.ok(hashOfLast)
  return hashOfLast
}
