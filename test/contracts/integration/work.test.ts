import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { argsOf } from '../support/events.ts'
import { seededRandom } from '../support/random.ts'
import { reverts } from '../support/reverts.ts'
import {
  commitAll,
  createBatch,
  createProject,
  defaultTiers,
  hash,
  noGold,
  type Params,
  positionBytes,
  type Running,
  revealAll,
  rowsOf,
  tallyAll,
} from '../support/scenario.ts'
import { batchFlag, batchState } from '../support/states.ts'
import { requireSound } from './support/checks.ts'
import {
  dollarsOf,
  drawPanel,
  emitted,
  fulfil,
  funds,
  invite,
  openProject,
  reward,
  settle,
  slashReason,
  stakeOf,
  terms,
} from './support/steps.ts'
import { annotatorStake, ascending, day, freshProtocol, type Protocol, panelSlot, whole } from './support/world.ts'

const random = seededRandom(Number(process.env.TEST_SEED ?? 1))
const items = 64
const truth = Array.from({ length: items }, () => random.below(4))
/** Every other item is gold. */
const positions = truth.flatMap((_, item) => (item % 2 === 0 ? [item] : []))
const gold = { positions, labels: positions.map((item) => truth[item] ?? 0) }
/** Right but for the gold. */
const careless = truth.map((label, item) => (item % 2 === 0 ? (label + 1) % 4 : label))
const wholeStake = annotatorStake + 2n * panelSlot.stakePerSlot

/** Quick to earn: tier 4 is everybody's who has half of the gold right. */
const easy: Partial<Params> = {
  goldBps: 1000,
  tiers: { ...defaultTiers, from: [1000, 2000, 3000, 4000], probationAnswers: 10 },
}

let protocol: Protocol

beforeEach(async () => {
  protocol = await freshProtocol()
})

afterEach(() => requireSound(protocol))

/** A settled batch of 64 items, half of them gold, which all of them have right. */
async function rightWork(projectId: Hex, those: readonly Address[], manifest = 'manifest'): Promise<Running> {
  const plan = { items, seats: those.length, agreement: (those.length + 1) / 2, manifest, gold }
  const running = await invite(protocol, projectId, plan, those)
  await tallyAll(
    protocol,
    running,
    those.map(() => truth),
  )
  await settle(protocol, running)
  return running
}

const claimable = (account: Address) => protocol.market.read.claimableOf([account, protocol.dollar.address])

