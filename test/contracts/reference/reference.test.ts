import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { abstain as abstained, referenceTally } from '../support/tally-reference.ts'
import { excludedGold, findInvalidGold, goldScoreOf, leastGold, uncountedGold } from './gold.ts'
import {
  capOfRuling,
  goldBondOf,
  heldOf,
  keeperFeeOf,
  reserveOf,
  seatReward,
  sharesOf,
  wantedByRule,
  wholeStake,
  withheldOf,
} from './pay.ts'
import { leastItems, peerScores } from './peer.ts'
import {
  defaultTiers,
  judge,
  noStanding,
  probation,
  qualityOf,
  type Rules,
  type SeatScore,
  type Standing,
  slashReason,
  tierOf,
} from './standing.ts'
import { abstain, changesByOverturn, matches, none, type Row, scale, tally } from './tally.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const holds = <T extends [unknown, ...unknown[]]>(property: fc.IPropertyWithHooks<T>) =>
  fc.assert(property, { seed, numRuns: 300 })

const classes = 5
const label = fc.oneof({ weight: 6, arbitrary: fc.nat(classes - 1) }, { weight: 1, arbitrary: fc.constant(abstain) })
const meaning = (seats: number) =>
  fc.record({
    agreement: fc.integer({ min: (seats + 1) / 2, max: seats }),
    scale: fc.constantFrom(scale.Categorical, scale.Ordinal),
    tolerance: fc.nat(2),
  })
const panel = fc.constantFrom(3, 5, 7).chain((seats) =>
  fc.nat(40).chain((items) =>
    fc.record({
      items: fc.constant(items),
      rows: fc.array(fc.option(fc.array(label, { minLength: items, maxLength: items }), { nil: undefined, freq: 5 }), {
        minLength: seats,
        maxLength: seats,
      }),
      meaning: meaning(seats),
    }),
  ),
)
const gold = (items: number) =>
  fc.uniqueArray(fc.nat(Math.max(0, items - 1)), { maxLength: items }).chain((positions) =>
    fc.record({
      positions: fc.constant(positions.sort((a, b) => a - b)),
      labels: fc.array(fc.nat(classes - 1), { minLength: positions.length, maxLength: positions.length }),
    }),
  )

const rules: Rules = { tiers: defaultTiers, goldBps: 1000, maxDisagreementBps: 4000 }
const seatScore: fc.Arbitrary<SeatScore> = fc
  .record({
    right: fc.nat(60),
    total: fc.nat(60),
    agreed: fc.nat(512),
    compared: fc.nat(512),
    peer: fc.option(fc.integer({ min: -900, max: 900 }), { nil: undefined }),
  })
  .map((score) => ({
    ...score,
    right: Math.min(score.right, score.total),
    agreed: Math.min(score.agreed, score.compared),
  }))
/** What a history of batches leaves behind. */
const standing: fc.Arbitrary<Standing> = fc
  .array(seatScore, { maxLength: 12 })
  .map((scores) => scores.reduce((before, score) => judge(before, score, rules).standing, noStanding))

// ---------------------------------------------------------------- tally

test('the tally: a permuted panel gets the same consensus and permuted scores', () => {
  holds(
    fc.property(panel, fc.nat(), ({ rows, items, meaning: says }, turn) => {
      const order = rows.map((_, index) => (index * 2 + turn) % rows.length)
      const [plain, turned] = [
        tally(rows, items, says),
        tally(
          order.map((from) => rows[from]),
          items,
          says,
        ),
      ]
      assert.deepEqual([turned.consensus, turned.votes], [plain.consensus, plain.votes])
      assert.deepEqual(
        turned.agreed,
        order.map((from) => plain.agreed[from]),
      )
      assert.deepEqual(
        turned.compared,
        order.map((from) => plain.compared[from]),
      )
    }),
  )
})

