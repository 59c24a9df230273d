import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { getAddress, toHex, zeroHash } from 'viem'
import { reverts, revertsByName } from '../support/reverts.ts'
import {
  batchId,
  openConduct,
  openLabel,
  openReview,
  openSlashAppeal,
  passDeadline,
  rule,
  setBatch,
} from './support/play.ts'
import {
  baseBond,
  batchState,
  type CourtWorld,
  caseState,
  day,
  escalation,
  evidence,
  expertPool,
  freshCourtWorld,
  hash,
  kind,
  none,
  reason,
  subjectOfItem,
} from './support/world.ts'

let world: CourtWorld

beforeEach(async () => {
  world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.requester, world.auditor, world.stranger, ...world.panel], 100n * baseBond)
})

describe('openLabel', () => {
  it('A67: it should revert with BatchUnknown', async () => {
    const { court, panel, labels, requester } = world
    const call = court.write.openLabel([hash('other'), 0n, 3, evidence, panel, labels], { account: requester })
    await reverts(call, 'BatchUnknown', [hash('other')])
  })

  it('it should revert with NotParty', async () => {
    const { stranger, pool, auditorSkill } = world
    await reverts(openLabel(world, { by: stranger }), 'NotParty', [batchId, stranger])
    await pool.write.setLevel([auditorSkill, stranger, 2n])
    await reverts(openLabel(world, { by: stranger }), 'NotParty', [batchId, stranger])
  })

  it('it should revert with HasNoLabel', async () => {
    await reverts(openLabel(world, { item: 2 }), 'HasNoLabel', [batchId, 2n])
  })

  it('it should revert with SameVerdict', async () => {
    const caseId = await world.court.read.caseIdOf([kind.Label, batchId, subjectOfItem(0)])
    await reverts(openLabel(world, { claim: 1 }), 'SameVerdict', [caseId, 1n])
  })

  it('it should revert with InvalidVerdict', async () => {
    const caseId = await world.court.read.caseIdOf([kind.Label, batchId, subjectOfItem(0)])
    for (const claim of [4, 0xfe]) await reverts(openLabel(world, { claim }), 'InvalidVerdict', [caseId, BigInt(claim)])
    await openLabel(world, { claim: none })
  })

  it('it should revert with ZeroHash for a case without evidence', async () => {
    const { court, panel, labels, requester } = world
    await reverts(court.write.openLabel([batchId, 0n, 3, zeroHash, panel, labels], { account: requester }), 'ZeroHash')
  })

  it("it should pass on the market's LabelsMismatch", async () => {
    const { court, panel, labels, requester } = world
    const forged = [...labels.slice(0, 2), '0x00000000' as const]
    const call = court.write.openLabel([batchId, 0n, 3, evidence, panel, forged], { account: requester })
    await reverts(call, 'LabelsMismatch', [batchId, panel[2]])
  })

  it("A63: it should open in the window's last second and not one later", async () => {
    const { deadline } = await world.market.read.batchOf([batchId])
    await world.nextBlockAt(BigInt(deadline))
    await openLabel(world)
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await reverts(openLabel(world, { item: 1 }), 'DeadlinePassed', [batchId, BigInt(deadline)])
  })

  it('it should revert with CaseExists, closed or not', async () => {
    const caseId = await openLabel(world)
    await reverts(openLabel(world, { by: world.auditor }), 'CaseExists', [caseId])
    await rule(world, caseId, 1)
    await passDeadline(world, caseId)
    await world.court.write.finalize([caseId, [], []])
    await reverts(openLabel(world), 'CaseExists', [caseId])
  })

  it('A64: it should revert with TooManyCases, and never for the requester because of others', async () => {
    const { court, market, panel, requester, auditor } = world
    const items = 40
    const deadline = Number((await world.now()) + day)
    const plan = { requester, stakePerSeat: 0n, classes: 4, escalation: escalation.None, items, agreement: 2, flags: 0 }
    const labels = panel.map(() => `0x${'01'.repeat(items)}` as const)
    await market.write.setBatch([batchId, { ...plan, deadline, state: batchState.Tallied }, panel, labels])
    const open = (item: number, account: `0x${string}`) =>
      court.write.openLabel([batchId, BigInt(item), 0, evidence, panel, labels], { account })

    for (let item = 0; item < 16; item++) await open(item, item % 2 === 0 ? auditor : panel[0])
    await reverts(open(16, panel[1]), 'TooManyCases', [batchId, 16n])
    for (let item = 16; item < 32; item++) await open(item, requester)
    await reverts(open(32, requester), 'TooManyCases', [batchId, 16n])
    assert.equal(await court.read.openCasesOf([batchId, true]), 16n)
    assert.equal(await court.read.openCasesOf([batchId, false]), 16n)

    const first = await court.read.caseIdOf([kind.Label, batchId, subjectOfItem(0)])
    await rule(world, first, 1)
    await passDeadline(world, first)
    await court.write.finalize([first, [], []])
    assert.equal(await court.read.openCasesOf([batchId, false]), 15n)
  })

  it('A1: it should revert with UnsupportedToken', async () => {
    const { viem, setup, market, panel, labels, requester } = world
    const token = await viem.deployContract('FeeToken')
    const court = await viem.deployContract('DisputeCourt', [{ ...setup, token: token.address }])
    await token.write.mint([requester, baseBond])
    await token.write.approve([court.address, baseBond], { account: requester })
    const call = court.write.openLabel([batchId, 0n, 3, evidence, panel, labels], { account: requester })
    await reverts(call, 'UnsupportedToken', [baseBond, baseBond - 10n])
    assert.equal(await market.read.disputesOf([batchId]), 0n)
  })

  it('it should take the bond, stop the settlement, ask for an expert and emit what it stores', async () => {
    const { court, market, pool, token, panel, labels, auditor, requester, insurance } = world
    const call = await court.write.openLabel([batchId, 1n, 3, evidence, panel, labels], { account: auditor })
    const caseId = await court.read.caseIdOf([kind.Label, batchId, subjectOfItem(1)])
    const deadline = (await world.now()) + day
    const common = {
      kind: kind.Label,
      reason: reason.None,
      batchId,
      subject: subjectOfItem(1),
      evidence,
      bond: baseBond,
      opener: auditor,
      requester,
      respondent: insurance,
      stopsSettlement: true,
    }
    assert.deepEqual(await world.eventsOf(call), [
      { name: 'CaseOpened', args: { ...common, caseId, standing: 1n, claim: 3n, classes: 4n, openCases: 1n } },
      { name: 'DrawAsked', args: { caseId, round: 0n, count: 1n, drawId: 1n, deadline } },
    ])
    const zero = `0x${'0'.repeat(40)}`
    assert.deepEqual(await court.read.caseOf([caseId]), {
      ...common,
      state: caseState.ExpertDraw,
      outcome: 0,
      round: 0,
      standing: 1,
      ruling: 0,
      ruled: false,
      deadline: Number(deadline),
      appellant: zero,
      verdict: 0,
      claim: 3,
      classes: 4,
      expert: zero,
      appealBond: 0n,
      drawId: 1n,
    })
    assert.equal(await token.read.balanceOf([court.address]), baseBond)
    assert.equal(await market.read.disputesOf([batchId]), 1n)
    assert.deepEqual(await pool.read.drawOf([1n]), [getAddress(court.address), expertPool, 1n, caseId])
  })

  it('it should take it from requester, panel member and auditor alike', async () => {
    const { court, requester, panel, auditor } = world
    for (const [item, by] of [
      [0, requester],
      [1, panel[1]],
      [3, auditor],
    ] as const) {
      const caseId = await openLabel(world, { item, by, claim: 0 })
      assert.equal((await court.read.caseOf([caseId])).opener, by)
    }
  })
})

