import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, encodeFunctionData, type Hex, zeroHash } from 'viem'
import { reverts } from '../support/reverts.ts'
import {
  appeal,
  batchId,
  drawExpert,
  drawJury,
  escalate,
  justification,
  openConduct,
  openLabel,
  openSlashAppeal,
  passDeadline,
  rule,
  setBatch,
  stateOf,
} from './support/play.ts'
import {
  baseBond,
  type CourtWorld,
  caseState,
  day,
  freshCourtWorld,
  hash,
  jurorPool,
  jurorStake,
  none,
} from './support/world.ts'

let world: CourtWorld
const unknown = hash('no case')

beforeEach(async () => {
  world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.requester, world.auditor, world.stranger, ...world.panel], 100n * baseBond)
})

const force = (caseId: Hex, drawId: bigint, accounts: Address[], weights: bigint[]) =>
  world.pool.write.force([world.court.address, drawId, caseId, accounts, weights])

describe('drawn', () => {
  it('it should revert with NotPool', async () => {
    const caseId = await openLabel(world)
    const call = world.court.write.drawn([1n, caseId, [world.stranger], [1n]], { account: world.stranger })
    await reverts(call, 'NotPool', [world.stranger])
  })

  it('A67: it should revert with CaseUnknown for a draw', async () => {
    await reverts(force(unknown, 1n, [world.expert], [1n]), 'CaseUnknown', [unknown])
  })

  it('it should revert with StaleDraw', async () => {
    const caseId = await openLabel(world)
    const { expert, stranger } = world
    await reverts(force(caseId, 2n, [expert], [1n]), 'StaleDraw', [caseId, 2n])
    await reverts(force(caseId, 1n, [expert, stranger], [1n, 1n]), 'StaleDraw', [caseId, 1n])
    await reverts(force(caseId, 1n, [expert], []), 'StaleDraw', [caseId, 1n])

    await escalate(world, caseId)
    const jury = world.jurors.slice(0, 7)
    const weights = jury.map(() => 1n)
    await reverts(force(caseId, 1n, jury, weights), 'StaleDraw', [caseId, 1n])
    const twice = [...jury.slice(0, 6), ...jury.slice(0, 1)]
    await reverts(force(caseId, 2n, twice, weights), 'StaleDraw', [caseId, 2n])
  })

  it('it should revert with WrongState for a draw', async () => {
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    await reverts(force(caseId, 1n, [world.stranger], [1n]), 'WrongState', [caseId, caseState.Expert])
  })

  it("it should take it in the deadline's second and not one later", async () => {
    const late = await openLabel(world)
    const { deadline } = await world.court.read.caseOf([late])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await reverts(force(late, 1n, [world.expert], [1n]), 'DeadlinePassed', [late, BigInt(deadline)])
    const inTime = await openLabel(world, { item: 1 })
    const other = await world.court.read.caseOf([inTime])
    await world.nextBlockAt(BigInt(other.deadline))
    await drawExpert(world, inTime)
    assert.equal(await stateOf(world, inTime), 'Expert')
  })

  it('it should not take it, and the case can be drawn again', async () => {
    const { pool, court } = world
    await pool.write.setAnswersAtOnce([true])
    const caseId = await openLabel(world)
    assert.equal((await court.read.caseOf([caseId])).drawId, 0n)
    assert.equal(await stateOf(world, caseId), 'ExpertDraw')
    await pool.write.setAnswersAtOnce([false])
    await court.write.redraw([caseId])
    await drawExpert(world, caseId)
    assert.equal(await stateOf(world, caseId), 'Expert')
  })

  it('it should name the expert and give it 24 hours', async () => {
    const { court, expert, pool } = world
    const caseId = await openLabel(world)
    const transaction = await pool.write.draw([1n, [expert], [1n]])
    const deadline = (await world.now()) + day
    assert.deepEqual(await world.eventsOf(transaction), [{ name: 'ExpertDrawn', args: { caseId, expert, deadline } }])
    const found = await court.read.caseOf([caseId])
    assert.deepEqual([found.state, found.expert, found.deadline], [caseState.Expert, expert, Number(deadline)])
  })
})

