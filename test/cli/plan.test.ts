import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_BATCH_ITEMS, panelSize, planReplay } from '../../cli/replay/plan.ts'
import { datasetOf, gridOf } from './support/datasets.ts'

const options = { wanted: 5, seed: 1 }

describe('planReplay', () => {
  test('items that the same workers answered are one batch, in whatever order they answered', () => {
    const { batches } = planReplay(datasetOf('a:x=0 b:z=1 a:y=1 b:y=0 a:z=0 b:x=1'), options)
    assert.deepEqual(batches, [
      {
        items: ['a', 'b'],
        panel: ['x', 'y', 'z'],
        labels: [Uint8Array.of(0, 1), Uint8Array.of(1, 0), Uint8Array.of(0, 1)],
        agreement: 2,
      },
    ])
  })

  test('items of different workers are different batches, in the order of their first answers', () => {
    const { batches } = planReplay(datasetOf('b:x=0 a:w=0 b:y=0 b:z=0 a:x=0 a:y=0'), options)
    assert.deepEqual(
      batches.map(({ items, panel }) => [items, panel]),
      [
        [['b'], ['x', 'y', 'z']],
        [['a'], ['w', 'x', 'y']],
      ],
    )
  })

  test('items with fewer than three workers are left out and counted', () => {
    const plan = planReplay(datasetOf('a:x=0 a:y=0 b:x=0 b:y=0 b:z=0 c:x=1'), options)
    assert.deepEqual(plan.leftOut, { items: ['a', 'c'], judgements: 3 })
    assert.equal(plan.played, 3)
  })

  test('an even number of workers gives the largest odd panel below it', () => {
    const plan = planReplay(gridOf(2, 4), options)
    assert.equal(plan.batches[0]?.panel.length, 3)
    assert.equal(plan.batches[0]?.agreement, 2)
    assert.equal(plan.surplus, 2)
  })

  test('more workers than wanted give a choice that the seed decides', () => {
    const panelOf = (seed: number) => planReplay(gridOf(3, 30), { wanted: 5, seed }).batches[0]?.panel
    assert.equal(panelOf(1)?.length, 5)
    assert.deepEqual(panelOf(1), panelOf(1))
    assert.notDeepEqual(panelOf(1), panelOf(2))
  })

  test('a group of more than 512 items becomes several batches', () => {
    const { batches } = planReplay(gridOf(2 * MAX_BATCH_ITEMS + 1, 3), options)
    assert.deepEqual(
      batches.map(({ items }) => items.length),
      [512, 512, 1],
    )
  })

  test('panel sizes are 3, 5 or 7, and none below three', () => {
    const sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map((available) => panelSize(available, 7))
    assert.deepEqual(sizes, [undefined, undefined, undefined, 3, 3, 5, 5, 7, 7, 7])
    assert.equal(panelSize(100, 3), 3)
  })

  test('every judgement is played, surplus or left out, and what is played is what was answered', () => {
    const judgement = fc.record({ item: fc.nat(12), worker: fc.nat(9), label: fc.nat(1) })
    const unique = fc.uniqueArray(judgement, { selector: ({ item, worker }) => `${item},${worker}`, maxLength: 120 })
    fc.assert(
      fc.property(unique, fc.constantFrom(3, 5, 7), fc.nat(5), (answers, wanted, seed) => {
        const judgements = answers.map(({ item, worker, label }) => ({ item: `i${item}`, worker: `w${worker}`, label }))
        const plan = planReplay({ judgements }, { wanted, seed })
        assert.equal(plan.played + plan.surplus + plan.leftOut.judgements, judgements.length)
        const given = new Set(judgements.map(({ item, worker, label }) => `${item},${worker},${label}`))
        for (const { items, panel, labels } of plan.batches)
          for (const [seat, worker] of panel.entries())
            for (const [index, item] of items.entries())
              assert.ok(given.has(`${item},${worker},${labels[seat]?.[index]}`))
      }),
      { seed: 7 },
    )
  })
})
