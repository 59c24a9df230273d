import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { reverts } from '../support/reverts.ts'
import { commitAll, revealAll, rowsOf, tallyAll } from '../support/scenario.ts'
import { batchState } from '../support/states.ts'
import { requireSound } from './support/checks.ts'
import {
  caseKind,
  caseState,
  dollarsOf,
  drawExpert,
  drawPanel,
  emitted,
  evidence,
  finalize,
  invite,
  juryTrial,
  none,
  openLabel,
  openProject,
  outcome,
  passCase,
  reward,
  rule,
  seatStake,
  settle,
  slashReason,
  stakeOf,
  subjectOfAccount,
  subjectOfItem,
  tallied,
} from './support/steps.ts'
import { annotatorStake, baseBond, freshProtocol, jurorStake, type Protocol, panelSlot } from './support/world.ts'

/** By two of three: 1, 1, 1, 2. The third says 3 to the first item. */
const answers = [
  [1, 1, 1, 2],
  [1, 2, 1, 2],
  [3, 1, 1, 2],
] as const
const tally = [4, 3, 3]
const fee = (bond: bigint) => (bond * 15n) / 100n
/** What an annotator has in the vault, its slots included. */
const wholeStake = annotatorStake + 2n * panelSlot.stakePerSlot

let protocol: Protocol
let projectId: Hex

beforeEach(async () => {
  protocol = await freshProtocol()
  projectId = await openProject(protocol)
})

afterEach(() => requireSound(protocol))

const freeOf = async (account: Address) => (await protocol.court.read.creditOf([account])).free
const paidTo = (those: readonly Address[]) => Promise.all(those.map((each) => dollarsOf(protocol, each)))
const closedAs = async (caseId: Hex, wanted: { outcome: number; verdict: number }) => {
  const { state, outcome: how, verdict } = await protocol.court.read.caseOf([caseId])
  assert.deepEqual({ state, outcome: how, verdict }, { state: caseState.Closed, ...wanted })
}

