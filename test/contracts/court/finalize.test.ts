import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { Address, Hex } from 'viem'
import { reverts, revertsByName } from '../support/reverts.ts'
import {
  appeal,
  batchId,
  drawExpert,
  drawJury,
  escalate,
  finalize,
  freeOf,
  juryTrial,
  justification,
  openConduct,
  openLabel,
  openReview,
  openSlashAppeal,
  passDeadline,
  rule,
  setBatch,
  stateOf,
  vote,
} from './support/play.ts'
import {
  baseBond,
  type CourtWorld,
  caseState,
  day,
  fee,
  freshCourtWorld,
  hash,
  jurorStake,
  none,
  outcome,
  reason,
} from './support/world.ts'

let world: CourtWorld
const unknown = hash('no case')
const all = (verdict: number, jurors = 7) => Array<number>(jurors).fill(verdict)

beforeEach(async () => {
  world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.requester, world.auditor, ...world.panel], 100n * baseBond)
})

/** Closes the case and checks what every end has: the state, the event and that the court holds nothing but credits. */
async function close(caseId: Hex, expected: { outcome: number; verdict: number }): Promise<Hex> {
  const { court, token } = world
  const transaction = await finalize(world, caseId)
  const found = await court.read.caseOf([caseId])
  assert.deepEqual(
    { state: found.state, outcome: found.outcome, verdict: found.verdict, deadline: found.deadline },
    { state: caseState.Closed, ...expected, deadline: 0 },
  )
  const events = await world.eventsOf(transaction)
  const resolved = events.find(({ name }) => name === 'DisputeResolved')?.args ?? {}
  const parts = ['toOpener', 'toAppellant', 'toWinner', 'expertFee', 'juryFee', 'toInsurance']
  const sum = parts.reduce((total, part) => total + (resolved[part] as bigint), 0n)
  assert.equal(sum, found.bond + found.appealBond)

  const { requester, auditor, panel, expert, insurance, jurors, reporter } = world
  const holders = [requester, auditor, ...panel, expert, insurance, ...jurors, reporter]
  const credits = await Promise.all(holders.map((account) => court.read.creditOf([account])))
  const owed = credits.reduce((total, { free, locked }) => total + free + locked, 0n)
  if (!(await hasOpenCases())) assert.equal(await token.read.balanceOf([court.address]), owed)
  return transaction
}

async function hasOpenCases(): Promise<boolean> {
  const { court } = world
  return (await court.read.openCasesOf([batchId, true])) + (await court.read.openCasesOf([batchId, false])) > 0n
}

/** The ruling's end, unappealed. */
async function ruledEnd(caseId: Hex, verdict: number): Promise<Hex> {
  await rule(world, caseId, verdict)
  await passDeadline(world, caseId)
  return close(caseId, { outcome: outcome.Ruling, verdict })
}

const slashesOf = async (transaction: Hex) =>
  (await world.consequencesOf(transaction)).filter(({ name }) => name === 'Ruled').map(({ args }) => args)

