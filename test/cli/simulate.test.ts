import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createRandom } from '../../cli/random.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { simulate } from '../../cli/simulate.ts'

describe('simulate', () => {
  test('gives the same dataset for the same seed and another one for another', () => {
    assert.deepEqual(simulate({ seed: 3, items: 60 }), simulate({ seed: 3, items: 60 }))
    assert.notDeepEqual(simulate({ seed: 3, items: 60 }), simulate({ seed: 4, items: 60 }))
  })

  test('says that it is simulated, in the dataset and to the annotators', () => {
    const dataset = simulate({ seed: 1, items: 20 })
    assert.equal(dataset.simulated, true)
    assert.match(dataset.name, /simulated/)
    assert.match(dataset.instructions, /simulated/)
  })

  test('has gold and a text for every item, panels of three and five, and leaves nothing out', () => {
    const dataset = simulate({ seed: 1 })
    assert.equal(dataset.gold.size, 600)
    assert.equal(dataset.fields.size, 600)
    const plan = planReplay(dataset, { wanted: 5, seed: 1 })
    assert.deepEqual(new Set(plan.batches.map(({ panel }) => panel.length)), new Set([3, 5]))
    assert.equal(plan.played, dataset.judgements.length)
  })

  test('answers as often right as the skills say', () => {
    const { judgements, gold } = simulate({ seed: 1, items: 3000 })
    const shareOf = (worker: string): number => {
      const own = judgements.filter((judgement) => judgement.worker === worker)
      return own.filter(({ item, label }) => gold.get(item) === label).length / own.length
    }
    assert.ok(Math.abs(shareOf('simulated-01') - 0.97) < 0.02)
    assert.ok(Math.abs(shareOf('simulated-12') - 0.4) < 0.05)
  })

  test('keeps panels within the wanted size', () => {
    const { batches } = planReplay(simulate({ seed: 1, annotators: 3 }), { wanted: 3, seed: 1 })
    assert.ok(batches.every(({ panel }) => panel.length === 3))
  })
})

describe('createRandom', () => {
  test('is uniform and independent by purpose', () => {
    const [one, other] = [createRandom(1, 'a'), createRandom(1, 'b')]
    const draws = Array.from({ length: 10_000 }, one.next)
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    assert.ok(Math.abs(mean - 0.5) < 0.01)
    assert.ok(draws.every((value) => value >= 0 && value < 1))
    assert.notEqual(draws[0], other.next())
  })

  test('chooses each subset alike, in the order of the list', () => {
    const random = createRandom(1, 'subsets')
    const counts = new Map<string, number>()
    for (let round = 0; round < 6000; round += 1) {
      const subset = random.choose(['a', 'b', 'c', 'd'], 2).join('')
      counts.set(subset, (counts.get(subset) ?? 0) + 1)
    }
    assert.deepEqual([...counts.keys()].sort(), ['ab', 'ac', 'ad', 'bc', 'bd', 'cd'])
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 120, String(count))
  })
})