describe('failed gold', () => {
  it('withholds a quarter of the pay, and half, a quarter and a quarter of all go where they should, to the unit', async () => {
    const { market, slasher, vault, incentives, dollar, requester, stranger } = protocol
    const projectId = await openProject(protocol, { ...easy, tiers: { ...defaultTiers, probationAnswers: 100 } })
    const running = await invite(
      protocol,
      projectId,
      { items, seats: 3, agreement: 2, gold },
      protocol.annotators.slice(0, 3),
    )
    const { batchId, panel } = running
    const failing = panel[1]
    assert.ok(failing)
    const tally = await tallyAll(protocol, running, [truth, careless, truth])
    assert.deepEqual(
      (await argsOf(protocol, tally, 'AnnotatorFlagged')).map(({ annotator, reason }) => [annotator, reason]),
      [[failing, slashReason.GoldFail]],
    )
    await settle(protocol, running)
    const earned = (BigInt(items / 2) * reward * 8000n) / 10_000n
    const withheld = earned / 4n
    assert.equal(await dollarsOf(protocol, failing), earned - withheld)
    assert.equal(await claimable(slasher.address), withheld)

    const id = await slasher.read.slashIdOf([batchId, failing, slashReason.GoldFail])
    const { deadline, reporter } = await slasher.read.slashOf([id])
    assert.equal(reporter, stranger)
    await protocol.passTo(BigInt(deadline) + 1n)
    const executed = await slasher.write.execute([id])
    const taken = wholeStake / 20n
    const parts = (amount: bigint) => [amount / 2n, amount / 4n, amount - amount / 2n - amount / 4n]
    const slashed = await emitted(protocol, executed, slasher, 'Slashed')
    assert.deepEqual(
      [slashed.pendingToRequester, slashed.pendingToReporter, slashed.pendingToInsurance],
      parts(withheld),
    )
    assert.deepEqual([slashed.stakeToRequester, slashed.stakeToReporter, slashed.stakeToInsurance], parts(taken))
    assert.equal(await claimable(slasher.address), 0n)
    const receivers = [requester, stranger, incentives.address]
    assert.deepEqual(await Promise.all(receivers.map(claimable)), parts(withheld))
    assert.deepEqual(await Promise.all(receivers.map((each) => stakeOf(protocol, each))), parts(taken))

    // Each part becomes money.
    for (const account of [requester, stranger]) {
      await market.write.claim([dollar.address, account], { account })
      await vault.write.unbond([await stakeOf(protocol, account)], { account })
    }
    await incentives.write.collectPay([dollar.address], { account: stranger })
    await incentives.write.collectStake({ account: stranger })
    await protocol.pass(BigInt(await vault.read.unbondingPeriod()) + 1n)
    await incentives.write.collectStake({ account: stranger })
    for (const account of [requester, stranger]) await vault.write.withdraw([account], { account })
    assert.equal(await incentives.read.insuranceOf([dollar.address]), parts(withheld)[2])
    assert.equal(await incentives.read.insuranceOf([protocol.label.address]), parts(taken)[2])
    // The insurance is for victims: the timelock's to give.
    await protocol.govern(incentives, 'payInsurance', [dollar.address, requester, 1000n, hash('justification')])
    assert.equal(await incentives.read.insuranceOf([dollar.address]), (parts(withheld)[2] ?? 0n) - 1000n)
  })

  it('A45: takes its share from stake that its owner unbonded as soon as it saw the gold', async () => {
    const { vault, slasher } = protocol
    const projectId = await openProject(protocol, { ...easy, tiers: { ...defaultTiers, probationAnswers: 100 } })
    const running = await invite(
      protocol,
      projectId,
      { items, seats: 3, agreement: 2, gold },
      protocol.annotators.slice(0, 3),
    )
    const failing = running.panel[0]
    assert.ok(failing)
    await tallyAll(protocol, running, [careless, truth, truth])
    const { available } = await vault.read.stakeOf([failing])
    await vault.write.unbond([available], { account: failing })
    await settle(protocol, running)
    const id = await slasher.read.slashIdOf([running.batchId, failing, slashReason.GoldFail])
    assert.equal((await slasher.read.slashOf([id])).fromStake, wholeStake / 20n)
  })

  it('A53: of a requester that lies about the gold harms nobody', async () => {
    const projectId = await openProject(protocol, { ...easy, tiers: { ...defaultTiers, probationAnswers: 100 } })
    const lies = { positions, labels: gold.labels.map((label) => (label + 1) % 4) }
    const running = await invite(
      protocol,
      projectId,
      { items, seats: 3, agreement: 2, gold: lies },
      protocol.annotators.slice(0, 3),
    )
    const tally = await tallyAll(protocol, running, [truth, truth, truth])
    assert.deepEqual(await argsOf(protocol, tally, 'AnnotatorFlagged'), [])
    await settle(protocol, running)
    const full = (BigInt(items) * reward * 8000n) / 10_000n
    for (const annotator of running.panel) {
      assert.equal(await dollarsOf(protocol, annotator), full)
      assert.equal(await stakeOf(protocol, annotator), wholeStake)
    }
  })
})

describe('a second round', () => {
  it('A42: over items without consensus is drawn from senior annotators, at twice the reward, and is the last', async () => {
    const { market, pool, panelPool, requester, annotators } = protocol
    const projectId = await openProject(protocol, { ...easy, escalation: 2, disputeWindow: 0 })
    const seniors = annotators.slice(2, 7)
    await rightWork(projectId, seniors, 'first')
    // Two of three, each time: the last two items find none.
    const split = [0, 1, 2].map((row) => [...truth.slice(0, items - 2), row, (row + 1) % 4])
    const parent = await invite(
      protocol,
      projectId,
      {
        items,
        seats: 3,
        agreement: 2,
        manifest: 'second',
        gold: { positions: positions.slice(0, 20), labels: gold.labels.slice(0, 20) },
      },
      seniors.slice(0, 3),
    )
    await tallyAll(protocol, parent, split)
    await settle(protocol, parent)

    const unsettled = positionBytes([items - 2, items - 1])
    await market.write.createRound([parent.batchId, hash('round'), unsettled], { account: requester })
    const round = await market.read.roundOf([parent.batchId])
    assert.equal((await market.read.batchOf([round])).flags, batchFlag.Senior)
    for (const annotator of annotators) {
      assert.equal(await market.read.canSit([round, annotator]), seniors.includes(annotator))
    }
    await pool.write.requestPanel([round, panelPool], { account: requester })
    const ended = await fulfil(protocol, await pool.read.panelDrawOf([round]))
    const [assigned] = await argsOf(protocol, ended, 'Assigned')
    assert.deepEqual(assigned?.annotators, ascending(seniors))
    const before = await Promise.all(seniors.map((each) => dollarsOf(protocol, each)))
    const running = { batchId: round, panel: ascending(seniors) }
    await tallyAll(
      protocol,
      running,
      seniors.map(() => [3, 3]),
    )
    await settle(protocol, running)
    const after = await Promise.all(seniors.map((each) => dollarsOf(protocol, each)))
    assert.deepEqual(
      after.map((amount, seat) => amount - (before[seat] ?? 0n)),
      // Without gold in the round: what the standing pays.
      seniors.map(() => 2n * 2n * reward),
    )
    const again = market.write.createRound([round, hash('again'), positionBytes([0])], { account: requester })
    await reverts(again, 'NotByRule', [projectId])
  })
})

