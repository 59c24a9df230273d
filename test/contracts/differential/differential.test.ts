import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareHistories } from './compare.ts'
import { generateHistory, type History } from './generate.ts'
import { canonical } from './history.ts'

test('EDR, anvil and the model agree on every outcome and every stored value of random histories', async () => {
  const report = await compareHistories({ seed: 1, histories: 20, steps: 60 })
  assert.deepEqual(report.differences, [])
  // What the histories must at least have met to be worth their time.
  const met = [...Object.keys(report.events), ...Object.keys(report.errors)]
  const wanted =
    'BatchSettled BatchVoided RewardPaid RewardClaimed RewardWithheld RevealMissed CommitMissed StakeUnlocked StakeWithdrawn ' +
    'GoldOpened GoldForfeited AnnotatorFlagged BatchDisputed LabelOverturned SeatRescored Reassigned RoundOpened KeeperPaid ' +
    'SlashOpened SlashOverturned Slashed StakeSlashed ClaimableMoved DatasetSealed DeadlinePassed GoldMismatch'
  for (const name of wanted.split(' ')) assert.ok(met.includes(name), `no history met ${name}`)
  assert.ok(report.steps === 1200 && report.refused < 800)
})

test('500 histories of 24 steps differ in nothing', async (context) => {
  const { differences, histories, steps, reads } = await compareHistories({ seed: 1, histories: 500, steps: 24 })
  assert.deepEqual(differences, [])
  assert.deepEqual([histories, steps], [500, 12_000])
  context.diagnostic(`differential histories: ${histories}`)
  context.diagnostic(`differential values compared: ${reads}`)
})

test('control: a model that is wrong in one argument of one event, or in one stored value, is found out on both chains', async () => {
  const wrongEvent = (history: History): History => {
    const at = history.outcomes.findIndex(
      (outcome) => 'events' in outcome && outcome.events[0]?.name === 'StakeDeposited',
    )
    const outcomes = history.outcomes.map((outcome, index) => {
      if (index !== at || !('events' in outcome)) return outcome
      return { events: outcome.events.map(({ name, args }) => ({ name, args: { ...args, amount: 0n } })) }
    })
    return { ...history, outcomes }
  }
  const wrongValue = (history: History): History => {
    const last = history.reads.length - 1
    return { ...history, reads: history.reads.map((read, at) => (at === last ? { ...read, value: -1n } : read)) }
  }
  for (const alter of [wrongEvent, wrongValue]) {
    const { differences } = await compareHistories({ seed: 1, histories: 1, steps: 20, alter })
    assert.deepEqual(differences.map(({ chain }) => chain).sort(), ['EDR', 'anvil'])
  }
})

test('a seed always gives the same history', async () => {
  const [first, second, other] = await Promise.all([7, 7, 8].map((seed) => generateHistory(seed, 60)))
  assert.equal(canonical(first), canonical(second))
  assert.notEqual(canonical(first?.steps), canonical(other?.steps))
})