describe('openReview', () => {
  it('it should revert with NotRequester', async () => {
    const { court, panel, labels, auditor } = world
    const call = court.write.openReview([batchId, 2n, evidence, panel, labels], { account: auditor })
    await reverts(call, 'NotRequester', [batchId, auditor])
  })

  it('it should revert with NotByRule', async () => {
    for (const other of [escalation.None, escalation.Round]) {
      await setBatch(world, { escalation: other })
      await reverts(openReview(world), 'NotByRule', [batchId])
    }
  })

  it('it should revert with HasLabel', async () => {
    const { court, panel, labels, requester } = world
    const call = court.write.openReview([batchId, 3n, evidence, panel, labels], { account: requester })
    await reverts(call, 'HasLabel', [batchId, 3n, 2n])
  })

  it("it should open the case under the item's id", async () => {
    const caseId = await openReview(world)
    assert.equal(caseId, await world.court.read.caseIdOf([kind.Label, batchId, toHex(2, { size: 32 })]))
    const { kind: stored, standing, claim } = await world.court.read.caseOf([caseId])
    assert.deepEqual({ stored, standing, claim }, { stored: kind.Review, standing: none, claim: none })
  })
})

describe('openConduct', () => {
  it('it should revert with NotConduct', async () => {
    const { court, panel, requester } = world
    for (const other of [reason.None, reason.NoReveal, reason.GoldFail, reason.DisputeLost]) {
      const call = court.write.openConduct([batchId, panel[0], other, evidence], { account: requester })
      await reverts(call, 'NotConduct', [other])
    }
  })

  it('A67: it should revert with BatchUnknown for an accusation', async () => {
    const { court, panel, requester } = world
    const call = court.write.openConduct([hash('other'), panel[0], reason.Spam, evidence], { account: requester })
    await reverts(call, 'BatchUnknown', [hash('other')])
  })

  it('it should revert with BatchNotTallied', async () => {
    await setBatch(world, { state: batchState.Revealing })
    await reverts(openConduct(world), 'BatchNotTallied', [batchId])
  })

  it('it should revert with SelfAccusation', async () => {
    const [member] = world.panel
    await reverts(openConduct(world, { accused: member, by: member }), 'SelfAccusation', [batchId, member])
  })

  it('it should revert with NotOnPanel', async () => {
    await reverts(openConduct(world, { accused: world.stranger }), 'NotOnPanel', [batchId, world.stranger])
  })

  it('it should stop the settlement', async () => {
    const { market, court, panel } = world
    const { deadline } = await market.read.batchOf([batchId])
    await world.nextBlockAt(BigInt(deadline))
    const caseId = await openConduct(world)
    assert.equal(await market.read.disputesOf([batchId]), 1n)
    const found = await court.read.caseOf([caseId])
    assert.deepEqual(
      [found.stopsSettlement, found.standing, found.claim, found.reason, found.respondent],
      [true, 0, 1, reason.Spam, panel[2]],
    )
  })

  it('it should open without stopping anything', async () => {
    const { market, court, panel } = world
    const { deadline } = await market.read.batchOf([batchId])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    const first = await openConduct(world)
    await market.write.settle([batchId])
    const second = await openConduct(world, { accused: panel[0], by: panel[1] })
    for (const caseId of [first, second]) assert.equal((await court.read.caseOf([caseId])).stopsSettlement, false)
    assert.equal(await market.read.disputesOf([batchId]), 0n)
  })
})