describe('accepts', () => {
  it('A52: it should refuse requester, panel, opener, respondent, appellant, expert, jurors and jurors without a deposit', async () => {
    const { court, requester, panel, auditor, expert, jurors, stranger, reporter } = world
    const caseId = await openLabel(world, { by: auditor })
    const accepts = (id: Hex, drawId: bigint, account: Address) => court.read.accepts([drawId, id, account])
    for (const party of [requester, auditor, ...panel]) assert.equal(await accepts(caseId, 1n, party), false, party)
    assert.equal(await accepts(caseId, 1n, expert), true)
    assert.equal(await accepts(caseId, 2n, expert), false)
    assert.equal(await accepts(caseId, 0n, expert), false)
    assert.equal(await accepts(unknown, 0n, expert), false)

    await rule(world, caseId, 2)
    assert.equal(await accepts(caseId, 1n, stranger), false)
    await appeal(world, caseId, panel[0])
    const everybody = [requester, auditor, expert, stranger, ...panel, ...jurors]
    await world.fund(everybody, 100n * baseBond)
    for (const account of everybody) await court.write.deposit([jurorStake - 1n], { account })
    assert.equal(await accepts(caseId, 2n, stranger), false)
    for (const account of everybody) await court.write.deposit([1n], { account })
    assert.equal(await accepts(caseId, 2n, stranger), true)
    for (const party of [requester, auditor, expert, ...panel]) assert.equal(await accepts(caseId, 2n, party), false)

    // The pool asks with 100,000 gas; 21,000 are the transaction's own.
    const data = encodeFunctionData({ abi: court.abi, functionName: 'accepts', args: [2n, caseId, stranger] })
    const asked = await world.client.estimateGas({ to: court.address, data })
    assert.ok(asked < 21_000n + 50_000n, `${asked}`)

    const jury = await drawJury(world, caseId)
    const { deadline } = await court.read.caseOf([caseId])
    await world.passTo(BigInt(deadline) + day + 1n)
    await court.write.count([caseId])
    assert.equal(await accepts(caseId, 3n, stranger), true)
    for (const juror of jury) assert.equal(await accepts(caseId, 3n, juror), false)
    await passDeadline(world, caseId)
    assert.equal(await accepts(caseId, 3n, stranger), false)

    const slashCase = await openSlashAppeal(world)
    const { drawId } = await court.read.caseOf([slashCase])
    assert.equal(await accepts(slashCase, drawId, reporter), false)
    assert.equal(await accepts(slashCase, drawId, stranger), true)
  })
})

