import { type Address, bytesToHex, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import type { World } from './world.ts'

/** A project's parameters as `createProject` takes them. */
export type Params = {
  token: Address
  rewardPerLabel: bigint
  stakePerSeat: bigint
  classes: number
  /** 0 categorical, 1 ordinal. */
  scale: number
  tolerance: number
  /** 0 none, 1 expert, 2 round. */
  escalation: number
  commitWindow: number
  revealWindow: number
  goldWindow: number
  disputeWindow: number
  tiers: Tiers
  goldBps: number
  maxDisagreementBps: number
  noRevealBps: number
  goldBond: number
  keeperFee: number
  eligibility: Address
  guidelineHash: Hex
}

/** What the steps need of a world. */
export type Stage = Pick<World, 'market' | 'dollar' | 'requester' | 'annotators' | 'passTo'>

export type Tiers = {
  from: readonly [number, number, number, number]
  pays: readonly [number, number, number, number, number]
  probationPays: number
  probationAnswers: number
}

/** A batch's gold: items and their answers, and what hides them. */
export type GoldPlan = { positions: readonly number[]; labels: readonly number[]; salt?: Hex }

/** What `tally` takes to open the gold. */
export type GoldOpening = { manifestHash: Hex; positions: Hex; labels: Hex; salt: Hex }

export type BatchPlan = { items: number; seats: number; agreement: number; manifest?: string; gold?: GoldPlan }

/** A batch whose panel is known. Without `opening` it has no gold. */
export type Running = { batchId: Hex; panel: readonly Address[]; opening?: GoldOpening }

/** One label byte per item. */
export type Labels = readonly number[]

/** What each seat of a panel answers; undefined: nothing. */
export type Answers = readonly (Labels | undefined)[]

export const hash = (text: string): Hex => keccak256(toHex(text))

export const labelBytes = (labels: Labels): Hex => bytesToHex(Uint8Array.from(labels))

export const noPayload: Hex = `0x${'0'.repeat(64)}`

/** The gold of a batch without any. */
export const noGold: GoldOpening = { manifestHash: noPayload, positions: '0x', labels: '0x', salt: noPayload }

/** Two bytes for each position. */
export const positionBytes = (positions: readonly number[]): Hex =>
  bytesToHex(Uint8Array.from(positions.flatMap((position) => [position >> 8, position & 0xff])))

/** The defaults of docs/protocol.md, but for a probation that pays more. */
export const defaultTiers: Tiers = {
  from: [6000, 8000, 9000, 9700],
  pays: [0, 5000, 8000, 10000, 10000],
  probationPays: 8000,
  probationAnswers: 30,
}

/** The salt of an annotator in a batch: what a test commits with and reveals with. */
export const saltOf = (batchId: Hex, annotator: Address): Hex => keccak256(`${batchId}${annotator.slice(2)}`)

export function defaultParams(world: Stage): Params {
  return {
    token: world.dollar.address,
    rewardPerLabel: 7n,
    stakePerSeat: 0n,
    classes: 4,
    scale: 0,
    tolerance: 0,
    escalation: 0,
    commitWindow: 3600,
    revealWindow: 1800,
    goldWindow: 1200,
    disputeWindow: 0,
    tiers: defaultTiers,
    goldBps: 0,
    maxDisagreementBps: 0,
    noRevealBps: 0,
    goldBond: 0,
    keeperFee: 0,
    eligibility: zeroAddress,
    guidelineHash: hash('guideline'),
  }
}

/** Creates a project of the requester; funds it where `funds` is given, and the token is the world's own. */
export async function createProject(
  world: Stage,
  change: Partial<Params> & { salt?: string; funds?: bigint } = {},
): Promise<Hex> {
  const { salt = 'project', funds, ...params } = change
  const { market, requester } = world
  await market.write.createProject([hash(salt), { ...defaultParams(world), ...params }], { account: requester })
  const projectId = await market.read.projectIdOf([requester, hash(salt)])
  if (funds !== undefined) await fund(world, projectId, funds)
  return projectId
}

/** Mints dollars to the requester and adds them to the project. */
export async function fund(world: Stage, projectId: Hex, amount: bigint): Promise<void> {
  const { dollar, market, requester } = world
  await dollar.write.mint([requester, amount])
  await dollar.write.approve([market.address, amount], { account: requester })
  await market.write.fundProject([projectId, amount], { account: requester })
}

/** Deposits stake of every account from the admin's holding. */
export async function stake(world: World, accounts: readonly Address[], amount: bigint): Promise<void> {
  const { label, vault, admin } = world
  await label.write.approve([vault.address, amount * BigInt(accounts.length)], { account: admin })
  for (const account of accounts) await vault.write.deposit([account, amount], { account: admin })
}

/** What the requester keeps to open the gold of a batch with. */
export const openingOfGold = ({ manifest = 'manifest', gold }: BatchPlan): GoldOpening =>
  gold === undefined
    ? noGold
    : {
        manifestHash: hash(manifest),
        positions: positionBytes(gold.positions),
        labels: labelBytes(gold.labels),
        salt: gold.salt ?? hash(`salt of ${manifest}`),
      }

/** The hash of the plan's gold, zero for none. */
export async function goldHashOf(world: Stage, projectId: Hex, plan: BatchPlan): Promise<Hex> {
  if (plan.gold === undefined) return noPayload
  const { manifestHash, positions, labels, salt } = openingOfGold(plan)
  return world.market.read.goldHashOf([projectId, manifestHash, positions, labels, salt])
}

/** The id that the plan's batch has or will have. */
export async function batchIdOf(world: Stage, projectId: Hex, plan: BatchPlan): Promise<Hex> {
  const goldHash = await goldHashOf(world, projectId, plan)
  return world.market.read.batchIdOf([projectId, hash(plan.manifest ?? 'manifest'), goldHash])
}

export async function createBatch(world: Stage, projectId: Hex, plan: BatchPlan): Promise<Hex> {
  const manifestHash = hash(plan.manifest ?? 'manifest')
  const { market, requester } = world
  const goldHash = await goldHashOf(world, projectId, plan)
  await market.write.createBatch([projectId, manifestHash, goldHash, plan.items, plan.seats, plan.agreement], {
    account: requester,
  })
  return market.read.batchIdOf([projectId, manifestHash, goldHash])
}

/** A batch of the project with the first `seats` annotators invited. */
export async function assignBatch(world: Stage, projectId: Hex, plan: BatchPlan): Promise<Running> {
  const batchId = await createBatch(world, projectId, plan)
  const panel = world.annotators.slice(0, plan.seats)
  await world.market.write.assign([batchId, panel], { account: world.requester })
  return { batchId, panel, ...(plan.gold === undefined ? {} : { opening: openingOfGold(plan) }) }
}

export async function commitOne(world: Stage, batchId: Hex, annotator: Address, labels: Labels): Promise<Hex> {
  const salt = saltOf(batchId, annotator)
  const commitment = await world.market.read.commitmentOf([batchId, annotator, labelBytes(labels), noPayload, salt])
  return world.market.write.commit([batchId, commitment], { account: annotator })
}

export async function revealOne(world: Stage, batchId: Hex, annotator: Address, labels: Labels): Promise<Hex> {
  const salt = saltOf(batchId, annotator)
  return world.market.write.reveal([batchId, labelBytes(labels), noPayload, salt], { account: annotator })
}

/** Every seat with an answer commits to it. */
export function commitAll(world: Stage, running: Running, answers: Answers): Promise<Hex[]> {
  return inTurn(running, answers, (annotator, labels) => commitOne(world, running.batchId, annotator, labels))
}

/** Every seat with an answer reveals it. */
export function revealAll(world: Stage, running: Running, answers: Answers): Promise<Hex[]> {
  return inTurn(running, answers, (annotator, labels) => revealOne(world, running.batchId, annotator, labels))
}

/** One after the other, so that the order of the transactions is fixed. */
async function inTurn(
  { panel }: Running,
  answers: Answers,
  send: (annotator: Address, labels: Labels) => Promise<Hex>,
): Promise<Hex[]> {
  const transactions: Hex[] = []
  for (const [seat, annotator] of panel.entries()) {
    const labels = answers[seat]
    if (labels !== undefined) transactions.push(await send(annotator, labels))
  }
  return transactions
}

/** What `tally` takes for the answers: empty bytes where there is none. */
export const rowsOf = (answers: Answers): Hex[] => answers.map((labels) => labelBytes(labels ?? []))

/** Lets the present phase of the batch end. */
export async function passDeadline(world: Stage, batchId: Hex): Promise<void> {
  const { deadline } = await world.market.read.batchOf([batchId])
  await world.passTo(BigInt(deadline) + 1n)
}

/** From assigned to tallied, past the deadlines where answers are missing. */
export async function tallyAll(world: Stage, running: Running, answers: Answers): Promise<Hex> {
  const { batchId, panel } = running
  await commitAll(world, running, answers)
  if (answers.includes(undefined)) {
    await passDeadline(world, batchId)
    await world.market.write.openReveal([batchId])
  }
  await revealAll(world, running, answers)
  return world.market.write.tally([batchId, [...panel], rowsOf(answers), running.opening ?? noGold])
}