describe('openSlashAppeal', () => {
  it('A67: it should revert with SlashUnknown', async () => {
    const { court, panel } = world
    const call = court.write.openSlashAppeal([batchId, reason.GoldFail, evidence], { account: panel[0] })
    await reverts(call, 'SlashUnknown', [batchId, panel[0], reason.GoldFail])
  })

  it("it should pass on the slasher's refusal", async () => {
    const { court, slasher, panel, requester, reporter } = world
    const deadline = Number((await world.now()) + day)
    await slasher.write.open([batchId, panel[0], reason.GoldFail, requester, reporter, deadline])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    const call = court.write.openSlashAppeal([batchId, reason.GoldFail, evidence], { account: panel[0] })
    await revertsByName(call, 'AppealWindowOver')
  })

  it('it should have the insurance defend', async () => {
    const { court, slasher, panel, requester, insurance } = world
    const deadline = Number((await world.now()) + day)
    await slasher.write.open([batchId, panel[0], reason.GoldFail, requester, panel[0], deadline])
    await court.write.openSlashAppeal([batchId, reason.GoldFail, evidence], { account: panel[0] })
    const slashId = await slasher.read.slashIdOf([batchId, panel[0], reason.GoldFail])
    const caseId = await court.read.caseIdOf([kind.SlashAppeal, batchId, slashId])
    assert.equal((await court.read.caseOf([caseId])).respondent, insurance)
  })

  it('A60: it should tell the slasher and ask for an expert', async () => {
    const { court, slasher, market, panel, reporter, requester } = world
    const caseId = await openSlashAppeal(world)
    const found = await court.read.caseOf([caseId])
    assert.deepEqual(
      [found.opener, found.requester, found.respondent, found.standing, found.claim, found.stopsSettlement],
      [panel[0], requester, reporter, 1, 0, false],
    )
    assert.equal((await slasher.read.slashOf([found.subject])).state, 2)
    assert.equal(await market.read.disputesOf([batchId]), 0n)
    assert.equal(await court.read.openCasesOf([batchId, false]), 0n)
    assert.equal(found.state, caseState.ExpertDraw)
  })
})