describe('the registry', () => {
  it('A55: seats only who holds the skill, which only work for a project that its issuer recognised earns', async () => {
    const { market, registry, requester, skillIssuer, stranger, annotators } = protocol
    await registry.write.createSkill(['radiology'], { account: skillIssuer })
    const skill = await registry.read.skillIdOf([skillIssuer, hash('radiology')])
    const school = await openProject(protocol, { ...easy, salt: 'school' })
    const own = await openProject(protocol, { ...easy, salt: 'own' })
    const hospital = await openProject(protocol, { salt: 'hospital', eligibility: registry.address })
    const batchId = await createBatch(protocol, hospital, { items: 2, seats: 3, agreement: 2 })
    const [first, second, third, fourth] = annotators as [Address, Address, Address, Address]
    assert.equal(await market.read.canSit([batchId, first]), false)
    await registry.write.setRequirement([hospital, skill, 3n], { account: requester })
    await reverts(market.write.assign([batchId, [first, second, third]], { account: requester }), 'NotEligible', [
      batchId,
      first,
    ])

    await registry.write.recognise([skill, school, 1], { account: skillIssuer })
    await rightWork(school, [first, second, third])
    await rightWork(own, [second, third, fourth])
    for (const each of [first, second]) await registry.write.certify([skill, school, each], { account: stranger })
    await reverts(registry.write.certify([skill, own, fourth]), 'NotRecognised', [skill, own])
    await registry.write.grant([skill, third, 3n, 2n ** 40n - 1n], { account: skillIssuer })
    assert.deepEqual(
      await Promise.all([first, second, third, fourth].map((each) => registry.read.levelOf([skill, each]))),
      [4n, 4n, 3n, 0n],
    )
    await market.write.assign([batchId, [first, second, third]], { account: requester })
    const running = { batchId, panel: [first, second, third] }
    await tallyAll(protocol, running, [
      [1, 2],
      [1, 2],
      [1, 3],
    ])
    await settle(protocol, running)
  })
})

describe('the incentives', () => {
  it('pay a bonus for tier 4, which the desk turns into a stablecoin', async () => {
    const { incentives, desk, label, stable, stranger, annotators } = protocol
    const projectId = await openProject(protocol, easy)
    // A dollar of six decimals earns bonuses of a whole token.
    const rate = 10n ** 12n * whole
    await protocol.govern(incentives, 'admit', [projectId, rate, 1_000_000n * whole])
    const before = await incentives.read.allocation()
    const { batchId, panel } = await rightWork(projectId, annotators.slice(0, 3))
    await incentives.write.payBonus([batchId, [...panel]], { account: stranger })
    const pay = BigInt(items) * reward
    const bonus = (pay * 10n ** 12n * 15n) / 100n
    for (const annotator of panel) {
      assert.equal(await dollarsOf(protocol, annotator), pay)
      assert.equal(await label.read.balanceOf([annotator]), 1000n * whole + bonus)
    }
    assert.equal(await incentives.read.allocation(), before - 3n * bonus)
    await reverts(incentives.write.payBonus([batchId, [...panel]]), 'NothingToPay', [batchId])

    const [annotator] = panel
    assert.ok(annotator)
    const validUntil = Number((await protocol.now()) + 10n * day)
    const caps = { accountCap: 10n ** 9n, totalCap: 10n ** 10n }
    await protocol.govern(desk, 'post', [{ rate: 250_000n, reserved: 0n, ...caps, validUntil }])
    await stable.write.mint([stranger, 10n ** 9n])
    await stable.write.approve([desk.address, 10n ** 9n], { account: stranger })
    await desk.write.fund([10n ** 9n], { account: stranger })
    await label.write.approve([desk.address, bonus], { account: annotator })
    await desk.write.redeem([bonus, 1n, annotator], { account: annotator })
    assert.equal(await stable.read.balanceOf([annotator]), (bonus * 250_000n) / whole)
    assert.equal(await desk.read.takings(), bonus)
  })

  it('A55: pay nothing to a project that farms its own reputation', async () => {
    const { incentives, annotators } = protocol
    const projectId = await openProject(protocol, easy)
    const { batchId, panel } = await rightWork(projectId, annotators.slice(0, 3))
    await reverts(incentives.write.payBonus([batchId, [...panel]]), 'NotAdmitted', [projectId])
  })
})

