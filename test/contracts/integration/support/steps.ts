/** What people do in the whole protocol, so that a scenario says only what is its own. */
import assert from 'node:assert/strict'
import { type Address, type Hex, keccak256, pad, parseEventLogs, toHex } from 'viem'
import { argsOf } from '../../support/events.ts'
import {
  type Answers,
  type BatchPlan,
  createBatch,
  createProject,
  hash,
  openingOfGold,
  type Params,
  type Running,
  rowsOf,
  tallyAll,
} from '../../support/scenario.ts'
import { ascending, day, type Protocol, whole } from './world.ts'

export const evidence = hash('evidence')
export const justification = hash('justification')

/** The enums of contracts/types/Dispute.sol and Slash.sol as the numbers that the ABI carries. */
export const caseKind = { Label: 1, Review: 2, Conduct: 3, SlashAppeal: 4 } as const
export const caseState = { Ruled: 3, Voting: 5, Decided: 6, Closed: 7 } as const
export const outcome = { Ruling: 1, Jury: 2, Void: 3, Unheard: 4 } as const
export const slashReason = {
  None: 0,
  NoReveal: 1,
  GoldFail: 2,
  ConsensusFail: 3,
  DisputeLost: 4,
  Spam: 5,
  Collusion: 6,
} as const
/** No label, and an abstention. */
export const [none, abstain] = [0xff, 0xfe]

/** Smallest units of dollars: odd, so that every share leaves a rest. */
export const reward = 1_000_003n
export const seatStake = 20n * whole
export const funds = 10n ** 12n

/** A project without gold, with disputes, an expert's reviews, slashes and keepers. */
export const terms = {
  rewardPerLabel: reward,
  stakePerSeat: seatStake,
  escalation: 1,
  disputeWindow: Number(3n * day),
  noRevealBps: 2000,
  keeperFee: 2,
} as const satisfies Partial<Params>

export const openProject = (protocol: Protocol, change: Partial<Params> & { salt?: string } = {}): Promise<Hex> =>
  createProject(protocol, { ...terms, funds, ...change })

/** Mines until the draw's seed is known, and has a stranger end it. */
export async function fulfil(protocol: Protocol, drawId: bigint): Promise<Hex> {
  const { pool, client, chain, stranger } = protocol
  const { seedBlock } = await pool.read.drawOf([drawId])
  const head = await client.getBlockNumber()
  if (head < seedBlock) await chain.mine({ blocks: Number(seedBlock - head) })
  return pool.write.fulfil([drawId], { account: stranger })
}

/** A batch whose panel the pool draws. */
export async function drawPanel(protocol: Protocol, projectId: Hex, plan: BatchPlan): Promise<Running> {
  const { pool, panelPool, requester } = protocol
  const batchId = await createBatch(protocol, projectId, plan)
  await pool.write.requestPanel([batchId, panelPool], { account: requester })
  const ended = await fulfil(protocol, await pool.read.panelDrawOf([batchId]))
  const [assigned] = await argsOf(protocol, ended, 'Assigned')
  assert.ok(assigned, 'the draw seated nobody')
  assert.equal(assigned.drawn, true)
  return { batchId, panel: assigned.annotators as Address[], ...openingOf(plan) }
}

/** A batch to which its requester invites these. */
export async function invite(
  protocol: Protocol,
  projectId: Hex,
  plan: BatchPlan,
  those: readonly Address[],
): Promise<Running> {
  const { market, requester } = protocol
  const batchId = await createBatch(protocol, projectId, plan)
  const panel = ascending(those)
  await market.write.assign([batchId, panel], { account: requester })
  return { batchId, panel, ...openingOf(plan) }
}

const openingOf = (plan: BatchPlan) => (plan.gold === undefined ? {} : { opening: openingOfGold(plan) })

/** A batch of three invited annotators, tallied. */
export async function tallied(
  protocol: Protocol,
  projectId: Hex,
  answers: Answers,
  manifest = 'manifest',
): Promise<Running> {
  const items = answers.find((row) => row !== undefined)?.length ?? 0
  const seats = answers.length
  const plan = { items, seats, agreement: (seats + 1) / 2, manifest }
  const running = await invite(protocol, projectId, plan, protocol.annotators.slice(0, seats))
  await tallyAll(protocol, running, answers)
  return running
}

