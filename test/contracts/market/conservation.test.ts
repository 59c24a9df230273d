import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkHistory } from '../support/conservation.ts'

const actionsPerHistory = 400

test('no money appears or vanishes, and the events tell the storage, in random histories', async (context) => {
  const kinds = new Set<string>()
  for (const seed of [1, 2, 3]) {
    await context.test(`seed ${seed}`, async () => {
      for (const kind of (await checkHistory(seed, actionsPerHistory)).keys()) kinds.add(kind)
    })
  }
  const all =
    'assign claim closeDispute commit commitFor createBatch deposit fund moveClaimable openDispute openReveal overturn reassign refund reveal revealAndTally revealFor settle tally tallyAndSettle tallyForfeited unbond updateGuideline voidBatch withdraw'
  assert.equal([...kinds].sort().join(' '), all)
})
