/** The steps of a case, so that a test says only what is its own. */
import assert from 'node:assert/strict'
import { type Address, type Hex, keccak256 } from 'viem'
import {
  batchState,
  type CourtWorld,
  caseState,
  day,
  escalation,
  evidence,
  hash,
  jurorStake,
  kind,
  reason,
  subjectOfAccount,
  subjectOfItem,
} from './world.ts'

export const batchId = hash('batch')
export const justification = hash('justification')

type Plan = Parameters<CourtWorld['market']['write']['setBatch']>[0][1]

/** A tallied batch of four items for the world's panel, its dispute window open for ten days. */
export async function setBatch(world: CourtWorld, change: Partial<Plan> = {}, id: Hex = batchId): Promise<void> {
  const deadline = Number((await world.now()) + 10n * day)
  const plan = {
    requester: world.requester,
    stakePerSeat: 4000n,
    classes: 4,
    escalation: escalation.Expert,
    items: 4,
    agreement: 2,
    flags: 0,
    deadline,
    state: batchState.Tallied,
    ...change,
  }
  await world.market.write.setBatch([id, plan, world.panel, world.labels])
}

/** Opens a case over an item whose label is 1 (0 and 1), or 2 (3). */
export async function openLabel(
  world: CourtWorld,
  { item = 0, claim = 3, by = world.requester }: { item?: number; claim?: number; by?: Address } = {},
): Promise<Hex> {
  const { court, panel, labels } = world
  await court.write.openLabel([batchId, BigInt(item), claim, evidence, panel, labels], { account: by })
  return court.read.caseIdOf([kind.Label, batchId, subjectOfItem(item)])
}

/** Opens a case over item 2, which has no label. */
export async function openReview(world: CourtWorld): Promise<Hex> {
  const { court, panel, labels, requester } = world
  await court.write.openReview([batchId, 2n, evidence, panel, labels], { account: requester })
  return court.read.caseIdOf([kind.Review, batchId, subjectOfItem(2)])
}

export async function openConduct(
  world: CourtWorld,
  { accused = world.panel[2], by = world.requester }: { accused?: Address; by?: Address } = {},
): Promise<Hex> {
  await world.court.write.openConduct([batchId, accused, reason.Spam, evidence], { account: by })
  return world.court.read.caseIdOf([kind.Conduct, batchId, subjectOfAccount(accused)])
}

/** A slash of the panel's first member, reported by the reporter, that it appeals. */
export async function openSlashAppeal(world: CourtWorld): Promise<Hex> {
  const { court, slasher, panel, requester, reporter } = world
  const deadline = Number((await world.now()) + 10n * day)
  await slasher.write.open([batchId, panel[0], reason.GoldFail, requester, reporter, deadline])
  await court.write.openSlashAppeal([batchId, reason.GoldFail, evidence], { account: panel[0] })
  const slashId = await slasher.read.slashIdOf([batchId, panel[0], reason.GoldFail])
  return court.read.caseIdOf([kind.SlashAppeal, batchId, slashId])
}

export async function drawExpert(world: CourtWorld, caseId: Hex, expert = world.expert): Promise<void> {
  const { drawId } = await world.court.read.caseOf([caseId])
  await world.pool.write.draw([drawId, [expert], [1n]])
}

/** Draws the expert, who rules. */
export async function rule(world: CourtWorld, caseId: Hex, verdict: number): Promise<void> {
  await drawExpert(world, caseId)
  await world.court.write.rule([caseId, verdict, justification], { account: world.expert })
}

export async function appeal(world: CourtWorld, caseId: Hex, by: Address): Promise<void> {
  await world.court.write.appeal([caseId], { account: by })
}

/** Mines a block one second after the case's deadline. */
export async function passDeadline(world: CourtWorld, caseId: Hex): Promise<void> {
  const { deadline } = await world.court.read.caseOf([caseId])
  await world.passTo(BigInt(deadline) + 1n)
}

/** Takes a case that waits for an expert to the jury's draw. */
export async function escalate(world: CourtWorld, caseId: Hex): Promise<void> {
  await passDeadline(world, caseId)
  await world.court.write.escalate([caseId])
}

/** The accounts that the next jury is drawn from: 7, 11 or 15 of the world's jurors. */
export async function nextJury(world: CourtWorld, caseId: Hex): Promise<Address[]> {
  const { round } = await world.court.read.caseOf([caseId])
  const start = [0, 0, 7, 18][round] ?? 0
  return world.jurors.slice(start, start + 3 + 4 * round)
}

/** Draws the next jury, each with a juror stake, all of one weight unless it is given. */
export async function drawJury(world: CourtWorld, caseId: Hex, weights?: readonly bigint[]): Promise<Address[]> {
  const { court, pool } = world
  const jury = await nextJury(world, caseId)
  await world.fund(jury, jurorStake)
  for (const juror of jury) await court.write.deposit([jurorStake], { account: juror })
  const { drawId } = await court.read.caseOf([caseId])
  await pool.write.draw([drawId, jury, weights ?? jury.map(() => 10n)])
  return jury
}

export const saltOf = (caseId: Hex, juror: Address): Hex => keccak256(`${caseId}${juror.slice(2)}`)

/**
 * Plays a vote to the end of its windows.
 * @param votes Per juror: a verdict, `'hidden'` for one that is committed (1) and not revealed, undefined for none.
 */
export async function vote(
  world: CourtWorld,
  caseId: Hex,
  jury: readonly Address[],
  votes: readonly (number | 'hidden' | undefined)[],
): Promise<void> {
  const { court } = world
  assert.equal(votes.length, jury.length)
  const { round, deadline } = await court.read.caseOf([caseId])
  for (const [i, juror] of jury.entries()) {
    const verdict = votes[i]
    if (verdict === undefined) continue
    const said = verdict === 'hidden' ? 1 : verdict
    const commitment = await court.read.voteHashOf([caseId, BigInt(round), juror, said, saltOf(caseId, juror)])
    await court.write.commitVote([caseId, commitment], { account: juror })
  }
  await world.passTo(BigInt(deadline) + 1n)
  for (const [i, juror] of jury.entries()) {
    const verdict = votes[i]
    if (verdict === undefined || verdict === 'hidden') continue
    await court.write.revealVote([caseId, juror, verdict, saltOf(caseId, juror)])
  }
  await world.passTo(BigInt(deadline) + day + 1n)
}

/** Draws a jury, has it vote, and counts. */
export async function juryTrial(
  world: CourtWorld,
  caseId: Hex,
  votes: readonly (number | 'hidden' | undefined)[],
): Promise<Address[]> {
  const jury = await drawJury(world, caseId)
  await vote(world, caseId, jury, votes)
  await world.court.write.count([caseId])
  return jury
}

export async function finalize(world: CourtWorld, caseId: Hex): Promise<Hex> {
  return world.court.write.finalize([caseId, world.panel, world.labels])
}

/** Free credits of the accounts. */
export async function freeOf(world: CourtWorld, accounts: readonly Address[]): Promise<bigint[]> {
  const credits = await Promise.all(accounts.map((account) => world.court.read.creditOf([account])))
  return credits.map(({ free }) => free)
}

export async function stateOf(world: CourtWorld, caseId: Hex): Promise<string | undefined> {
  const { state } = await world.court.read.caseOf([caseId])
  return Object.entries(caseState).find(([, value]) => value === state)?.[0]
}
