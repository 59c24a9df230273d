import type { Hex } from 'viem'
import type { PreparedBatch } from './batch.ts'
import { executeCall, finalizeCall, sealCall, settleCall } from './calls.ts'
import type { Ledger } from './ledger.ts'
import { type Count, callContextOf, prepareWaves, type Replay, type Step, stepOf } from './schedule.ts'
import { sealOf } from './seal.ts'

/** Seconds in which a ruling can be appealed, and a slash: constants of the contracts. */
const RULING_APPEAL_SECONDS = 2 * 86_400
const SLASH_APPEAL_SECONDS = 3 * 86_400

/**
 * What ends a replay, which follows from what the chain says: cases are closed and their batches settled, slashes are paid out, and
 * the dataset is sealed. `read` gives the chain's own account at the time of each step; `count` goes on where the schedule's stopped.
 */
export function* closing(replay: Replay, read: () => Ledger, count: Count): Generator<Step> {
  const context = callContextOf(replay)
  const batches = [...prepareWaves(replay)].flat()
  const disputed = batches.filter((batch) => batch.disputed)
  if (disputed.length > 0) {
    const finalize = disputed.map((batch) => finalizeCall(batch, context))
    yield stepOf(count(finalize), { seconds: RULING_APPEAL_SECONDS + 1 })
    yield stepOf(count(disputed.map((batch) => settleCall(batch, context))))
  }
  const slashes = read().slashes.map(({ id }) => executeCall(id, context))
  if (slashes.length > 0) yield stepOf(count(slashes), { seconds: SLASH_APPEAL_SECONDS + 1 })
  yield stepOf(count([sealCall(sealOf(batchIds(batches), read()), context)]))
}

function batchIds(batches: readonly PreparedBatch[]): Hex[] {
  return batches.map(({ id }) => id)
}