test('the tally: a consensus has its votes, agreement is counted within it, and an abstention counts nowhere', () => {
  holds(
    fc.property(panel, ({ rows, items, meaning: says }) => {
      const { consensus, votes, agreed, compared } = tally(rows, items, says)
      for (const [item, decided] of consensus.entries()) {
        const count = rows.filter((row) => matches(row?.[item] ?? abstain, decided, says)).length
        assert.equal(votes[item], decided === none ? 0 : count)
        assert.ok(decided === none || count >= says.agreement)
      }
      for (const [seat, row] of rows.entries()) {
        const answered = row?.filter((given, item) => given !== abstain && consensus[item] !== none).length ?? 0
        assert.equal(compared[seat], answered)
        assert.ok((agreed[seat] ?? 0) <= answered)
      }
      // Each vote is one agreement.
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
      assert.equal(sum(agreed), sum(votes))
    }),
  )
})

test('the tally: the categorical one equals the tally that the first market was tested with', () => {
  assert.equal(abstain, abstained)
  holds(
    fc.property(panel, ({ rows, items, meaning: says }) => {
      const categorical = { ...says, scale: scale.Categorical }
      assert.deepEqual(tally(rows, items, categorical), referenceTally(rows, items, says.agreement))
    }),
  )
})

test('the tally: an ordinal scale of tolerance 0 decides what a categorical one does where all answer', () => {
  holds(
    fc.property(panel, ({ rows, items, meaning: says }) => {
      const full = rows.map((row) => Array.from({ length: items }, (_, item) => (row?.[item] ?? 0) % classes))
      const [one, other] = [scale.Categorical, scale.Ordinal].map((of) =>
        tally(full, items, { ...says, scale: of, tolerance: 0 }),
      )
      assert.deepEqual(one, other)
    }),
  )
})

test('the tally: an ordinal consensus is the lower median, with the votes near it', () => {
  const says = { agreement: 2, scale: scale.Ordinal, tolerance: 1 }
  const verdict = (...answers: number[]) => {
    const { consensus, votes } = tally(
      answers.map((answer) => [answer]),
      1,
      says,
    )
    return [consensus[0], votes[0]]
  }
  assert.deepEqual(verdict(1, 2, 4), [2, 2])
  assert.deepEqual(verdict(0, 2, 4), [none, 0])
  assert.deepEqual(verdict(1, 2, abstain), [1, 2])
  assert.deepEqual(verdict(3, abstain, abstain), [none, 0])
})

test('the tally: an overturned label takes from those who said the old one and gives to those who said the new one', () => {
  holds(
    fc.property(panel, fc.nat(classes - 1), ({ rows, items, meaning: says }, to) => {
      if (items === 0) return
      const changes = changesByOverturn(rows, 0, to, says)
      const before = tally(rows, items, says).consensus[0] ?? none
      for (const [seat, row] of rows.entries()) {
        const given = row?.[0] ?? abstain
        assert.equal(changes[seat], Number(matches(given, to, says)) - Number(matches(given, before, says)))
      }
    }),
  )
})

// ---------------------------------------------------------------- gold

test('gold: who agrees with every consensus has every gold item right that counts', () => {
  holds(
    fc.property(
      panel.chain((one) => fc.tuple(fc.constant(one), gold(one.items))),
      ([{ rows, items, meaning: says }, opened]) => {
        const { consensus } = tally(rows, items, says)
        assert.equal(findInvalidGold(opened, items, classes), undefined)
        const excluded = excludedGold(opened, consensus, says)
        const follower = consensus.map((decided) => (decided === none ? abstain : decided))
        const { right, total } = goldScoreOf(follower, opened, excluded, says)
        assert.equal(right, total)
        for (const row of rows) {
          const score = goldScoreOf(row, opened, excluded, says)
          assert.ok(score.right <= score.total && score.total <= opened.positions.length)
        }
        assert.deepEqual(goldScoreOf(undefined, opened, excluded, says), { right: 0, total: 0 })
      },
    ),
  )
})

