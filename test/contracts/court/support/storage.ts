import assert from 'node:assert/strict'
import type { Address, Hex } from 'viem'
import type { Folded } from './fold.ts'
import type { CourtWorld } from './world.ts'

/** fold(events) = storage: cases, jurors and credits. */
export async function requireCases(court: CourtWorld['court'], fold: Folded): Promise<void> {
  for (const [id, expected] of fold.cases) assert.deepEqual(await court.read.caseOf([id as Hex]), expected)
  for (const [id, jurors] of fold.jurors) {
    for (const [juror, expected] of jurors) {
      assert.deepEqual(await court.read.jurorOf([id as Hex, juror as Address]), expected)
    }
  }
  for (const [account, expected] of fold.credits) {
    assert.deepEqual(await court.read.creditOf([account as Address]), expected)
  }
}
