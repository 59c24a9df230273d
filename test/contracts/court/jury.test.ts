import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { type Address, type Hex, zeroHash } from 'viem'
import { reverts } from '../support/reverts.ts'
import {
  drawJury,
  escalate,
  juryTrial,
  nextJury,
  openLabel,
  passDeadline,
  saltOf,
  setBatch,
  stateOf,
  vote,
} from './support/play.ts'
import {
  baseBond,
  type CourtWorld,
  caseState,
  day,
  freshCourtWorld,
  hash,
  jurorStake,
  none,
  outcome,
} from './support/world.ts'

let world: CourtWorld
let caseId: Hex
const unknown = hash('no case')

beforeEach(async () => {
  world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.requester], 100n * baseBond)
  caseId = await openLabel(world)
  await escalate(world, caseId)
})

const hashOf = (juror: Address, verdict: number, salt = saltOf(caseId, juror), round = 1n): Promise<Hex> =>
  world.court.read.voteHashOf([caseId, round, juror, verdict, salt])

const commit = async (juror: Address, commitment: Hex, id = caseId): Promise<Hex> =>
  world.court.write.commitVote([id, commitment], { account: juror })

const reveal = (juror: Address, verdict: number, salt = saltOf(caseId, juror)): Promise<Hex> =>
  world.court.write.revealVote([caseId, juror, verdict, salt])

describe('seating', () => {
  it('it should lock a stake of each, or what is left of it, and emit what it stores', async () => {
    const { court, pool } = world
    const jury = await nextJury(world, caseId)
    const [poor = jury[0] as Address] = jury
    await world.fund(jury, 2n * jurorStake)
    for (const juror of jury) await court.write.deposit([juror === poor ? 5n : 2n * jurorStake], { account: juror })
    const weights = jury.map((_, i) => BigInt(10 + i))
    // The pool asks first (`accepts`): this is one that asked before the deposit was withdrawn.
    const transaction = await pool.write.force([court.address, 2n, caseId, jury, weights])
    const deadline = (await world.now()) + day
    const drawn = jury.map((juror, i) => {
      const free = juror === poor ? 0n : jurorStake
      const stake = juror === poor ? 5n : jurorStake
      return { name: 'JurorDrawn', args: { caseId, juror, round: 1n, weight: weights[i], stake, free, locked: stake } }
    })
    const seated = { name: 'JurySeated', args: { caseId, round: 1n, weight: 91n, deadline } }
    assert.deepEqual(await world.eventsOf(transaction), [...drawn, seated])
    assert.deepEqual(await court.read.creditOf([poor]), { free: 0n, locked: 5n })
    assert.deepEqual(await court.read.juryOf([caseId, 1n]), jury)
    assert.deepEqual(await court.read.jurorOf([caseId, poor]), {
      commitment: zeroHash,
      weight: 10n,
      stake: 5n,
      round: 1,
      verdict: 0,
      revealed: false,
    })
  })
})

describe('commitVote', () => {
  it('A67: it should revert with CaseUnknown for a vote', async () => {
    await reverts(commit(world.stranger, hash('vote'), unknown), 'CaseUnknown', [unknown])
  })

  it('it should revert with NotJuror', async () => {
    const jury = await drawJury(world, caseId)
    await reverts(commit(world.stranger, hash('vote')), 'NotJuror', [caseId, world.stranger])
    await vote(
      world,
      caseId,
      jury,
      jury.map(() => undefined),
    )
    await world.court.write.count([caseId])
    await drawJury(world, caseId)
    const [first] = jury as [Address]
    await reverts(commit(first, hash('vote')), 'NotJuror', [caseId, first])
  })

  it('it should revert with ZeroHash for a vote', async () => {
    const [juror] = (await drawJury(world, caseId)) as [Address]
    await reverts(commit(juror, zeroHash), 'ZeroHash')
  })

  it('A36: it should revert with AlreadyVoted', async () => {
    const [juror] = (await drawJury(world, caseId)) as [Address]
    await commit(juror, hash('vote'))
    await reverts(commit(juror, hash('other')), 'AlreadyVoted', [caseId, juror])
  })

  it("it should commit in the deadline's second and not one later", async () => {
    const [first, second] = (await drawJury(world, caseId)) as [Address, Address]
    const { deadline } = await world.court.read.caseOf([caseId])
    await world.nextBlockAt(BigInt(deadline))
    const transaction = await commit(first, hash('vote'))
    const args = { caseId, juror: first, commitment: hash('vote') }
    assert.deepEqual(await world.eventsOf(transaction), [{ name: 'VoteCommitted', args }])
    await world.nextBlockAt(BigInt(deadline) + 1n)
    await reverts(commit(second, hash('vote')), 'DeadlinePassed', [caseId, BigInt(deadline)])
  })
})