test('gold: A53: gold that the consensus contradicts counts for nobody', () => {
  const says = { agreement: 2, scale: scale.Categorical, tolerance: 0 }
  const rows: Row[] = [
    [0, 1, abstain],
    [0, 1, 2],
    [1, 1, 1],
  ]
  const opened = { positions: [0, 1, 2], labels: [1, 1, 2] }
  const excluded = excludedGold(opened, tally(rows, 3, says).consensus, says)
  assert.deepEqual(excluded, [true, false, false])
  assert.deepEqual(
    rows.map((row) => goldScoreOf(row, opened, excluded, says)),
    [
      { right: 1, total: 1 },
      { right: 2, total: 2 },
      { right: 1, total: 2 },
    ],
  )
})

test('gold: where more than the share of it is contradicted, none counts', () => {
  assert.deepEqual(uncountedGold([true, false, false, false], 2500), [true, false, false, false])
  assert.deepEqual(uncountedGold([true, true, false, false], 2500), [true, true, true, true])
  assert.deepEqual(uncountedGold([true, true, true], 10_000), [true, true, true])
  assert.deepEqual(uncountedGold([true, true, false], 10_000), [true, true, false])
  assert.deepEqual(uncountedGold([], 2500), [])
})

test('gold: the first entry that does not ascend, lies beyond the batch, or is no class', () => {
  const invalid = (positions: number[], labels: number[]) => findInvalidGold({ positions, labels }, 10, 3)
  assert.equal(invalid([0, 3, 9], [0, 2, 1]), undefined)
  assert.equal(invalid([0, 3, 3], [0, 2, 1]), 2)
  assert.equal(invalid([0, 10], [0, 1]), 1)
  assert.equal(invalid([4], [3]), 0)
  assert.equal(invalid([4], [abstain]), 0)
  assert.deepEqual(
    [0, 1, 10, 11, 512].map((items) => leastGold(items, 1000)),
    [0, 1, 1, 2, 52],
  )
})

// ---------------------------------------------------------------- peer score

test('the peer score: bounded, zero for a constant answer, the same in any order', () => {
  holds(
    fc.property(panel, ({ rows, items }) => {
      const scores = peerScores(rows, items)
      assert.deepEqual(peerScores([...rows].reverse(), items), [...scores].reverse())
      const bound = (items - Math.floor(items / 2)) * (rows.length - 1)
      for (const score of scores) assert.ok(score === undefined || Math.abs(score) <= bound)
      const constant = peerScores(
        rows.map(() => Array(items).fill(1)),
        items,
      )
      assert.ok(constant.every((score) => score === (items < leastItems ? undefined : 0)))
    }),
  )
})

test('the peer score: 16 items and two rows, no fewer', () => {
  const row = (items: number) => Array.from({ length: items }, (_, item) => Number(item >= items / 2))
  assert.deepEqual(peerScores([row(15), row(15)], 15), [undefined, undefined])
  assert.deepEqual(peerScores([row(16), undefined, undefined], 16), [undefined, undefined, undefined])
  // Eight items say the same, and no item says what the other says half a batch on.
  assert.deepEqual(peerScores([row(16), row(16), undefined], 16), [8, 8, undefined])
})

// ---------------------------------------------------------------- standing

test('the standing: every field stays within its storage, and right answers within all', () => {
  holds(
    fc.property(standing, (now) => {
      assert.ok(now.goldAnswers < 2 ** 16 && now.batches < 2 ** 16 && now.peerLow < 2 ** 8)
      assert.ok(now.goldSuspicion >= 0 && now.goldSuspicion < 2 ** 32)
      assert.ok(now.goldRightWeight <= now.goldWeight && now.goldWeight <= 2 ** 17)
      assert.ok(now.disagreedWeight <= now.comparedWeight && now.comparedWeight <= 2 ** 18)
      assert.ok(now.tier === probation || now.tier <= 4)
    }),
  )
})

