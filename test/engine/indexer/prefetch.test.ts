import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type BlockWithLogs, type Chain, ChainMovedError, type TriggerFilter } from '../../../engine/chain/index.ts'
import { createRangeReader } from '../../../engine/indexer/prefetch.ts'
import { collectLogs } from '../support/loggers.ts'

const header = (number: number, branch = '') => ({
  number,
  hash: `${branch}${number}`,
  parentHash: `${branch}${number - 1}`,
  timestamp: number,
})

/** A chain whose ranges have two blocks, each with one log for each topic that is asked for. */
function chainOfPairs(branch: () => string) {
  const asked: string[] = []
  const chain: Pick<Chain, 'fetchRange' | 'maxRange'> = {
    maxRange: 2,
    fetchRange: async ({ filters, from, to }) => {
      const topics = filters.flatMap(({ topics0 }) => topics0)
      asked.push(`${from}-${to} ${topics}`)
      const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index)
      const blocks = numbers.map((number) => ({
        header: header(number, branch()),
        block: { transactions: [] },
        logs: topics.map((topic) => ({ topics: [topic], logIndex: `0x${topic}` })),
      }))
      return { last: header(to, branch()), blocks: blocks as unknown as BlockWithLogs[] }
    },
  }
  return { chain: chain as Chain, asked }
}

/** Data sources of which each wants the topic of its place. */
function growingSources() {
  const state = { count: 1 }
  const filter = (since = 0): TriggerFilter => ({
    filters: [{ topics0: Array.from({ length: state.count - since }, (_, index) => String(since + index + 1)) }],
  })
  return { state, sources: { sourceCount: () => state.count, filter } }
}

const topicsOf = (blocks: readonly BlockWithLogs[]) =>
  blocks.map((block) => `${block.header.number}: ${block.logs.map((log) => log.topics[0])}`)

describe('the range reader', () => {
  it('reads a range that was under way once more for data sources that were made meanwhile', async () => {
    const { chain, asked } = chainOfPairs(() => '')
    const { state, sources } = growingSources()
    const seen: string[] = []
    for await (const { blocks, last } of createRangeReader(chain, sources, collectLogs().logger).read(
      1,
      6,
      undefined,
    )) {
      seen.push(...topicsOf(blocks))
      // Two data sources are made in the second range, while the third is fetched.
      if (last.number === 4) state.count = 3
    }
    assert.deepEqual(seen, ['1: 1', '2: 1', '3: 1', '4: 1', '5: 1,2,3', '6: 1,2,3'])
    assert.deepEqual(asked, ['1-2 1', '3-4 1', '5-6 1', '5-6 2,3'])
  })

  it('notices when such a range is of another chain by then', async () => {
    let branch = ''
    const { chain } = chainOfPairs(() => branch)
    const { state, sources } = growingSources()
    const ranges = createRangeReader(chain, sources, collectLogs().logger).read(1, 6, undefined)
    await ranges.next()
    state.count = 2
    await new Promise((resolve) => setImmediate(resolve))
    branch = 'b'
    await assert.rejects(ranges.next(), ChainMovedError)
  })

  it('reads the rest of a range in as many requests as the node needs', async () => {
    const { chain, asked } = chainOfPairs(() => '')
    const { sources } = growingSources()
    const reader = createRangeReader(chain, sources, collectLogs().logger)
    const blocks = await reader.readAgain({ filters: [{ topics0: ['7'] }] }, 2, header(6))
    assert.deepEqual(topicsOf(blocks), ['2: 7', '3: 7', '4: 7', '5: 7', '6: 7'])
    assert.deepEqual(asked, ['2-3 7', '4-5 7', '6-6 7'])
  })
})