describe('revealVote', () => {
  it('A67: it should revert with CaseUnknown for a reveal', async () => {
    await reverts(world.court.write.revealVote([unknown, world.stranger, 1, zeroHash]), 'CaseUnknown', [unknown])
  })

  it("A34: it should reveal from one second after the commits to the window's last second", async () => {
    const [first, second, third] = (await drawJury(world, caseId)) as [Address, Address, Address]
    for (const juror of [first, second, third]) await commit(juror, await hashOf(juror, 1))
    const deadline = BigInt((await world.court.read.caseOf([caseId])).deadline)
    await world.nextBlockAt(deadline)
    await reverts(reveal(first, 1), 'DeadlineNotPassed', [caseId, deadline])
    await world.nextBlockAt(deadline + 1n)
    await reveal(first, 1)
    await world.nextBlockAt(deadline + day)
    await reveal(second, 1)
    await world.nextBlockAt(deadline + day + 1n)
    await reverts(reveal(third, 1), 'DeadlinePassed', [caseId, deadline + day])
  })

  it('it should revert with NotJuror for a reveal', async () => {
    await drawJury(world, caseId)
    await passDeadline(world, caseId)
    await reverts(reveal(world.stranger, 1), 'NotJuror', [caseId, world.stranger])
  })

  it('A30: it should revert with VoteMismatch for a copied, replayed or altered vote', async () => {
    const [author, copier, replayer, altered, silent] = await drawJury(world, caseId)
    assert.ok(author && copier && replayer && altered && silent)
    const copied = await hashOf(author, 1)
    await commit(author, copied)
    await commit(copier, copied)
    await commit(replayer, await hashOf(replayer, 1, saltOf(caseId, replayer), 2n))
    await commit(altered, await hashOf(altered, 1))
    await passDeadline(world, caseId)
    await reverts(reveal(copier, 1, saltOf(caseId, author)), 'VoteMismatch', [caseId, copier])
    await reverts(reveal(replayer, 1), 'VoteMismatch', [caseId, replayer])
    await reverts(reveal(altered, 2), 'VoteMismatch', [caseId, altered])
    await reverts(reveal(altered, 1, hash('salt')), 'VoteMismatch', [caseId, altered])
    await reverts(reveal(silent, 1), 'VoteMismatch', [caseId, silent])
  })

  it('A35: it should revert with AlreadyVoted for a reveal', async () => {
    const [juror] = (await drawJury(world, caseId)) as [Address]
    await commit(juror, await hashOf(juror, 1))
    await passDeadline(world, caseId)
    await reveal(juror, 1)
    await reverts(reveal(juror, 1), 'AlreadyVoted', [caseId, juror])
  })

  it('it should revert with InvalidVerdict for a reveal', async () => {
    const [juror, other] = (await drawJury(world, caseId)) as [Address, Address]
    await commit(juror, await hashOf(juror, 4))
    await commit(other, await hashOf(other, none))
    await passDeadline(world, caseId)
    await reverts(reveal(juror, 4), 'InvalidVerdict', [caseId, 4n])
    await reveal(other, none)
  })

  it("it should be anyone's to bring", async () => {
    const [juror] = (await drawJury(world, caseId)) as [Address]
    await commit(juror, await hashOf(juror, 3))
    await passDeadline(world, caseId)
    const message = [caseId, juror, 3, saltOf(caseId, juror)] as const
    const transaction = await world.court.write.revealVote(message, { account: world.stranger })
    assert.deepEqual(await world.eventsOf(transaction), [
      { name: 'VoteRevealed', args: { caseId, juror, verdict: 3n } },
    ])
    const { verdict, revealed } = await world.court.read.jurorOf([caseId, juror])
    assert.deepEqual({ verdict, revealed }, { verdict: 3, revealed: true })
  })
})