test('the standing: one more right gold answer never lowers quality, tier or pay, nor raises suspicion', () => {
  holds(
    fc.property(standing, seatScore, (before, score) => {
      if (score.right === score.total) return
      const [less, more] = [score, { ...score, right: score.right + 1 }].map((one) => judge(before, one, rules))
      assert.ok(less && more && more.qualityBps >= less.qualityBps)
      assert.ok(more.standing.tier >= less.standing.tier && more.multiplierBps >= less.multiplierBps)
      assert.ok(more.flag !== slashReason.GoldFail || less.flag === slashReason.GoldFail)
    }),
  )
})

test('the standing: quality is at most the accuracy, within 1 bps of Wilson in floating point, and rises with evidence', () => {
  holds(
    fc.property(fc.integer({ min: 1, max: 512 }), fc.nat(512), (total, wish) => {
      const right = Math.min(wish, total)
      const of = (times: number) => ({
        ...noStanding,
        goldWeight: 256 * total * times,
        goldRightWeight: 256 * right * times,
      })
      const z = Math.sqrt(693 / 256)
      const share = right / total
      const margin = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2))
      const wilson = (share + z ** 2 / (2 * total) - margin) / (1 + z ** 2 / total)
      assert.ok(Math.abs(qualityOf(of(1)) - 10_000 * wilson) < 2)
      assert.ok(qualityOf(of(1)) <= (10_000 * right) / total)
      assert.ok(qualityOf(of(2)) >= qualityOf(of(1)) - 1)
    }),
  )
})

test('the standing: probation before 30 gold answers, then the tier of the quality', () => {
  const all = (right: number, total: number): SeatScore => ({ right, total, agreed: 0, compared: 0, peer: undefined })
  const first = judge(noStanding, all(29, 29), rules)
  assert.deepEqual([first.standing.tier, first.multiplierBps], [probation, 8000])
  const second = judge(first.standing, all(1, 1), rules)
  assert.deepEqual([second.qualityBps, second.standing.tier, second.multiplierBps], [9169, 3, 10_000])
  const noGold = judge(noStanding, all(0, 0), { ...rules, goldBps: 0 })
  assert.deepEqual([noGold.qualityBps, noGold.standing.tier, noGold.multiplierBps], [0, probation, 10_000])
  assert.deepEqual(
    [5999, 6000, 8000, 9000, 9699, 9700].map((quality) => tierOf(second.standing, quality, rules)),
    [0, 1, 2, 3, 3, 4],
  )
})

test('the standing: three batches in a row without a positive peer score cost 1,000 bps, one positive ends it', () => {
  const peer = (score: number | undefined): SeatScore => ({ right: 40, total: 40, agreed: 0, compared: 0, peer: score })
  let now = judge(noStanding, peer(0), rules)
  const clean = now.qualityBps
  now = judge(judge(now.standing, peer(-3), rules).standing, peer(undefined), rules)
  assert.equal(now.standing.peerLow, 2)
  assert.ok(now.qualityBps > clean)
  const low = judge(now.standing, peer(0), rules)
  const high = judge(now.standing, peer(1), rules)
  assert.deepEqual([low.standing.peerLow, high.standing.peerLow, high.qualityBps - low.qualityBps], [3, 0, 1000])
})

test('the standing: GoldFail from 30 answers and a suspicion of 6,908 on, after which the suspicion begins anew', () => {
  const wrong = (total: number): SeatScore => ({ right: 0, total, agreed: 0, compared: 0, peer: undefined })
  const early = judge(noStanding, wrong(29), rules)
  assert.deepEqual([early.flag, early.standing.goldSuspicion], [slashReason.None, 20_097])
  const due = judge(early.standing, wrong(1), rules)
  assert.deepEqual([due.flag, due.standing.goldSuspicion], [slashReason.GoldFail, 0])
  assert.equal(judge(due.standing, wrong(9), rules).flag, slashReason.None)
  assert.equal(judge(due.standing, wrong(10), rules).flag, slashReason.GoldFail)
})