/** Lets the dispute window pass and has the account settle. */
export async function settle(protocol: Protocol, { batchId, panel }: Running, by = protocol.stranger): Promise<Hex> {
  const { market } = protocol
  const { deadline } = await market.read.batchOf([batchId])
  if ((await protocol.now()) <= deadline) await protocol.passTo(BigInt(deadline) + 1n)
  return market.write.settle([batchId, [...panel]], { account: by })
}

// ---------------------------------------------------------------- the court

export const subjectOfItem = (item: number): Hex => toHex(item, { size: 32 })
export const subjectOfAccount = (account: Address): Hex => pad(account.toLowerCase() as Hex, { size: 32 })

export async function openLabel(
  protocol: Protocol,
  { batchId, panel }: Running,
  answers: Answers,
  { item = 0, claim, by = protocol.requester }: { item?: number; claim: number; by?: Address },
): Promise<Hex> {
  const { court } = protocol
  const rows = rowsOf(answers)
  await court.write.openLabel([batchId, BigInt(item), claim, evidence, [...panel], rows], { account: by })
  return court.read.caseIdOf([caseKind.Label, batchId, subjectOfItem(item)])
}

/** Draws the case's expert. */
export async function drawExpert(protocol: Protocol, caseId: Hex): Promise<Address> {
  const { drawId } = await protocol.court.read.caseOf([caseId])
  await fulfil(protocol, drawId)
  return (await protocol.court.read.caseOf([caseId])).expert
}

/** Draws the expert, who rules. */
export async function rule(protocol: Protocol, caseId: Hex, verdict: number): Promise<Address> {
  const expert = await drawExpert(protocol, caseId)
  await protocol.court.write.rule([caseId, verdict, justification], { account: expert })
  return expert
}

/** Mines a block one second after the case's deadline. */
export async function passCase(protocol: Protocol, caseId: Hex): Promise<void> {
  const { deadline } = await protocol.court.read.caseOf([caseId])
  await protocol.passTo(BigInt(deadline) + 1n)
}

export const voteSalt = (caseId: Hex, juror: Address): Hex => keccak256(`${caseId}${juror.slice(2)}`)

/** Draws the next jury, each of whom votes as told by its place, and counts. */
export async function juryTrial(
  protocol: Protocol,
  caseId: Hex,
  verdictOf: (place: number) => number | undefined,
): Promise<readonly Address[]> {
  const { court } = protocol
  const { drawId } = await court.read.caseOf([caseId])
  await fulfil(protocol, drawId)
  const { round } = await court.read.caseOf([caseId])
  const jury = await court.read.juryOf([caseId, BigInt(round)])
  for (const [place, juror] of jury.entries()) {
    const verdict = verdictOf(place)
    if (verdict === undefined) continue
    const vote = [caseId, BigInt(round), juror, verdict, voteSalt(caseId, juror)] as const
    await court.write.commitVote([caseId, await court.read.voteHashOf(vote)], { account: juror })
  }
  await passCase(protocol, caseId)
  for (const [place, juror] of jury.entries()) {
    const verdict = verdictOf(place)
    if (verdict !== undefined) await court.write.revealVote([caseId, juror, verdict, voteSalt(caseId, juror)])
  }
  await protocol.pass(day + 1n)
  await court.write.count([caseId], { account: protocol.stranger })
  return jury
}

/** Closes the case, by a stranger. */
export const finalize = (protocol: Protocol, caseId: Hex, { panel }: Running, answers: Answers): Promise<Hex> =>
  protocol.court.write.finalize([caseId, [...panel], rowsOf(answers)], { account: protocol.stranger })

// ---------------------------------------------------------------- reading

/** The arguments of the one event of this name that the contract emitted. */
export async function emitted(
  { client }: Protocol,
  transaction: Hex,
  contract: { address: Address; abi: Protocol['slasher']['abi'] | Protocol['court']['abi'] },
  name: string,
): Promise<Record<string, unknown>> {
  const { logs } = await client.getTransactionReceipt({ hash: transaction })
  const ours = logs.filter(({ address }) => address.toLowerCase() === contract.address.toLowerCase())
  const found = parseEventLogs({ abi: contract.abi, logs: ours }).filter(({ eventName }) => eventName === name)
  assert.equal(found.length, 1, name)
  return found[0]?.args as unknown as Record<string, unknown>
}

/** All stake of an account, wherever in the vault. */
export async function stakeOf({ vault }: Protocol, account: Address): Promise<bigint> {
  const { available, locked, unbonding } = await vault.read.stakeOf([account])
  return available + locked + unbonding
}

export const dollarsOf = ({ dollar }: Protocol, account: Address): Promise<bigint> => dollar.read.balanceOf([account])
