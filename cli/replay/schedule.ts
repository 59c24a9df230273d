import type { Hex } from 'viem'
import type { Contracts } from '../chain/contracts.ts'
import type { Dataset } from '../dataset/types.ts'
import { type Accounts, deriveSecret } from './accounts.ts'
import { type BatchContext, type PreparedBatch, prepareBatch, projectIdOf } from './batch.ts'
import { type Call, type CallContext, deployCalls, projectCalls, STAGES, type Stage, stageCalls } from './calls.ts'
import { type Document, guidelineOf } from './documents.ts'
import type { Plan, PlannedBatch } from './plan.ts'
import { REWARD_PER_LABEL_WEI } from './terms.ts'

/** A call with its place in its sender's sequence. */
export type Transaction = Call & { readonly nonce: number }

/** Transactions that need each other's order only where they have the same sender: together they are mined. */
export type Step = {
  readonly transactions: readonly Transaction[]
  /** Documents that the step's transactions refer to. */
  readonly documents: readonly Document[]
  /** Judgements that the step reveals. */
  readonly judgements: number
}

export type Replay = {
  readonly dataset: Dataset
  readonly plan: Plan
  readonly accounts: Accounts
  readonly contracts: Contracts
  readonly seed: number
}

/** Items times seats in one wave, at most (but at least one batch): keeps a block well below its gas limit. */
const WAVE_JUDGEMENTS = 1_200
/** Batches in one wave, at most. */
const WAVE_BATCHES = 10

/**
 * Everything that a replay does, as data, in order: deployment, project and stakes, then the batches in waves on a conveyor:
 * while one wave is created the one before it is assigned, the one before that commits, and so on.
 *
 * The sequence follows from its input alone. Hence an account's nonce on chain says how many of its transactions are mined, and
 * a replay that was interrupted goes on by leaving those out.
 */
export function* schedule(replay: Replay): Generator<Step> {
  const { accounts, contracts, plan, dataset } = replay
  const count = createNonces()
  yield { transactions: count(deployCalls({ accounts, contracts })), documents: [], judgements: 0 }

  const guideline = guidelineOf(dataset)
  const context = {
    ...replay,
    projectId: projectOf(replay),
    market: contracts.LabelMarket.address,
    fields: dataset.fields,
  }
  const project = {
    salt: projectSalt(replay),
    classes: dataset.classes.length,
    guidelineHash: guideline.hash,
    fundingWei: fundingOf(plan),
    seats: countSeats(plan),
  }
  yield { transactions: count(projectCalls(context, project)), documents: [guideline], judgements: 0 }

  for (const stages of conveyor(prepareWaves(plan, context))) yield toStep(stages, context, count)
}

/** Steps that `schedule` yields for a plan. */
export function countSteps(plan: Plan): number {
  const waves = [...splitWaves(plan.batches)].length
  return 2 + (waves && waves + STAGES.length - 1)
}

/** The id of the project that a replay creates. */
export function projectOf(replay: Pick<Replay, 'accounts' | 'contracts' | 'seed' | 'dataset'>): Hex {
  return projectIdOf(replay.contracts.LabelMarket.address, replay.accounts.requester.address, projectSalt(replay))
}

/** The greatest possible sum of rewards: what the project is funded with, wei. */
export function fundingOf(plan: Plan): bigint {
  return BigInt(plan.played) * REWARD_PER_LABEL_WEI
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

function* prepareWaves(plan: Plan, context: BatchContext): Generator<readonly PreparedBatch[]> {
  for (const wave of splitWaves(plan.batches)) yield wave.map((batch) => prepareBatch(batch, context))
}

function toStep(
  stages: readonly { readonly stage: Stage; readonly wave: readonly PreparedBatch[] }[],
  context: CallContext,
  count: (calls: readonly Call[]) => Transaction[],
): Step {
  const waveAt = (wanted: Stage) => stages.find(({ stage }) => stage === wanted)?.wave ?? []
  return {
    transactions: stages.flatMap(({ stage, wave }) =>
      wave.flatMap((batch) => count(stageCalls(stage, batch, context))),
    ),
    documents: waveAt('create').map(({ manifest }) => manifest),
    judgements: waveAt('reveal').reduce((sum, { items, seats }) => sum + items.length * seats.length, 0),
  }
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
function createNonces(): (calls: readonly Call[]) => Transaction[] {
  const next = new Map<string, number>()
  return (calls) =>
    calls.map((call) => {
      const nonce = next.get(call.from.address) ?? 0
      next.set(call.from.address, nonce + 1)
      return { ...call, nonce }
    })
}