describe('a disputed label', () => {
  it('A60: a drawn panel is paid by the label that an expert gave, and nobody is slashed for an honest answer', async () => {
    const { market, requester } = protocol
    const running = await drawPanel(protocol, projectId, { items: 4, seats: 3, agreement: 2 })
    const { batchId, panel } = running
    await tallyAll(protocol, running, answers)
    const labelOf = () => market.read.labelOf([batchId, 0n, [...panel], rowsOf(answers)])
    assert.equal(await labelOf(), 1)

    const caseId = await openLabel(protocol, running, answers, { claim: 3 })
    await reverts(market.write.settle([batchId, [...panel]]), 'WrongState', [batchId, batchState.Disputed])
    const expert = await rule(protocol, caseId, 3)
    assert.ok(protocol.experts.includes(expert))
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, answers)
    await closedAs(caseId, { outcome: outcome.Ruling, verdict: 3 })
    assert.equal(await labelOf(), 3)

    await settle(protocol, running)
    assert.deepEqual(
      await paidTo(panel),
      [3n, 2n, 4n].map((agreed) => agreed * reward),
    )
    assert.deepEqual([await freeOf(requester), await freeOf(expert)], [baseBond - fee(baseBond), fee(baseBond)])
    for (const annotator of panel) assert.equal(await stakeOf(protocol, annotator), wholeStake)
  })

  it('A61: a jury reverses what a colluding expert ruled, who is paid the same and gains nothing', async () => {
    const running = await tallied(protocol, projectId, answers)
    const [appellant] = running.panel
    assert.ok(appellant)
    const caseId = await openLabel(protocol, running, answers, { claim: 3 })
    const expert = await rule(protocol, caseId, 3)
    await protocol.court.write.appeal([caseId], { account: appellant })
    const jury = await juryTrial(protocol, caseId, (place) => (place < 5 ? 1 : 3))
    await finalize(protocol, caseId, running, answers)
    await closedAs(caseId, { outcome: outcome.Jury, verdict: 1 })
    await settle(protocol, running)
    assert.deepEqual(
      await paidTo(running.panel),
      tally.map((agreed) => BigInt(agreed) * reward),
    )
    // The opener lost its bond: half to the appellant, who gets its own back.
    assert.equal(await freeOf(protocol.requester), 0n)
    assert.equal(await freeOf(appellant), 2n * baseBond + baseBond / 2n)
    assert.equal(await freeOf(expert), fee(baseBond))
    const share = (2n * jurorStake + fee(2n * baseBond)) / 5n
    for (const [place, juror] of jury.entries()) {
      assert.equal(await freeOf(juror), place < 5 ? 2n * jurorStake + share : jurorStake)
    }
    assert.equal(jury.length, 7)
  })

  it('A41: a panel that was wrong together is overturned and slashed by a jury', async () => {
    const { slasher, requester, court } = protocol
    const wrong = [
      [1, 1],
      [1, 1],
      [1, 1],
    ]
    const running = await tallied(protocol, projectId, wrong)
    const caseId = await openLabel(protocol, running, wrong, { claim: 3 })
    // The expert is of the same mind as the panel.
    await rule(protocol, caseId, 1)
    await court.write.appeal([caseId], { account: requester })
    await juryTrial(protocol, caseId, () => 3)
    await finalize(protocol, caseId, running, wrong)
    await closedAs(caseId, { outcome: outcome.Jury, verdict: 3 })
    await settle(protocol, running)
    assert.deepEqual(await paidTo(running.panel), [reward, reward, reward])
    // Three items' share of a seat's stake is more than the seat has items for: all of it.
    for (const annotator of running.panel) {
      const id = await slasher.read.slashIdOf([running.batchId, annotator, slashReason.DisputeLost])
      assert.equal((await slasher.read.slashOf([id])).fromStake, seatStake)
      assert.equal(await stakeOf(protocol, annotator), wholeStake - seatStake)
    }
    // Half of each for the requester, and a quarter since it brought the case.
    assert.equal(await stakeOf(protocol, requester), (3n * seatStake * 3n) / 4n)
  })

  it('gives the insurance its share of the lost bonds, which it collects as it does that of slashes', async () => {
    const { court, vault, incentives, label, stranger } = protocol
    const running = await tallied(protocol, projectId, answers)
    const caseId = await openLabel(protocol, running, answers, { claim: 3 })
    await rule(protocol, caseId, 1)
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, answers)
    // Nobody but the insurance defended the label: all of the bond but the expert's fee is its own.
    const share = baseBond - fee(baseBond)
    await court.write.payInsurance({ account: stranger })
    assert.equal(await stakeOf(protocol, incentives.address), share)
    await incentives.write.collectStake({ account: stranger })
    await protocol.pass(BigInt(await vault.read.unbondingPeriod()) + 1n)
    await incentives.write.collectStake({ account: stranger })
    assert.equal(await incentives.read.insuranceOf([label.address]), share)
  })

  it('A62: where neither expert nor jury comes, the tally stands and the bond goes back', async () => {
    const { court, stranger } = protocol
    const running = await tallied(protocol, projectId, answers)
    const caseId = await openLabel(protocol, running, answers, { claim: 3 })
    await passCase(protocol, caseId)
    await court.write.escalate([caseId], { account: stranger })
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, answers)
    await closedAs(caseId, { outcome: outcome.Unheard, verdict: 1 })
    assert.equal(await freeOf(protocol.requester), baseBond)
    await settle(protocol, running)
    assert.deepEqual(
      await paidTo(running.panel),
      tally.map((agreed) => BigInt(agreed) * reward),
    )
  })

  it('A62: where no jury agrees the item has no label, nobody is slashed, and each bond pays its own deciders', async () => {
    const { court, slasher, requester } = protocol
    const running = await tallied(protocol, projectId, answers)
    const [appellant] = running.panel
    assert.ok(appellant)
    const caseId = await openLabel(protocol, running, answers, { claim: 3 })
    const expert = await rule(protocol, caseId, 3)
    await court.write.appeal([caseId], { account: appellant })
    await juryTrial(protocol, caseId, (place) => place % 3)
    await juryTrial(protocol, caseId, (place) => place % 3)
    // There are not enough jurors left for a third.
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, answers)
    await closedAs(caseId, { outcome: outcome.Void, verdict: none })
    await settle(protocol, running)
    assert.deepEqual(
      await paidTo(running.panel),
      [3n, 2n, 3n].map((agreed) => agreed * reward),
    )
    for (const annotator of running.panel) {
      const id = await slasher.read.slashIdOf([running.batchId, annotator, slashReason.DisputeLost])
      assert.equal((await slasher.read.slashOf([id])).state, 0)
    }
    assert.deepEqual(
      [await freeOf(requester), await freeOf(appellant), await freeOf(expert)],
      [baseBond - fee(baseBond), 2n * baseBond - fee(2n * baseBond), fee(baseBond)],
    )
  })

  it('of an ordinal project pays whoever is within the tolerance of the label that was ruled', async () => {
    const ordinal = await openProject(protocol, { salt: 'ordinal', classes: 10, scale: 1, tolerance: 1 })
    const stars = [[2], [3], [6]]
    const running = await tallied(protocol, ordinal, stars)
    const rows = rowsOf(stars)
    // The lower median.
    assert.equal(await protocol.market.read.labelOf([running.batchId, 0n, [...running.panel], rows]), 3)
    const caseId = await openLabel(protocol, running, stars, { claim: 5 })
    await rule(protocol, caseId, 5)
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, stars)
    await settle(protocol, running)
    assert.deepEqual(await paidTo(running.panel), [0n, 0n, reward])
  })

  it('A66: nothing of a disputed batch is claimable before its last case is closed', async () => {
    const { market } = protocol
    const running = await tallied(protocol, projectId, answers)
    const one = await openLabel(protocol, running, answers, { claim: 3 })
    const other = await openLabel(protocol, running, answers, { item: 1, claim: 2 })
    await rule(protocol, one, 1)
    await rule(protocol, other, 1)
    await passCase(protocol, other)
    await finalize(protocol, one, running, answers)
    assert.equal(await market.read.disputesOf([running.batchId]), 1n)
    await reverts(settle(protocol, running), 'WrongState', [running.batchId, batchState.Disputed])
    await finalize(protocol, other, running, answers)
    await settle(protocol, running)
    // A ruling that comes later finds nothing to stop.
    await reverts(openLabel(protocol, running, answers, { item: 2, claim: 3 }), 'WrongState', [
      running.batchId,
      batchState.Settled,
    ])
  })

  it('A63: a case is opened in the last second of the dispute window, and not one later', async () => {
    const { market, requester } = protocol
    const running = await tallied(protocol, projectId, answers)
    const { deadline } = await market.read.batchOf([running.batchId])
    await protocol.nextBlockAt(BigInt(deadline))
    await openLabel(protocol, running, answers, { claim: 3 })
    const second = await tallied(protocol, projectId, answers, 'second')
    const { deadline: over } = await market.read.batchOf([second.batchId])
    await protocol.passTo(BigInt(over))
    await reverts(openLabel(protocol, second, answers, { claim: 3, by: requester }), 'DeadlinePassed', [
      second.batchId,
      BigInt(over),
    ])
  })
})

