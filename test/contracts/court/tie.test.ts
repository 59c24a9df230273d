import assert from 'node:assert/strict'
import { it } from 'node:test'
import { drawJury, escalate, openLabel, setBatch, vote } from './support/play.ts'
import { baseBond, freshCourtWorld, outcome } from './support/world.ts'

it('it should name the first of verdicts with equal weights, in the order of the pool, and decide nothing', async () => {
  const world = await freshCourtWorld()
  await setBatch(world)
  await world.fund([world.requester], 100n * baseBond)
  const caseId = await openLabel(world)
  await escalate(world, caseId)
  const jury = await drawJury(world, caseId, [10n, 30n, 20n, 15n, 15n, 10n, 20n])
  await vote(world, caseId, jury, [2, 3, 1, 3, 1, 1, undefined])
  const [counted] = await world.eventsOf(await world.court.write.count([caseId]))
  assert.deepEqual(counted, {
    name: 'VotesCounted',
    args: { caseId, round: 1n, drawn: 120n, revealed: 100n, verdict: 3n, weight: 45n, outcome: outcome.None },
  })
})