describe('finalize', () => {
  it('A67: it should revert with CaseUnknown for an end', async () => {
    await reverts(finalize(world, unknown), 'CaseUnknown', [unknown])
  })

  it('it should revert with WrongState before there is an end', async () => {
    const caseId = await openLabel(world)
    await reverts(finalize(world, caseId), 'WrongState', [caseId, caseState.ExpertDraw])
    await drawExpert(world, caseId)
    await reverts(finalize(world, caseId), 'WrongState', [caseId, caseState.Expert])
    await escalate(world, caseId)
    await revertsByName(finalize(world, caseId), 'DeadlineNotPassed')
    await drawJury(world, caseId)
    await reverts(finalize(world, caseId), 'WrongState', [caseId, caseState.Voting])
  })

  it('A59: it should revert with WrongState for a second end', async () => {
    const caseId = await openLabel(world)
    await ruledEnd(caseId, 3)
    await reverts(finalize(world, caseId), 'WrongState', [caseId, caseState.Closed])
  })

  it('A63: it should close one second after the window and not in it', async () => {
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    const { deadline } = await world.court.read.caseOf([caseId])
    await world.nextBlockAt(BigInt(deadline))
    await reverts(finalize(world, caseId), 'DeadlineNotPassed', [caseId, BigInt(deadline)])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await finalize(world, caseId)
  })

  it('A66: it should let the batch settle only afterwards', async () => {
    const { market } = world
    const [first, second] = [await openLabel(world), await openConduct(world)]
    await world.passTo((await world.now()) + 20n * day)
    for (const caseId of [first, second]) {
      await reverts(market.write.settle([batchId]), 'WrongState', [batchId, 5])
      await world.court.write.escalate([caseId])
      await passDeadline(world, caseId)
      await finalize(world, caseId)
    }
    await market.write.settle([batchId])
    await revertsByName(openLabel(world, { item: 1 }), 'WrongState')
  })

  it("it should pass on the market's refusal and change nothing", async () => {
    const { court, panel, labels, insurance } = world
    const caseId = await openLabel(world)
    await rule(world, caseId, 3)
    await passDeadline(world, caseId)
    await reverts(court.write.finalize([caseId, [], []]), 'InvalidPanel', [batchId, 0n])
    const forged = [...labels.slice(0, 2), '0x03030303' as const]
    await reverts(court.write.finalize([caseId, panel, forged]), 'LabelsMismatch', [batchId, panel[2]])
    assert.equal(await stateOf(world, caseId), 'Ruled')
    assert.deepEqual(await freeOf(world, [insurance]), [0n])
    await finalize(world, caseId)
  })

  it('it should give half of the bond to the insurance, the fee to the expert, the rest to the insurance', async () => {
    const { requester, expert, insurance, market } = world
    const caseId = await openLabel(world)
    const transaction = await ruledEnd(caseId, 1)
    assert.deepEqual(await freeOf(world, [requester, expert, insurance]), [0n, fee, baseBond - fee])
    assert.deepEqual(await world.consequencesOf(transaction), [])
    assert.equal(await market.read.disputesOf([batchId]), 0n)
    assert.deepEqual(await world.eventsOf(transaction), [
      {
        name: 'DisputeResolved',
        args: {
          caseId,
          outcome: outcome.Ruling,
          verdict: 1n,
          toOpener: 0n,
          toAppellant: 0n,
          winner: insurance,
          toWinner: 500n,
          expertFee: 150n,
          juryFee: 0n,
          toInsurance: 350n,
          dust: 0n,
          openCases: 0n,
        },
      },
      { name: 'Credited', args: { caseId, account: insurance, amount: 500n, free: 500n } },
      { name: 'Credited', args: { caseId, account: expert, amount: 150n, free: 150n } },
      { name: 'Credited', args: { caseId, account: insurance, amount: 350n, free: 850n } },
    ])
  })

  it("it should overturn it and give the opener all but the expert's fee", async () => {
    const { requester, expert, insurance, market } = world
    const caseId = await openLabel(world)
    // Not what the opener claimed: that the label was wrong is what it wins by.
    const transaction = await ruledEnd(caseId, 2)
    assert.deepEqual(await freeOf(world, [requester, expert, insurance]), [baseBond - fee, fee, 0n])
    assert.deepEqual(await world.consequencesOf(transaction), [
      { name: 'Overturned', args: { batchId, item: 0n, from: 1n, to: 2n } },
    ])
    assert.equal(await market.read.disputesOf([batchId]), 0n)
  })

  it('it should give the requester all but the fee, with a label or without', async () => {
    for (const verdict of [0, none]) {
      world = await freshCourtWorld()
      await setBatch(world)
      await world.fund([world.requester], baseBond)
      const caseId = await openReview(world)
      await ruledEnd(caseId, verdict)
      assert.deepEqual(await freeOf(world, [world.requester, world.expert]), [baseBond - fee, fee])
      assert.equal(await world.market.read.overturnedOf([batchId, 2n]), verdict === none ? 0n : 1n)
      assert.equal(await world.market.read.disputesOf([batchId]), 0n)
    }
  })

  it('it should give half of the bond to the accused and slash nobody', async () => {
    const { panel, expert, insurance } = world
    const transaction = await ruledEnd(await openConduct(world), 0)
    assert.deepEqual(await freeOf(world, [panel[2], expert, insurance]), [500n, 150n, 350n])
    assert.deepEqual(await slashesOf(transaction), [])
  })

  it("it should slash by the accusation's reason with the opener as reporter", async () => {
    const { panel, requester, auditor } = world
    const caseId = await openConduct(world, { by: auditor })
    const transaction = await ruledEnd(caseId, 1)
    assert.deepEqual(await slashesOf(transaction), [
      {
        reason: reason.Spam,
        batchId,
        annotator: panel[2],
        requester,
        reporter: auditor,
        stake: 2n ** 128n - 1n,
        evidence: justification,
      },
    ])
    assert.deepEqual(await freeOf(world, [auditor]), [baseBond - fee])
  })

  it("it should give half of the bond to the slash's reporter and have it executed", async () => {
    const { reporter, panel, slasher, court, expert } = world
    const caseId = await openSlashAppeal(world)
    await ruledEnd(caseId, 1)
    assert.deepEqual(await freeOf(world, [panel[0], reporter, expert]), [0n, 500n, 150n])
    assert.equal((await slasher.read.slashOf([(await court.read.caseOf([caseId])).subject])).state, 3)
  })

  it('A60: it should give the bond back but for the fee and have the slash undone', async () => {
    const { reporter, panel, slasher, court } = world
    const caseId = await openSlashAppeal(world)
    await ruledEnd(caseId, 0)
    assert.deepEqual(await freeOf(world, [panel[0], reporter]), [850n, 0n])
    assert.equal((await slasher.read.slashOf([(await court.read.caseOf([caseId])).subject])).state, 4)
  })

  it('A62: it should pay the jury of the one bond', async () => {
    const { requester, insurance, expert } = world
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    await escalate(world, caseId)
    const jury = await juryTrial(world, caseId, all(3))
    const transaction = await close(caseId, { outcome: outcome.Jury, verdict: 3 })
    // 150 among 7.
    assert.deepEqual(await freeOf(world, jury), all(321).map(BigInt))
    assert.deepEqual(await freeOf(world, [requester, insurance, expert]), [850n, 3n, 0n])
    assert.deepEqual(await slashesOf(transaction), [])
  })

  it('A61: it should give back both bonds but for the fees and slash who said the overturned label', async () => {
    const { requester, insurance, expert, panel } = world
    const caseId = await openLabel(world, { item: 1 })
    await rule(world, caseId, 1)
    await appeal(world, caseId, requester)
    await juryTrial(world, caseId, all(3))
    const transaction = await close(caseId, { outcome: outcome.Jury, verdict: 3 })
    assert.deepEqual(await freeOf(world, [requester, insurance, expert]), [850n + 1700n, 6n, 150n])
    const common = { reason: reason.DisputeLost, batchId, requester, reporter: requester, stake: 3000n }
    assert.deepEqual(
      await slashesOf(transaction),
      [panel[0], panel[1]].map((annotator) => ({ ...common, annotator, evidence: caseId })),
    )
  })

  it("it should give the opener half of the appellant's bond and slash who said the overturned label", async () => {
    const { auditor, insurance, expert, panel } = world
    const caseId = await openLabel(world, { item: 1, by: auditor })
    await rule(world, caseId, 2)
    await appeal(world, caseId, panel[0])
    await juryTrial(world, caseId, all(2))
    const transaction = await close(caseId, { outcome: outcome.Jury, verdict: 2 })
    assert.deepEqual(await freeOf(world, [auditor, panel[0], expert, insurance]), [2000n, 0n, 150n, 556n])
    assert.deepEqual(
      (await slashesOf(transaction)).map(({ annotator }) => annotator),
      [panel[0], panel[1]],
    )
  })

  it("it should give the appellant half of the opener's bond and slash nobody", async () => {
    const { auditor, insurance, expert, panel } = world
    const caseId = await openLabel(world, { item: 1, by: auditor })
    await rule(world, caseId, 2)
    await appeal(world, caseId, panel[0])
    await juryTrial(world, caseId, all(1))
    const transaction = await close(caseId, { outcome: outcome.Jury, verdict: 1 })
    assert.deepEqual(await freeOf(world, [auditor, panel[0], expert, insurance]), [0n, 2500n, 150n, 56n])
    assert.deepEqual(await world.consequencesOf(transaction), [])
  })

  it('it should give half of both bonds to the insurance', async () => {
    const { auditor, insurance, expert, panel } = world
    const caseId = await openLabel(world, { item: 1, by: auditor })
    await rule(world, caseId, 1)
    await appeal(world, caseId, panel[2])
    await juryTrial(world, caseId, all(1))
    await close(caseId, { outcome: outcome.Jury, verdict: 1 })
    assert.deepEqual(await freeOf(world, [auditor, panel[2], expert, insurance]), [0n, 0n, 150n, 3000n - 450n + 6n])
  })

  it('it should have each bond pay its level', async () => {
    const { auditor, insurance, expert, panel } = world
    const caseId = await openLabel(world, { item: 1, by: auditor })
    await rule(world, caseId, 2)
    await appeal(world, caseId, panel[2])
    await juryTrial(world, caseId, all(0))
    await close(caseId, { outcome: outcome.Jury, verdict: 0 })
    assert.deepEqual(await freeOf(world, [auditor, panel[2], expert, insurance]), [850n, 1700n, 150n, 6n])
  })

  it('it should not let it win its own loss', async () => {
    const { auditor, insurance, panel } = world
    // Convicts, appeals its own success, and loses: the accused stands in.
    const caseId = await openConduct(world, { by: auditor })
    await rule(world, caseId, 1)
    await appeal(world, caseId, auditor)
    await juryTrial(world, caseId, all(0))
    await close(caseId, { outcome: outcome.Jury, verdict: 0 })
    assert.deepEqual(await freeOf(world, [auditor, panel[2], insurance]), [2000n, 500n, 56n])
  })

  it('it should leave its share to the insurance', async () => {
    const { requester, insurance, panel } = world
    const caseId = await openConduct(world)
    await rule(world, caseId, 0)
    await appeal(world, caseId, panel[2])
    await juryTrial(world, caseId, all(0))
    await close(caseId, { outcome: outcome.Jury, verdict: 0 })
    assert.deepEqual(await freeOf(world, [requester, panel[2], insurance]), [0n, 0n, 2556n])
  })

  it('it should leave the item without a label and give the bonds back less the fees', async () => {
    const { requester, insurance, expert, panel } = world
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    await appeal(world, caseId, panel[0])
    const first = await juryTrial(world, caseId, [1, 1, 1, 3, 3, 3, 3])
    await juryTrial(world, caseId, Array<undefined>(11).fill(undefined))
    await juryTrial(world, caseId, Array<undefined>(15).fill(undefined))
    const transaction = await close(caseId, { outcome: outcome.Void, verdict: none })
    assert.deepEqual(await freeOf(world, [requester, panel[0], expert]), [850n, 1700n, 150n])
    // The fee and 26 stakes among the seven who voted.
    const share = (300n + 26n * jurorStake) / 7n
    assert.deepEqual(await freeOf(world, first), Array<bigint>(7).fill(jurorStake + share))
    assert.deepEqual(await freeOf(world, [insurance]), [300n + 26n * jurorStake - 7n * share])
    assert.deepEqual(await world.consequencesOf(transaction), [
      { name: 'Overturned', args: { batchId, item: 0n, from: 1n, to: BigInt(none) } },
    ])
  })

  it('it should acquit the accused and overturn the slash', async () => {
    for (const open of [openConduct, openSlashAppeal]) {
      world = await freshCourtWorld()
      await setBatch(world)
      await world.fund([world.requester, world.panel[0]], baseBond)
      const caseId = await open(world)
      await escalate(world, caseId)
      await juryTrial(world, caseId, Array<undefined>(7).fill(undefined))
      await juryTrial(world, caseId, Array<undefined>(11).fill(undefined))
      await juryTrial(world, caseId, Array<undefined>(15).fill(undefined))
      const transaction = await finalize(world, caseId)
      const { outcome: ended, verdict } = await world.court.read.caseOf([caseId])
      assert.deepEqual([ended, verdict], [outcome.Void, 0])
      const consequences = await world.consequencesOf(transaction)
      assert.deepEqual(
        consequences.map(({ name, args }) => [name, args.upheld]),
        open === openConduct ? [] : [['Decided', false]],
      )
    }
  })

  it("it should let the tally's label stand and give the whole bond back", async () => {
    const { requester, insurance, market, pool } = world
    await pool.write.setEmpty([true])
    const caseId = await openLabel(world)
    await escalate(world, caseId)
    const { deadline } = await world.court.read.caseOf([caseId])
    await world.nextBlockAt(BigInt(deadline))
    await reverts(finalize(world, caseId), 'DeadlineNotPassed', [caseId, BigInt(deadline)])
    await passDeadline(world, caseId)
    await close(caseId, { outcome: outcome.Unheard, verdict: 1 })
    assert.deepEqual(await freeOf(world, [requester, insurance]), [baseBond, 0n])
    assert.equal(await market.read.overturnedOf([batchId, 0n]), 0n)
  })

  it('it should let the ruling stand and give the appellant its whole bond back', async () => {
    const { auditor, panel, expert, insurance } = world
    const caseId = await openLabel(world, { by: auditor })
    await rule(world, caseId, 1)
    await appeal(world, caseId, panel[0])
    await passDeadline(world, caseId)
    await close(caseId, { outcome: outcome.Unheard, verdict: 1 })
    assert.deepEqual(await freeOf(world, [auditor, panel[0], expert, insurance]), [0n, 2000n, 150n, 850n])
  })

  it('it should overturn a slash that nobody heard', async () => {
    const caseId = await openSlashAppeal(world)
    await escalate(world, caseId)
    await passDeadline(world, caseId)
    const transaction = await close(caseId, { outcome: outcome.Unheard, verdict: 0 })
    const { subject: slashId } = await world.court.read.caseOf([caseId])
    assert.deepEqual(await world.consequencesOf(transaction), [{ name: 'Decided', args: { slashId, upheld: false } }])
    assert.deepEqual(await freeOf(world, [world.panel[0]]), [baseBond])
  })

  it('it should be void where juries disagreed', async () => {
    const caseId = await openLabel(world)
    await escalate(world, caseId)
    await juryTrial(world, caseId, [1, 1, 1, 3, 3, 3, 3])
    await passDeadline(world, caseId)
    await close(caseId, { outcome: outcome.Void, verdict: none })
    assert.deepEqual(await freeOf(world, [world.requester]), [850n])
  })

  it('it should take the stake of the wrong and the missing, of all rounds, and share it among the coherent', async () => {
    const { insurance } = world
    const caseId = await openLabel(world)
    await escalate(world, caseId)
    const first = await juryTrial(world, caseId, [3, 3, 3, 1, 1, 'hidden', undefined])
    const second = await drawJury(world, caseId)
    await vote(world, caseId, second, [...all(3, 8), 1, undefined, 'hidden'])
    await world.court.write.count([caseId])
    const transaction = await close(caseId, { outcome: outcome.Jury, verdict: 3 })
    // 150 and seven stakes among eleven.
    const share = (150n + 7n * jurorStake) / 11n
    const [kept, lost] = [jurorStake + share, 0n]
    assert.deepEqual(await freeOf(world, first), [kept, kept, kept, lost, lost, lost, lost])
    assert.deepEqual(await freeOf(world, second), [...Array<bigint>(8).fill(kept), lost, lost, lost])
    assert.deepEqual(await freeOf(world, [insurance]), [150n + 7n * jurorStake - 11n * share])
    const settled = (await world.eventsOf(transaction)).filter(({ name }) => name === 'JurorSettled')
    assert.deepEqual(settled[3]?.args, {
      caseId,
      juror: first[3],
      coherent: false,
      lost: jurorStake,
      gained: 0n,
      free: 0n,
      locked: 0n,
    })
    assert.equal(settled.length, 18)
  })

  it('it should give the stakes to the insurance, and no fee, where nobody voted', async () => {
    const { requester, insurance } = world
    const caseId = await openLabel(world)
    await escalate(world, caseId)
    for (const size of [7, 11, 15]) await juryTrial(world, caseId, Array<undefined>(size).fill(undefined))
    await close(caseId, { outcome: outcome.Void, verdict: none })
    assert.deepEqual(await freeOf(world, [requester, insurance]), [baseBond, 33n * jurorStake])
  })

  /** The stakes that a label, upheld, appealed by the opener and overturned, costs. */
  const lostBy = async (by: Address, item = 0, verdict = 3) => {
    const caseId = await openLabel(world, { item, by })
    await rule(world, caseId, item === 3 ? 2 : 1)
    await appeal(world, caseId, by)
    await juryTrial(world, caseId, all(verdict))
    const slashes = await slashesOf(await finalize(world, caseId))
    return slashes.map(({ annotator, stake }) => [annotator, stake])
  }

  it("it should cost three items' share of the stake, twice that in a senior batch, at most a seat's", async () => {
    const { requester } = world
    const cases = [
      { change: { flags: 1 }, stake: 6000n },
      { change: { items: 2 }, stake: 4000n },
      { change: { items: 512 }, stake: 23n },
    ]
    for (const { change, stake } of cases) {
      world = await freshCourtWorld()
      await setBatch(world, change)
      await world.fund([requester], 100n * baseBond)
      assert.deepEqual(
        await lostBy(requester),
        world.panel.map((member) => [member, stake]),
      )
    }
  })

  it('it should cost nothing where there is no stake', async () => {
    await setBatch(world, { stakePerSeat: 0n })
    assert.deepEqual(await lostBy(world.requester), [])
  })

  it('it should cost once per annotator and batch', async () => {
    const { requester, panel, slasher } = world
    await slasher.write.open([batchId, panel[0], reason.DisputeLost, requester, requester, 0])
    assert.deepEqual(
      await lostBy(requester),
      [panel[1], panel[2]].map((member) => [member, 3000n]),
    )
  })

  it('it should not cost the opener', async () => {
    const { panel } = world
    assert.deepEqual(
      await lostBy(panel[1]),
      [panel[0], panel[2]].map((member) => [member, 3000n]),
    )
  })

  it('it should cost nothing where the jury finds no label', async () => {
    assert.deepEqual(await lostBy(world.requester, 0, none), [])
    assert.equal(await world.market.read.overturnedOf([batchId, 0n]), BigInt(none) + 1n)
  })
})