describe('an item without consensus', () => {
  it('is reviewed by an expert, and who said its label is paid for it', async () => {
    const { court, requester } = protocol
    const split = [
      [0, 1],
      [1, 1],
      [2, 1],
    ]
    const running = await tallied(protocol, projectId, split)
    const rows = rowsOf(split)
    await court.write.openReview([running.batchId, 0n, evidence, [...running.panel], rows], { account: requester })
    const caseId = await court.read.caseIdOf([caseKind.Review, running.batchId, subjectOfItem(0)])
    assert.equal((await court.read.caseOf([caseId])).standing, none)
    const expert = await rule(protocol, caseId, 2)
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, split)
    await settle(protocol, running)
    assert.deepEqual(await paidTo(running.panel), [reward, reward, 2n * reward])
    assert.deepEqual([await freeOf(requester), await freeOf(expert)], [baseBond - fee(baseBond), fee(baseBond)])
  })
})

describe('an accused annotator', () => {
  it('loses half of its stake where it is found to have spammed, and the batch waits for it', async () => {
    const { court, slasher, auditor, requester, incentives } = protocol
    const running = await tallied(protocol, projectId, answers)
    const accused = running.panel[2]
    assert.ok(accused)
    await court.write.openConduct([running.batchId, accused, slashReason.Spam, evidence], { account: auditor })
    const caseId = await court.read.caseIdOf([caseKind.Conduct, running.batchId, subjectOfAccount(accused)])
    await rule(protocol, caseId, 1)
    await passCase(protocol, caseId)
    const ended = await finalize(protocol, caseId, { ...running, panel: [] }, [])
    const half = wholeStake / 2n
    const slashed = await emitted(protocol, ended, slasher, 'Slashed')
    assert.deepEqual(
      [slashed.reason, slashed.fromStake, slashed.stakeToRequester, slashed.stakeToReporter, slashed.stakeToInsurance],
      [slashReason.Spam, half, half / 2n, half / 4n, half / 4n],
    )
    assert.deepEqual(
      await Promise.all([accused, requester, auditor, incentives.address].map((each) => stakeOf(protocol, each))),
      [wholeStake - half, half / 2n, half / 4n, half / 4n],
    )
    await settle(protocol, running)
    // What it earned is its own all the same.
    assert.equal(await dollarsOf(protocol, accused), 3n * reward)
  })

  it('A60: gets everything back where it appeals the slash of a missing reveal, and wins', async () => {
    const { court, market, slasher, stranger } = protocol
    const running = await invite(
      protocol,
      projectId,
      { items: 4, seats: 3, agreement: 2 },
      protocol.annotators.slice(0, 3),
    )
    const { batchId, panel } = running
    const missing = panel[2]
    assert.ok(missing)
    await commitAll(protocol, running, answers)
    const revealed = [...answers.slice(0, 2), undefined]
    await revealAll(protocol, running, revealed)
    const { deadline } = await market.read.batchOf([batchId])
    await protocol.passTo(BigInt(deadline) + 1n)
    const gold = {
      manifestHash: `0x${'0'.repeat(64)}`,
      positions: '0x',
      labels: '0x',
      salt: `0x${'0'.repeat(64)}`,
    } as const
    await market.write.tally([batchId, [...panel], rowsOf(revealed), gold], { account: stranger })
    await settle(protocol, running)

    const id = await slasher.read.slashIdOf([batchId, missing, slashReason.NoReveal])
    const held = wholeStake / 20n
    const { fromStake, reporter } = await slasher.read.slashOf([id])
    assert.deepEqual([fromStake, reporter], [held, stranger])
    assert.equal((await protocol.vault.read.stakeOf([missing])).available, annotatorStake - held)

    await court.write.openSlashAppeal([batchId, slashReason.NoReveal, evidence], { account: missing })
    const caseId = await court.read.caseIdOf([caseKind.SlashAppeal, batchId, id])
    await rule(protocol, caseId, 0)
    await passCase(protocol, caseId)
    const ended = await finalize(protocol, caseId, { ...running, panel: [] }, [])
    assert.equal((await emitted(protocol, ended, slasher, 'SlashOverturned')).fromStake, held)
    assert.equal((await protocol.vault.read.stakeOf([missing])).available, annotatorStake)
    assert.equal(await freeOf(missing), baseBond - fee(baseBond))
    await reverts(slasher.write.execute([id]), 'WrongSlashState', [id, 4])
  })

  it('A60: keeps its stake and loses a quarter of its pay where it disagrees more often than was published', async () => {
    const { court, slasher, requester, stranger, annotators } = protocol
    const strict = await openProject(protocol, { salt: 'strict', maxDisagreementBps: 3000 })
    const truth = Array.from({ length: 20 }, (_, item) => item % 4)
    const contrary = truth.map((label, item) => (item < 8 ? (label + 1) % 4 : label))
    let running = await tallied(protocol, strict, [truth, truth, contrary], 'batch 0')
    // Five batches of 20 items are a little less than 100, since older items count for less.
    for (let batch = 1; batch < 6; batch++) {
      await settle(protocol, running)
      running = await tallied(protocol, strict, [truth, truth, contrary], `batch ${batch}`)
    }
    const accused = annotators[2]
    assert.ok(accused)
    const before = await dollarsOf(protocol, accused)
    await settle(protocol, running)
    const pay = 12n * reward
    assert.equal((await dollarsOf(protocol, accused)) - before, pay - pay / 4n)
    const id = await slasher.read.slashIdOf([running.batchId, accused, slashReason.ConsensusFail])
    const { fromPending, fromStake } = await slasher.read.slashOf([id])
    assert.deepEqual([fromPending, fromStake], [pay / 4n, 0n])
    await court.write.openSlashAppeal([running.batchId, slashReason.ConsensusFail, evidence], { account: accused })
    const caseId = await court.read.caseIdOf([caseKind.SlashAppeal, running.batchId, id])
    await rule(protocol, caseId, 1)
    await passCase(protocol, caseId)
    const ended = await finalize(protocol, caseId, { ...running, panel: [] }, [])
    const slashed = await emitted(protocol, ended, slasher, 'Slashed')
    assert.deepEqual(
      [slashed.pendingToRequester, slashed.pendingToReporter, slashed.fromStake],
      [fromPending / 2n, fromPending / 4n, 0n],
    )
    assert.equal(await stakeOf(protocol, accused), wholeStake)
    const dollar = protocol.dollar.address
    assert.equal(await protocol.market.read.claimableOf([requester, dollar]), fromPending / 2n)
    // The reporter defended the slash: half of the lost bond is its own.
    assert.equal(await freeOf(stranger), baseBond / 2n)
  })

  it('A59: pays a slash that was upheld once, and nothing more by any way', async () => {
    const { court, market, slasher, requester } = protocol
    const running = await invite(
      protocol,
      projectId,
      { items: 1, seats: 3, agreement: 2 },
      protocol.annotators.slice(0, 3),
    )
    const { batchId, panel } = running
    const missing = panel[0]
    assert.ok(missing)
    await commitAll(protocol, running, [[1], [1], [1]])
    await revealAll(protocol, running, [undefined, [1], undefined])
    const { deadline } = await market.read.batchOf([batchId])
    await protocol.passTo(BigInt(deadline) + 1n)
    await market.write.voidBatch([batchId, [...panel]], { account: requester })
    const id = await slasher.read.slashIdOf([batchId, missing, slashReason.NoReveal])
    await court.write.openSlashAppeal([batchId, slashReason.NoReveal, evidence], { account: missing })
    const caseId = await court.read.caseIdOf([caseKind.SlashAppeal, batchId, id])
    await rule(protocol, caseId, 1)
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, { ...running, panel: [] }, [])
    assert.equal(await stakeOf(protocol, missing), wholeStake - wholeStake / 20n)
    await reverts(slasher.write.execute([id]), 'WrongSlashState', [id, 3])
    await reverts(finalize(protocol, caseId, { ...running, panel: [] }, []), 'WrongState', [caseId, caseState.Closed])
    await reverts(
      court.write.openSlashAppeal([batchId, slashReason.NoReveal, evidence], { account: missing }),
      'CaseExists',
      [caseId],
    )
  })
})

describe('who decides', () => {
  it('A52: is never of the panel, the requester or a party, though it is in the pool', async () => {
    const running = await tallied(protocol, projectId, answers)
    const caseId = await openLabel(protocol, running, answers, { claim: 3, by: protocol.auditor })
    const expert = await drawExpert(protocol, caseId)
    assert.ok(![...running.panel, protocol.requester, protocol.auditor].includes(expert))
    const { drawId } = await protocol.court.read.caseOf([caseId])
    const { context } = await protocol.pool.read.drawOf([drawId])
    for (const party of [...running.panel, protocol.requester, protocol.auditor]) {
      assert.equal(await protocol.court.read.accepts([drawId, context, party]), false)
    }
    await protocol.court.write.rule([caseId, 1, evidence], { account: expert })
    await passCase(protocol, caseId)
    await finalize(protocol, caseId, running, answers)
  })
})
