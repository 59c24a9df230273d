import type { Hex } from 'viem'
import type { Contracts } from '../chain/contracts.ts'
import type { Dataset } from '../dataset/types.ts'
import { type Accounts, deriveSecret } from './accounts.ts'
import { type BatchContext, type PreparedBatch, prepareBatch, projectIdOf } from './batch.ts'
import {
  type Call,
  type CallContext,
  courtCalls,
  deployCalls,
  expertCalls,
  projectCalls,
  STAGES,
  type Stage,
  stageCalls,
} from './calls.ts'
import { chooseDisputes } from './disputes.ts'
import { type Document, guidelineOf } from './documents.ts'
import { hasGold } from './gold.ts'
import type { Plan, PlannedBatch } from './plan.ts'
import { GOLD_BOND_LABELS, KEEPER_FEE_LABELS, REWARD_PER_LABEL_WEI, STEP_SECONDS } from './terms.ts'

/** A call with its place in its sender's sequence. */
export type Transaction = Call & { readonly nonce: number }

/** Transactions that need each other's order only where they have the same sender: together they are mined. */
export type Step = {
  readonly transactions: readonly Transaction[]
  /** Documents that the step's transactions refer to. */
  readonly documents: readonly Document[]
  /** Judgements that the step reveals. */
  readonly judgements: number
  /** Seconds that pass before it. */
  readonly seconds: number
}

export type Replay = {
  readonly dataset: Dataset
  readonly plan: Plan
  readonly accounts: Accounts
  readonly contracts: Contracts
  readonly seed: number
}

/** Numbers each account's calls from 0 on, call by call. */
export type Count = (calls: readonly Call[]) => Transaction[]

/** Items times seats in one wave, at most (but at least one batch): keeps a block well below its gas limit. */
const WAVE_JUDGEMENTS = 1_200
/** Batches in one wave, at most. */
const WAVE_BATCHES = 10

/**
 * Everything that a replay does until its batches are settled, as data, in order: deployment, court, project and stakes, then the
 * batches in waves on a conveyor: while one wave is created the one before it is assigned, the one before that commits, and so on.
 * What follows from the chain's own results is in `closing.ts`.
 *
 * The sequence follows from its input alone. Hence an account's nonce on chain says how many of its transactions are mined, and
 * a replay that was interrupted goes on by leaving those out.
 */
export function* schedule(replay: Replay, count: Count = createNonces()): Generator<Step> {
  const { plan, dataset } = replay
  const context = callContextOf(replay)
  const guideline = guidelineOf(dataset)
  const project = {
    salt: projectSalt(replay),
    classes: dataset.classes.length,
    guidelineHash: guideline.hash,
    hasGold: hasGold(plan, dataset.gold),
    fundingWei: fundingOf(plan),
    seats: countSeats(plan),
  }
  yield stepOf(count(deployCalls(replay)))
  yield stepOf(count(courtCalls(context)))
  yield stepOf(count([...expertCalls(context), ...projectCalls(context, project)]), { documents: [guideline] })
  // A turn without transactions mines nothing: the next one's block comes that much later.
  let seconds = 0
  for (const stages of conveyor(prepareWaves(replay))) {
    const step = toStep(stages, context, count)
    seconds += step.seconds
    if (step.transactions.length === 0) continue
    yield { ...step, seconds }
    seconds = 0
  }
}

/** Steps that `schedule` yields before the stages of batches. */
export const SETUP_STEPS = 3

/** A step in which nothing is revealed. */
export function stepOf(transactions: readonly Transaction[], rest: Partial<Step> = {}): Step {
  return { transactions, documents: [], judgements: 0, seconds: STEP_SECONDS, ...rest }
}

/** What the calls of a replay have in common. */
export function callContextOf(replay: Replay): CallContext {
  return { accounts: replay.accounts, contracts: replay.contracts, projectId: projectOf(replay) }
}

/** The id of the project that a replay creates. */
export function projectOf(replay: Pick<Replay, 'accounts' | 'contracts' | 'seed' | 'dataset'>): Hex {
  return projectIdOf(replay.contracts.LabelMarket.address, replay.accounts.requester.address, projectSalt(replay))
}

