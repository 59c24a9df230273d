import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readDataset } from '../../cli/dataset/read.ts'
import { planReplay } from '../../cli/replay/plan.ts'
import { prepareWaves, projectOf } from '../../cli/replay/schedule.ts'
import { auditTokens } from '../../cli/run/audit.ts'
import { summarize } from '../../cli/run/summary.ts'
import { openChain, playOn, replayOf } from './support/replay.ts'

/** Real judgements, which are no part of the repository. */
const crowd = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'crowd')
const skip = existsSync(crowd) ? false : 'no real judgements at ../shared/data/crowd'

type Entry = { name: string; labels: number; items: number; workers: number; classes: number; gold: number }

describe('real judgements', { skip }, () => {
  test('are read whole', () => {
    const entries = JSON.parse(readFileSync(join(crowd, 'manifest.json'), 'utf8')) as Entry[]
    for (const { name, labels, items, workers, classes, gold } of entries.filter((entry) => entry.labels < 30_000)) {
      const dataset = readDataset({ folder: join(crowd, name) })
      const count = (field: 'item' | 'worker') => new Set(dataset.judgements.map((judgement) => judgement[field])).size
      assert.deepEqual(
        {
          name,
          labels: dataset.judgements.length + dataset.duplicates.length,
          items: count('item'),
          workers: count('worker'),
        },
        { name, labels, items, workers },
      )
      assert.deepEqual([dataset.classes.length, dataset.gold.size], [classes, gold], name)
    }
  })

  test('fall into the batches in which they were collected', () => {
    const planOf = (name: string) => planReplay(readDataset({ folder: join(crowd, name) }), { wanted: 5, seed: 1 })
    const product = planOf('product')
    assert.deepEqual([product.batches.length, product.played, product.leftOut.items.length], [466, 24_945, 0])
    assert.ok(product.batches.every(({ panel }) => panel.length === 3))
    const rte = planOf('rte_text')
    assert.equal(rte.batches.length, 40)
    assert.ok(rte.batches.every(({ items, panel }) => items.length === 20 && panel.length === 5))
  })

  test('come to the published accuracy of a majority of three on the chain', async () => {
    const dataset = readDataset({ folder: join(crowd, 'product'), limit: 6000 })
    const replay = await replayOf(dataset)
    await using chain = await openChain()
    const { ledger, head } = await playOn(chain, replay)
    const projectId = projectOf(replay)
    const tokens = await auditTokens(chain.rpc, replay.contracts, projectId, ledger)
    const hash = head.hash as `0x${string}`
    const summary = summarize({
      ...replay,
      batches: [...prepareWaves(replay)].flat(),
      projectId,
      ledger,
      tokens,
      head: { ...head, hash },
      seconds: {},
    })
    assert.equal(summary.items.verified + summary.items.noConsensus, summary.items.labelled)
    // All of product: 0.897. The first quarter of it need not be exactly that.
    assert.ok(Math.abs((summary.accuracy?.share ?? 0) - 0.897) < 0.03, String(summary.accuracy?.share))
  })
})
