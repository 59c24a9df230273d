import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { type Contracts, loadContracts } from '../../cli/chain/contracts.ts'
import { type Accounts, createAccounts } from '../../cli/replay/accounts.ts'
import { STAGES } from '../../cli/replay/calls.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { conveyor, SETUP_STEPS, schedule, splitWaves } from '../../cli/replay/schedule.ts'
import { build, OUTPUT_DIRS } from '../../scripts/build.ts'
import { gridOf } from './support/datasets.ts'

describe('conveyor', () => {
  test('moves every wave through every stage, one stage a turn', () => {
    const turns = [...conveyor(['a', 'b'])].map((turn) => turn.map(({ stage, wave }) => `${stage} ${wave}`))
    assert.deepEqual(turns, [
      ['create a'],
      ['assign a', 'create b'],
      ['commit a', 'assign b'],
      ['reveal a', 'commit b'],
      ['tally a', 'reveal b'],
      ['dispute a', 'tally b'],
      ['settle a', 'dispute b'],
      ['seed a', 'settle b'],
      ['draw a', 'seed b'],
      ['rule a', 'draw b'],
      ['rule b'],
    ])
  })

  test('yields nothing for no waves', () => {
    assert.deepEqual([...conveyor([])], [])
  })
})

test('waves are cut by number and by size, and a large batch is a wave of its own', () => {
  const batch = (items: number) => ({
    items: Array.from({ length: items }, String),
    panel: ['a', 'b', 'c'],
    labels: [],
    agreement: 2,
  })
  const sizes = (batches: number[]) =>
    [...splitWaves(batches.map(batch))].map((wave) => wave.map(({ items }) => items.length))
  assert.deepEqual(sizes(Array(11).fill(1)), [Array(10).fill(1), [1]])
  assert.deepEqual(sizes([200, 200, 1]), [[200, 200], [1]])
  assert.deepEqual(sizes([512, 1]), [[512], [1]])
})

describe('schedule', () => {
  const dataset = gridOf(1030, 3)
  const plan = planReplay(dataset, { wanted: 3, seed: 1 })
  let contracts: Contracts
  let accounts: Accounts

  before(async () => {
    await build({ targets: ['contracts'] })
    accounts = createAccounts(1)
    contracts = loadContracts(OUTPUT_DIRS.artifacts, accounts.operations.address)
  })

  test('numbers the transactions of each account from 0 on without a gap', () => {
    const next = new Map<string, number>()
    for (const { transactions } of schedule({ dataset, plan, accounts, contracts, seed: 1 }))
      for (const { from, nonce } of transactions) {
        assert.equal(nonce, next.get(from.address) ?? 0)
        next.set(from.address, nonce + 1)
      }
    const batches = plan.batches.length
    const [requester, keeper] = [accounts.requester, accounts.keeper].map(({ address }) => next.get(address))
    // Bonds approved; funds approved, project, funding; then two calls a batch of each.
    assert.deepEqual([requester, keeper], [1 + 3 + 2 * batches, 2 * batches])
  })

  test('has a step for every wave and stage, and reveals every judgement', () => {
    const steps = [...schedule({ dataset, plan, accounts, contracts, seed: 1 })]
    // Each batch is a wave of its own here, and nothing is disputed without gold.
    assert.equal(steps.length, SETUP_STEPS + plan.batches.length + STAGES.indexOf('settle'))
    assert.equal(
      steps.reduce((sum, { judgements }) => sum + judgements, 0),
      plan.played,
    )
  })

  test('is the same for the same seed, and signs with other accounts for another', () => {
    const dataOf = (seed: number) =>
      [...schedule({ dataset, plan, accounts: createAccounts(seed), contracts, seed })].flatMap(({ transactions }) =>
        transactions.map(({ from, data }) => from.address + data),
      )
    assert.deepEqual(dataOf(1), dataOf(1))
    assert.notDeepEqual(dataOf(1).at(-3), dataOf(2).at(-3))
  })
})
