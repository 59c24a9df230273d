import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IdTable } from '../../engine/id-table.ts'
import { seededRandom } from '../contracts/support/random.ts'

const SEED = Number(process.env.SEED ?? 1)

type Item = { readonly id: string; readonly value: number }

describe('a table by id', () => {
  it(`finds what a Map finds, whatever the hashes have in common (seed ${SEED})`, () => {
    const random = seededRandom(SEED)
    for (const hashes of [1, 7, 2 ** 30]) {
      const [table, map] = [new IdTable<Item>(), new Map<string, number>()]
      const hashOf = (id: string) => (Number(id.slice(1)) * 2_654_435_761) % hashes
      for (let step = 0; step < 5_000; step++) {
        const id = `i${random.below(2_000)}`
        const hash = hashOf(id)
        const found = table.find(id, hash)
        assert.equal(found?.value, map.get(id))
        if (found === undefined) {
          table.add({ id, value: step }, hash)
          map.set(id, step)
        }
        if (random.below(1_000) > 0) continue
        const oldest = random.below(step + 1)
        table.keep(({ value }) => value >= oldest)
        for (const [other, value] of map) if (value < oldest) map.delete(other)
      }
      for (const [id, value] of map) assert.equal(table.find(id, hashOf(id))?.value, value)
    }
  })
})