test('the standing: ConsensusFail above the published rate, from five batches and 100 compared items on', () => {
  const batch = (agreed: number): SeatScore => ({ right: 0, total: 0, agreed, compared: 25, peer: undefined })
  const after = (agreed: number, batches: number, published = 4000) => {
    const says = { ...rules, maxDisagreementBps: published }
    let now = judge(noStanding, batch(agreed), says)
    for (let done = 1; done < batches; done++) now = judge(now.standing, batch(agreed), says)
    return now
  }
  assert.equal(after(14, 4).flag, slashReason.None)
  assert.equal(after(14, 5).flag, slashReason.ConsensusFail)
  assert.deepEqual([after(14, 5).standing.comparedWeight, after(14, 5).standing.disagreedWeight], [0, 0])
  assert.equal(after(16, 5).flag, slashReason.None)
  assert.equal(after(0, 9, 0).flag, slashReason.None)
})

// ---------------------------------------------------------------- money

const prices = fc.record({
  rewardPerLabel: fc.bigInt(1n, 2n ** 96n - 1n),
  stakePerSeat: fc.bigInt(0n, 2n ** 96n - 1n),
  goldBps: fc.constantFrom(0, 1000),
  goldBond: fc.nat(65_535),
  keeperFee: fc.nat(100),
})
const size = fc.record({
  items: fc.integer({ min: 1, max: 512 }),
  seats: fc.constantFrom(3, 5, 7),
  senior: fc.boolean(),
})
const balances = fc.record({
  available: fc.bigInt(0n, 2n ** 100n),
  locked: fc.bigInt(0n, 2n ** 100n),
  unbonding: fc.bigInt(0n, 2n ** 100n),
})

test('A13: the reserve covers every panel at the highest pay, the bond and two keeper fees, and fits 128 bits', () => {
  holds(
    fc.property(prices, size, fc.array(fc.tuple(fc.nat(512), fc.nat(10_000)), { maxLength: 7 }), (of, batch, seats) => {
      const reward = of.rewardPerLabel << (batch.senior ? 1n : 0n)
      const paid = seats
        .slice(0, batch.seats)
        .reduce((sum, [agreed, multiplier]) => sum + seatReward(reward, Math.min(agreed, batch.items), multiplier), 0n)
      assert.ok(paid + goldBondOf(of, batch) + 2n * keeperFeeOf(of, batch) <= reserveOf(of, batch))
      assert.ok(reserveOf(of, batch) < 2n ** 128n)
    }),
  )
})

test('A58: no slash takes more than its cap, nor more than can be held', () => {
  const reason = fc.integer({ min: slashReason.NoReveal, max: slashReason.Collusion })
  holds(
    fc.property(reason, balances, fc.bigInt(0n, 2n ** 97n), fc.nat(10_000), (why, stake, seat, noReveal) => {
      const byRule = why < slashReason.DisputeLost
      const wanted = byRule ? wantedByRule(why, stake, seat, noReveal) : capOfRuling(why, stake)
      const held = heldOf(wanted, stake)
      assert.ok(held <= wanted && held <= stake.available + stake.unbonding)
      const { requester, reporter, insurance } = sharesOf(held)
      assert.equal(requester + reporter + insurance, held)
      assert.ok(requester * 2n <= held && reporter * 4n <= held && insurance >= reporter)
    }),
  )
})

test('invariant 9: a missing reveal costs at least as much stake as the gold that it hides could', () => {
  holds(
    fc.property(balances, fc.bigInt(0n, 2n ** 97n), fc.nat(10_000), (stake, seat, noReveal) => {
      const missing = wantedByRule(slashReason.NoReveal, stake, seat, noReveal)
      assert.ok(missing >= wantedByRule(slashReason.GoldFail, stake, seat, noReveal))
      assert.ok(missing <= wholeStake(stake) / 20n || missing <= seat)
    }),
  )
})

test('a flag withholds a quarter of the reward, another one nothing', () => {
  assert.deepEqual(
    Object.values(slashReason).map((flag) => withheldOf(1003n, flag)),
    [0n, 0n, 250n, 250n, 0n, 0n, 0n],
  )
})
