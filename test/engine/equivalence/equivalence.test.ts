import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { getIntrospectionQuery } from 'graphql'
import { whyNoGraphNode } from '../../support/graph-node.ts'
import { startPair } from './pair.ts'
import { createRandom } from './random.ts'
import { describeDifference, runSeed } from './run.ts'
import { generateSchema } from './schema.ts'

const SEEDS = [1, 2, 3]
const QUERIES = 200

describe('the GraphQL API and a real graph-node', { skip: whyNoGraphNode() ?? false }, () => {
  for (const seed of SEEDS) {
    it(`answer ${QUERIES} generated queries alike, seed ${seed}`, { timeout: 60_000 }, async () => {
      const { different, equal } = await runSeed(seed, QUERIES)
      assert.deepEqual(different.map(describeDifference), [])
      assert.ok(equal > QUERIES / 2, `${equal} equal answers`)
    })
  }

  it('describe themselves alike', { timeout: 60_000 }, async (t) => {
    const pair = await startPair(generateSchema(createRandom(4)), { common: [[]], abandoned: [], kept: [[]] })
    t.after(() => pair.close())
    const { ours, theirs } = await pair.ask({ query: getIntrospectionQuery({ descriptions: false }) })
    assert.ok(ours.length > 10_000)
    assert.equal(ours, theirs)
  })
})
