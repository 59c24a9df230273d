/** fold(events) = storage, for the contracts whose fold is `fold.ts`. */
import assert from 'node:assert/strict'
import type { Address, Hex } from 'viem'
import type { DeskFold, IncentivesFold, ParametersFold } from './fold.ts'
import type { Protocol } from './world.ts'

export async function requireIncentives(incentives: Protocol['incentives'], fold: IncentivesFold): Promise<void> {
  assert.equal(await incentives.read.allocation(), fold.allocation)
  assert.equal(await incentives.read.epochCap(), fold.epochCap)
  assert.deepEqual(await incentives.read.spending(), fold.spending)
  for (const [id, expected] of fold.admissions) {
    assert.deepEqual(await incentives.read.admissionOf([id as Hex]), expected)
  }
  for (const [id, expected] of fold.spendings) {
    assert.deepEqual(await incentives.read.spendingOf([id as Hex]), expected)
  }
  for (const key of fold.decided) {
    assert.equal(await incentives.read.isDecided(key.split(' ') as [Hex, Address]), true)
  }
  for (const [account, expected] of fold.claimable) {
    assert.equal(await incentives.read.claimableOf([account as Address]), expected)
  }
  for (const [token, expected] of fold.insurance) {
    assert.equal(await incentives.read.insuranceOf([token as Address]), expected)
  }
}

/** @param now Time of the last block, Unix seconds. */
export async function requireDesk(desk: Protocol['desk'], fold: DeskFold, now: bigint): Promise<void> {
  assert.deepEqual(await desk.read.terms(), fold.terms)
  assert.deepEqual([await desk.read.liquidity(), await desk.read.takings()], [fold.liquidity, fold.takings])
  const today = now / 86_400n
  const paid = ({ day, amount }: { day: bigint; amount: bigint }) => (day === today ? amount : 0n)
  assert.equal(await desk.read.totalRedeemedToday(), paid(fold.total))
  for (const [account, spent] of fold.accounts) {
    assert.equal(await desk.read.redeemedToday([account as Address]), paid(spent))
  }
}

export async function requireParameters(parameters: Protocol['parameters'], fold: ParametersFold): Promise<void> {
  assert.deepEqual(await parameters.read.bounds(), fold.bounds)
  assert.equal(await parameters.read.version(), fold.version)
  assert.equal(await parameters.read.guardian(), fold.guardian)
  assert.equal(await parameters.read.entryPaused(), fold.paused)
  assert.equal(await parameters.read.owner(), fold.owner)
}
