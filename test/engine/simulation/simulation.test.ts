import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FAULTS } from './faults.ts'
import { runSeeds } from './many.ts'

const SEEDS = 500
const numbers = [...new Set(['R13', 'R14', 'R26', 'R27', ...FAULTS.map(({ name }) => name)])]
  .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
  .join(' ')

describe('an engine on a chain with forks, on faulty nodes, that is stopped, killed and made anew', () => {
  it(`${SEEDS} times has in the end what a fresh index has: A87 A88 A89 A90 A113 ${numbers}`, async (t) => {
    const happened = new Map<string, number>()
    let indexed = 0
    for await (const { seed, difference, notes, counts } of runSeeds(1, SEEDS)) {
      const again = `node test/engine/simulation/deep.ts --seed ${seed} --count 1`
      assert.equal(difference, undefined, `seed ${seed} differs (${again}): ${difference}`)
      for (const [name, times] of counts) happened.set(name, (happened.get(name) ?? 0) + times)
      indexed += notes
    }
    assert.ok(indexed > SEEDS * 10)
    for (const name of ['R14', 'R26', 'stop', 'kill', 'index anew', ...FAULTS.map((fault) => fault.name)]) {
      assert.ok(happened.has(name), `${name} never happened`)
    }
    t.diagnostic([...happened].map(([name, times]) => `${name} ${times}`).join(', '))
  })

  it('the control: where only proofs show what is missing, an engine without them differs, and one with them does not', async () => {
    const faults = FAULTS.filter(({ name, needsProof }) => name === 'R16' && needsProof === true)
    const differing = async (logCheck: 'bloom' | 'proof') => {
      let differ = 0
      for await (const { difference } of runSeeds(1, 12, { logCheck, faults })) if (difference !== undefined) differ++
      return differ
    }
    assert.equal(await differing('proof'), 0)
    assert.ok((await differing('bloom')) > 0)
  })
})