describe('the pause of entry', () => {
  it('A68: stops new projects and funding, and no work, claim or withdrawal', async () => {
    const { parameters, market, dollar, vault, pool, guardian, requester, stranger, annotators } = protocol
    const projectId = await openProject(protocol)
    const running = await drawPanel(protocol, projectId, { items: 2, seats: 3, agreement: 2 })
    await parameters.write.setEntryPaused([true], { account: guardian })
    await reverts(createProject(protocol, { ...terms, salt: 'late' }), 'EntryPaused')
    await reverts(market.write.fundProject([projectId, 1n], { account: requester }), 'EntryPaused')

    const answers = [[1, 1], [1, 1], undefined]
    await commitAll(protocol, running, answers)
    const { deadline } = await market.read.batchOf([running.batchId])
    await protocol.passTo(BigInt(deadline) + 1n)
    await market.write.openReveal([running.batchId], { account: stranger })
    await revealAll(protocol, running, answers)
    await market.write.tally([running.batchId, [...running.panel], rowsOf(answers), noGold])
    await settle(protocol, running)
    for (const annotator of running.panel.slice(0, 2)) assert.equal(await dollarsOf(protocol, annotator), 2n * reward)
    // The keeper's fee, claimed; what is free, taken back; stakes, withdrawn.
    await market.write.claim([dollar.address, stranger], { account: stranger })
    assert.equal(await dollarsOf(protocol, stranger), 2n * reward)
    const { free } = await market.read.projectOf([projectId])
    await market.write.refundProject([projectId, requester, free], { account: requester })
    assert.equal(await dollarsOf(protocol, requester), funds - 6n * reward)
    for (const annotator of annotators) {
      await pool.write.leave([protocol.panelPool, 2n], { account: annotator })
      await vault.write.unbond([wholeStake], { account: annotator })
    }
    await protocol.pass(BigInt(await vault.read.unbondingPeriod()) + 1n)
    for (const annotator of annotators) {
      await vault.write.withdraw([annotator], { account: annotator })
      assert.equal(await stakeOf(protocol, annotator), 0n)
    }
  })

  it('A69: is all that the guardian can do; everything else waits for the timelock', async () => {
    const { parameters, incentives, desk, timelock, guardian, proposer, stranger } = protocol
    const bounds = await parameters.read.bounds()
    for (const account of [guardian, proposer]) {
      const refusal = ['OwnableUnauthorizedAccount', [account]] as const
      await reverts(parameters.write.setBounds([bounds], { account }), ...refusal)
      await reverts(incentives.write.setEpochCap([1n], { account }), ...refusal)
      await reverts(desk.write.withdraw([account, 1n], { account }), ...refusal)
    }
    assert.equal(await parameters.read.owner(), timelock.address)
    await protocol.govern(parameters, 'setGuardian', [stranger])
    await parameters.write.setEntryPaused([true], { account: stranger })
    await reverts(parameters.write.setEntryPaused([false], { account: guardian }), 'NotGuardian', [guardian])
  })
})

describe('a missed commitment', () => {
  it('A23: of a drawn panel strikes its members, and another is drawn; after three all is refunded', async () => {
    const { market, pool, requester, stranger } = protocol
    const projectId = await openProject(protocol)
    let running = await drawPanel(protocol, projectId, { items: 2, seats: 3, agreement: 2 })
    const { batchId } = running
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { deadline } = await market.read.batchOf([batchId])
      await protocol.passTo(BigInt(deadline) + 1n)
      for (const annotator of running.panel) await pool.write.strike([batchId, annotator], { account: stranger })
      await market.write.reassign([batchId, [...running.panel]], { account: stranger })
      await pool.write.requestPanel([batchId, protocol.panelPool], { account: requester })
      const ended = await fulfil(protocol, await pool.read.panelDrawOf([batchId]))
      const [assigned] = await argsOf(protocol, ended, 'Assigned')
      const panel = assigned?.annotators as Address[]
      for (const annotator of panel) assert.ok(!running.panel.includes(annotator))
      running = { batchId, panel }
    }
    const { deadline } = await market.read.batchOf([batchId])
    await protocol.passTo(BigInt(deadline) + 1n)
    await reverts(market.write.reassign([batchId, [...running.panel]]), 'TooManyAttempts', [batchId])
    await market.write.voidBatch([batchId, [...running.panel]], { account: stranger })
    const { free, reserved } = await market.read.projectOf([projectId])
    // The keeper had its fee for each exit, and nothing else was spent.
    assert.deepEqual([free, reserved], [funds - 3n * 2n * reward, 0n])
    assert.equal((await market.read.batchOf([batchId])).state, batchState.Void)
  })
})
