import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { historyOf } from '../../engine/history.ts'

const [MAINNET, ANVIL] = [1, 31_337]

describe('how much history is kept', () => {
  const cases: [name: string, actual: unknown, expected: unknown][] = [
    ['all by default', historyOf({}, MAINNET), { maxReorgDepth: 250 }],
    ['what the manifest says', historyOf({}, MAINNET, 1000), { maxReorgDepth: 250, historyBlocks: 1000 }],
    ['what may be taken back, at least', historyOf({}, MAINNET, 3), { maxReorgDepth: 250, historyBlocks: 250 }],
    ['as in graph-node for `auto`', historyOf({}, MAINNET, 'auto'), { maxReorgDepth: 250, historyBlocks: 500 }],
    ['what is asked for rather', historyOf({ prune: 'never' }, MAINNET, 'auto'), { maxReorgDepth: 250 }],
    ['all of a development chain', historyOf({}, ANVIL, 'auto'), { maxReorgDepth: Number.POSITIVE_INFINITY }],
    ['but not where it is asked for', historyOf({ prune: 9 }, ANVIL), { maxReorgDepth: 9, historyBlocks: 9 }],
    [
      'or where the depth is known',
      historyOf({ maxReorgDepth: 7 }, ANVIL, 'auto'),
      { maxReorgDepth: 7, historyBlocks: 14 },
    ],
  ]
  for (const [name, actual, expected] of cases) it(name, () => assert.deepEqual(actual, expected))

  it('is never less than what may be taken back', () => {
    assert.throws(() => historyOf({ prune: 249 }, MAINNET), { name: 'TypeError', message: /less than the 250/ })
    assert.deepEqual(historyOf({ prune: 5, maxReorgDepth: 5 }, MAINNET), { maxReorgDepth: 5, historyBlocks: 5 })
  })
})
