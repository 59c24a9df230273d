import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  abstainers,
  accuracies,
  bestOf,
  type Comparison,
  compare,
  filled,
  netOf,
  pagePath,
  renamers,
  reportPath,
  type SimulationReport,
  settingOf,
  shirkers,
  splits,
} from '../../bench/simulation.ts'
import { measure, type Plan } from './measure.ts'
import { captureOf } from './sybil.ts'

const seed = Number(process.env.TEST_SEED ?? 1)
const plan: Plan = { seed, careers: 8, itemsEach: 3000 }
const report = JSON.parse(readFileSync(reportPath, 'utf8')) as SimulationReport

/** Honest work above every other strategy; where somebody abstains from hard items, not below by more than chance explains. */
function requireHonestBest(comparison: Comparison): void {
  const { honest, majority, seats, items, accuracy } = comparison
  const where = `${majority}, n = ${seats}, m = ${items}, accuracy ${accuracy}`
  for (const other of [...shirkers(comparison), ...renamers(comparison)]) {
    assert.ok(honest.net > other.net, `${where}: ${other.strategy} ${other.net} against ${honest.net}`)
  }
  for (const other of abstainers(comparison)) {
    const error = Math.hypot(honest.error, other.error)
    assert.ok(honest.net - other.net > -2 * error, `${where}: ${other.strategy} ${other.net} against ${honest.net}`)
  }
}

test('invariant 15: honest work earns most at every split, accuracy and shape', () => {
  for (const majority of splits) {
    for (const accuracy of accuracies) {
      requireHonestBest(compare('proposed', { majority, seats: 3, items: 100 }, accuracy, plan))
      requireHonestBest(compare('proposed', { majority, seats: 5, items: 20 }, accuracy, plan))
    }
  }
})

test('control: with the drafted pay on probation a new name for every probation earns more than honest work', () => {
  for (const accuracy of [0.75, 0.85]) {
    const one = compare('drafted', { majority: 0.9, seats: 3, items: 100 }, accuracy, { ...plan, careers: 6 })
    assert.ok(bestOf(renamers(one)).net > one.honest.net + 0.02)
    assert.ok(bestOf(shirkers(one)).net < one.honest.net)
  }
})

test('A41: accomplices who hold a whole panel earn less than honest work and get no tier, which the drafted rule gave them', () => {
  const alone = { majority: 0.7, accomplices: 1 }
  const honest = netOf(measure('honest', 0.75, settingOf('proposed', { majority: 0.7 }), plan))
  const now = measure('colluding', 0.9, settingOf('proposed', alone), plan)
  const drafted = measure('colluding', 0.9, settingOf('drafted', alone), plan)
  assert.ok(netOf(now) < honest + 0.03 && (now.tiers[5] ?? 0) > 0.95)
  assert.ok(netOf(drafted) > honest + 0.4 && (drafted.tiers[3] ?? 0) + (drafted.tiers[4] ?? 0) > 0.5)
})

test('the majority strategy hardly ever gets a paid tier by balanced gold at 90/10, and nearly always by natural gold', () => {
  const share = (goldDraw: 'balanced' | 'natural') =>
    1 -
    measure('majority', 0.9, settingOf('proposed', { majority: 0.9, goldDraw }), {
      ...plan,
      careers: 60,
      itemsEach: 400,
    }).firstUnpaid
  assert.ok(share('balanced') < 0.1)
  assert.ok(share('natural') > 0.9)
})

test('A43: accomplices decide as many drawn panels as the binomial distribution says', () => {
  for (const [share, seats] of [
    [0.1, 3],
    [0.3, 3],
    [0.3, 5],
  ] as const) {
    const rest = captureOf(share, seats - 1, (seats + 1) / 2 - 1)
    const { captured } = measure(
      'colluding',
      0.9,
      settingOf('proposed', { seats, accomplices: share, items: 20 }),
      plan,
    )
    assert.ok(Math.abs(captured - rest) < 0.04, `${captured} ${rest}`)
  }
  assert.equal(captureOf(0.5, 3, 2), 0.5)
  assert.equal(captureOf(1, 5, 3), 1)
})

test('the published run: honest work earns most throughout', () => {
  const proposed = report.comparisons.filter(({ set }) => set === 'proposed')
  assert.equal(proposed.length, 48)
  for (const one of proposed) requireHonestBest(one)
})

test('the published run is what its seed gives', () => {
  const first = report.comparisons.find(({ set }) => set === 'proposed')
  assert.ok(first)
  const { set, majority, seats, items, accuracy, ...earners } = first
  const again = compare(set, { majority, seats, items }, accuracy, report)
  const close = (one: number, other: number) => Math.abs(one - other) < 0.0001
  assert.ok(close(again.honest.net, earners.honest.net))
  for (const [index, { net }] of again.others.entries()) assert.ok(close(net, earners.others[index]?.net ?? -1))
})

test('docs/incentives.md has the tables of bench/simulation.json', () => {
  const page = readFileSync(pagePath, 'utf8')
  assert.equal(filled(page, report), page)
})