describe('rule', () => {
  it('A67: it should revert with CaseUnknown for a ruling', async () => {
    await reverts(world.court.write.rule([unknown, 1, justification]), 'CaseUnknown', [unknown])
  })

  it('it should revert with NotExpert', async () => {
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    const call = world.court.write.rule([caseId, 1, justification], { account: world.stranger })
    await reverts(call, 'NotExpert', [caseId, world.stranger])
  })

  it("A63: it should rule in the deadline's second and not one later", async () => {
    const { court, expert } = world
    const [inTime, late] = [await openLabel(world), await openLabel(world, { item: 1 })]
    await drawExpert(world, inTime)
    await drawExpert(world, late)
    const { deadline } = await court.read.caseOf([inTime])
    await world.nextBlockAt(BigInt(deadline))
    await court.write.rule([inTime, 1, justification], { account: expert })
    const other = BigInt((await court.read.caseOf([late])).deadline)
    await world.nextBlockAt(other + 1n)
    await reverts(court.write.rule([late, 1, justification], { account: expert }), 'DeadlinePassed', [late, other])
  })

  it('it should revert with ZeroHash for a ruling', async () => {
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    await reverts(world.court.write.rule([caseId, 1, zeroHash], { account: world.expert }), 'ZeroHash')
  })

  it("A48: it should revert with InvalidVerdict for classes beyond the project's and none where guilt is asked", async () => {
    const { court, expert } = world
    const label = await openLabel(world)
    const conduct = await openConduct(world)
    for (const [caseId, verdicts] of [
      [label, [4, 0xfe]],
      [conduct, [2, none]],
    ] as const) {
      await drawExpert(world, caseId)
      for (const verdict of verdicts) {
        const call = court.write.rule([caseId, verdict, justification], { account: expert })
        await reverts(call, 'InvalidVerdict', [caseId, BigInt(verdict)])
      }
    }
    await court.write.rule([label, none, justification], { account: expert })
  })

  it('A65: it should revert with WrongState for a second ruling, in one block too', async () => {
    const { court, expert, chain, client } = world
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    await chain.setAutomine(false)
    const first = await court.write.rule([caseId, 1, justification], { account: expert, gas: 200_000n })
    const second = await court.write.rule([caseId, 2, justification], { account: expert, gas: 200_000n })
    await chain.mine({ blocks: 1 })
    await chain.setAutomine(true)
    const [one, two] = await Promise.all([first, second].map((each) => client.getTransactionReceipt({ hash: each })))
    assert.deepEqual([one?.status, two?.status], ['success', 'reverted'])
    assert.equal(one?.blockNumber, two?.blockNumber)
    assert.equal((await court.read.caseOf([caseId])).ruling, 1)
    const call = court.write.rule([caseId, 2, justification], { account: expert })
    await reverts(call, 'WrongState', [caseId, caseState.Ruled])
  })

  it('it should store the ruling and open the appeal window', async () => {
    const { court, expert } = world
    const caseId = await openLabel(world)
    await drawExpert(world, caseId)
    const transaction = await court.write.rule([caseId, 2, justification], { account: expert })
    const deadline = (await world.now()) + 2n * day
    assert.deepEqual(await world.eventsOf(transaction), [
      { name: 'ExpertRuled', args: { caseId, expert, verdict: 2n, justificationHash: justification, deadline } },
    ])
    const { state, ruling, ruled, evidence, deadline: stored } = await court.read.caseOf([caseId])
    assert.deepEqual(
      { state, ruling, ruled, evidence, stored },
      { state: caseState.Ruled, ruling: 2, ruled: true, evidence: justification, stored: Number(deadline) },
    )
  })
})

describe('appeal', () => {
  it('A67: it should revert with CaseUnknown for an appeal', async () => {
    await reverts(appeal(world, unknown, world.requester), 'CaseUnknown', [unknown])
  })

  it('it should revert with NotParty for an appeal', async () => {
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    for (const by of [world.stranger, world.auditor]) {
      await reverts(appeal(world, caseId, by), 'NotParty', [batchId, by])
    }
  })

  it("A63: it should appeal in the window's last second and not one later", async () => {
    const { court, requester } = world
    const [inTime, late] = [await openLabel(world), await openLabel(world, { item: 1 })]
    await rule(world, inTime, 1)
    await rule(world, late, 1)
    await world.nextBlockAt(BigInt((await court.read.caseOf([inTime])).deadline))
    await appeal(world, inTime, requester)
    const { deadline } = await court.read.caseOf([late])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await reverts(appeal(world, late, requester), 'DeadlinePassed', [late, BigInt(deadline)])
  })

  it('it should revert with WrongState for an appeal', async () => {
    const { panel } = world
    const caseId = await openLabel(world)
    await reverts(appeal(world, caseId, panel[0]), 'WrongState', [caseId, caseState.ExpertDraw])
    await rule(world, caseId, 2)
    await appeal(world, caseId, panel[0])
    await reverts(appeal(world, caseId, panel[1]), 'WrongState', [caseId, caseState.JuryDraw])
  })

  it('A61: it should take twice the bond and ask for seven jurors', async () => {
    const { court, token, pool, auditor } = world
    const caseId = await openLabel(world, { by: auditor })
    await rule(world, caseId, 1)
    const transaction = await court.write.appeal([caseId], { account: auditor })
    const deadline = (await world.now()) + day
    assert.deepEqual(await world.eventsOf(transaction), [
      { name: 'AppealOpened', args: { caseId, appellant: auditor, bond: 2n * baseBond } },
      { name: 'DrawAsked', args: { caseId, round: 1n, count: 7n, drawId: 2n, deadline } },
    ])
    assert.equal(await token.read.balanceOf([court.address]), 3n * baseBond)
    const [, poolId, size] = await pool.read.drawOf([2n])
    assert.deepEqual([poolId, size], [jurorPool, 7n])
    const { state, appellant, appealBond, round, deadline: stored } = await court.read.caseOf([caseId])
    assert.deepEqual(
      { state, appellant, appealBond, round, stored },
      { state: caseState.JuryDraw, appellant: auditor, appealBond: 2n * baseBond, round: 1, stored: Number(deadline) },
    )
  })
})