/** The greatest possible expense: what the project is funded with, wei. */
export function fundingOf(plan: Plan): bigint {
  const perBatch = GOLD_BOND_LABELS + 2 * KEEPER_FEE_LABELS
  return BigInt(plan.played + plan.batches.length * perBatch) * REWARD_PER_LABEL_WEI
}

/** Every batch with everything that its transactions carry, wave by wave. */
export function* prepareWaves(replay: Replay): Generator<readonly PreparedBatch[]> {
  const context = batchContextOf(replay)
  for (const wave of splitWaves(replay.plan.batches)) yield wave.map((batch) => prepareBatch(batch, context))
}

/** The last wave is not disputed: so blocks follow every dispute until the one that decides its draw. */
function batchContextOf(replay: Replay): BatchContext {
  const { dataset, plan, contracts, accounts, seed } = replay
  const known = hasGold(plan, dataset.gold) ? dataset.gold : undefined
  const waves = [...splitWaves(plan.batches)].slice(0, -1)
  const disputes = known ? chooseDisputes(waves.flat(), known, seed) : new Map()
  const { fields } = dataset
  const market = contracts.LabelMarket.address
  return { accounts, market, projectId: projectOf(replay), fields, disputes, seed, ...(known && { known }) }
}

/** Batches in playing order, cut into waves. */
export function* splitWaves(batches: readonly PlannedBatch[]): Generator<readonly PlannedBatch[]> {
  let wave: PlannedBatch[] = []
  let judgements = 0
  for (const batch of batches) {
    const size = batch.items.length * batch.panel.length
    if (wave.length === WAVE_BATCHES || (wave.length > 0 && judgements + size > WAVE_JUDGEMENTS)) {
      yield wave
      wave = []
      judgements = 0
    }
    wave.push(batch)
    judgements += size
  }
  if (wave.length > 0) yield wave
}

/** Puts waves on a belt of as many places as there are stages: each turn moves every wave to its next stage. */
export function* conveyor<T>(waves: Iterable<T>): Generator<readonly { readonly stage: Stage; readonly wave: T }[]> {
  let belt: { stage: Stage; wave: T }[] = []
  const turn = (entering: readonly T[]) => {
    const moved = belt.flatMap(({ stage, wave }) => {
      const next = STAGES[STAGES.indexOf(stage) + 1]
      return next ? [{ stage: next, wave }] : []
    })
    belt = [...moved, ...entering.map((wave) => ({ stage: STAGES[0], wave }))]
    return belt
  }
  for (const wave of waves) yield turn([wave])
  while (turn([]).length > 0) yield belt
}

function toStep(
  stages: readonly { readonly stage: Stage; readonly wave: readonly PreparedBatch[] }[],
  context: CallContext,
  count: Count,
): Step {
  const waveAt = (wanted: Stage) => stages.find(({ stage }) => stage === wanted)?.wave ?? []
  const transactions = stages.flatMap(({ stage, wave }) =>
    wave.flatMap((batch) => count(stageCalls(stage, batch, context))),
  )
  return stepOf(transactions, {
    documents: waveAt('create').map(({ manifest }) => manifest),
    judgements: waveAt('reveal').reduce((sum, { items, seats }) => sum + items.length * seats.length, 0),
  })
}

function projectSalt({ seed, dataset }: Pick<Replay, 'seed' | 'dataset'>): Hex {
  return deriveSecret(seed, 'project', dataset.name)
}

function countSeats(plan: Plan): Map<string, number> {
  const seats = new Map<string, number>()
  for (const { panel } of plan.batches) for (const worker of panel) seats.set(worker, (seats.get(worker) ?? 0) + 1)
  return seats
}

/** Numbers each account's calls from 0 on. */
export function createNonces(): Count {
  const next = new Map<string, number>()
  return (calls) =>
    calls.map((call) => {
      const nonce = next.get(call.from.address) ?? 0
      next.set(call.from.address, nonce + 1)
      return { ...call, nonce }
    })
}