describe('count', () => {
  it('A67: it should revert with CaseUnknown for a count', async () => {
    await reverts(world.court.write.count([unknown]), 'CaseUnknown', [unknown])
  })

  it('it should count one second after the reveals and not before', async () => {
    await drawJury(world, caseId)
    const end = BigInt((await world.court.read.caseOf([caseId])).deadline) + day
    await world.nextBlockAt(end)
    await reverts(world.court.write.count([caseId]), 'DeadlineNotPassed', [caseId, end])
    await world.nextBlockAt(end + 1n)
    await world.court.write.count([caseId])
  })

  it('it should revert with WrongState for a second count', async () => {
    await juryTrial(world, caseId, [3, 3, 3, 3, 3, 3, 3])
    await reverts(world.court.write.count([caseId]), 'WrongState', [caseId, caseState.Decided])
  })

  it('it should decide at exactly 60% revealed and 65% agreed', async () => {
    // 1,000 drawn; 600 revealed; 390 for label 3.
    const jury = await drawJury(world, caseId, [390n, 105n, 105n, 100n, 100n, 100n, 100n])
    await vote(world, caseId, jury, [3, 1, 2, 'hidden', undefined, undefined, 'hidden'])
    const transaction = await world.court.write.count([caseId])
    const args = { caseId, round: 1n, drawn: 1000n, revealed: 600n, verdict: 3n, weight: 390n, outcome: outcome.Jury }
    assert.deepEqual(await world.eventsOf(transaction), [{ name: 'VotesCounted', args }])
    const found = await world.court.read.caseOf([caseId])
    assert.deepEqual(
      [found.state, found.outcome, found.verdict, found.deadline],
      [caseState.Decided, outcome.Jury, 3, 0],
    )
  })

  it('it should ask for eleven jurors, then for fifteen', async () => {
    // 599 of 1,000 revealed, all of one mind.
    const first = await drawJury(world, caseId, [399n, 100n, 100n, 101n, 100n, 100n, 100n])
    await vote(world, caseId, first, [3, 3, 3, undefined, undefined, undefined, undefined])
    const rolled = await world.court.write.count([caseId])
    const deadline = (await world.now()) + day
    assert.deepEqual(await world.eventsOf(rolled), [
      {
        name: 'VotesCounted',
        args: { caseId, round: 1n, drawn: 1000n, revealed: 599n, verdict: 3n, weight: 599n, outcome: outcome.None },
      },
      { name: 'DrawAsked', args: { caseId, round: 2n, count: 11n, drawId: 3n, deadline } },
    ])
    // All revealed, 649 of 1,000 agreed.
    const second = await drawJury(world, caseId, [649n, 351n, ...Array<bigint>(9).fill(0n)])
    await vote(world, caseId, second, [3, 1, ...Array<number>(9).fill(1)])
    await world.court.write.count([caseId])
    const { round, drawId } = await world.court.read.caseOf([caseId])
    assert.deepEqual([round, drawId, await stateOf(world, caseId)], [3, 4n, 'JuryDraw'])
    assert.equal((await drawJury(world, caseId)).length, 15)
  })

  it('it should be void', async () => {
    for (const size of [7, 11, 15]) await juryTrial(world, caseId, Array<undefined>(size).fill(undefined))
    const found = await world.court.read.caseOf([caseId])
    assert.deepEqual([found.state, found.outcome, found.verdict, found.round], [caseState.Decided, outcome.Void, 0, 3])
  })

  it('A55: it should not agree by zero weights, nor overflow by great ones', async () => {
    const jury = await drawJury(world, caseId, Array<bigint>(7).fill(0n))
    await vote(world, caseId, jury, [3, 3, 3, 3, 3, 3, 3])
    await world.court.write.count([caseId])
    assert.equal(await stateOf(world, caseId), 'JuryDraw')
    const great = await drawJury(world, caseId, Array<bigint>(11).fill(2n ** 128n - 1n))
    await vote(world, caseId, great, Array<number>(11).fill(3))
    await world.court.write.count([caseId])
    assert.equal(await stateOf(world, caseId), 'Decided')
  })
})