describe('escalate', () => {
  it('A67: it should revert with CaseUnknown for an escalation', async () => {
    await reverts(world.court.write.escalate([unknown]), 'CaseUnknown', [unknown])
  })

  it('it should revert with WrongState for an escalation', async () => {
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    await passDeadline(world, caseId)
    await reverts(world.court.write.escalate([caseId]), 'WrongState', [caseId, caseState.Ruled])
  })

  it('A63: it should escalate one second after the deadline and not in it', async () => {
    const { court } = world
    const caseId = await openLabel(world)
    const { deadline } = await court.read.caseOf([caseId])
    await world.nextBlockAt(BigInt(deadline))
    await reverts(court.write.escalate([caseId]), 'DeadlineNotPassed', [caseId, BigInt(deadline)])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await court.write.escalate([caseId])
  })

  it('A62: it should go to a jury without another bond, whether no expert was drawn or none ruled', async () => {
    const { court, token, stranger } = world
    const [undrawn, silent] = [await openLabel(world), await openLabel(world, { item: 1 })]
    await drawExpert(world, silent)
    for (const caseId of [undrawn, silent]) {
      await passDeadline(world, caseId)
      const transaction = await court.write.escalate([caseId], { account: stranger })
      const [first, second] = await world.eventsOf(transaction)
      assert.deepEqual(first, { name: 'CaseEscalated', args: { caseId } })
      assert.equal(second?.name, 'DrawAsked')
      assert.equal(await stateOf(world, caseId), 'JuryDraw')
    }
    assert.equal(await token.read.balanceOf([court.address]), 2n * baseBond)
  })
})

describe('redraw', () => {
  it('A67: it should revert with CaseUnknown for a redraw', async () => {
    await reverts(world.court.write.redraw([unknown]), 'CaseUnknown', [unknown])
  })

  it('it should revert with DrawPending', async () => {
    const caseId = await openLabel(world)
    await reverts(world.court.write.redraw([caseId]), 'DrawPending', [caseId, 1n])
  })

  it('it should revert with WrongState for a redraw', async () => {
    const caseId = await openLabel(world)
    await rule(world, caseId, 1)
    await reverts(world.court.write.redraw([caseId]), 'WrongState', [caseId, caseState.Ruled])
  })

  it('it should revert with DeadlinePassed for a redraw', async () => {
    await world.pool.write.setEmpty([true])
    const caseId = await openLabel(world)
    const { deadline } = await world.court.read.caseOf([caseId])
    await passDeadline(world, caseId)
    await reverts(world.court.write.redraw([caseId]), 'DeadlinePassed', [caseId, BigInt(deadline)])
  })

  it('it should ask again', async () => {
    const { court, pool } = world
    await pool.write.setEmpty([true])
    const caseId = await openLabel(world)
    assert.equal((await court.read.caseOf([caseId])).drawId, 0n)
    const refused = await court.write.redraw([caseId])
    await pool.write.setEmpty([false])
    const asked = await court.write.redraw([caseId])
    const { deadline } = await court.read.caseOf([caseId])
    const args = { caseId, round: 0n, count: 1n, deadline: BigInt(deadline) }
    assert.deepEqual(await world.eventsOf(refused), [{ name: 'DrawAsked', args: { ...args, drawId: 0n } }])
    assert.deepEqual(await world.eventsOf(asked), [{ name: 'DrawAsked', args: { ...args, drawId: 1n } }])
  })
})
