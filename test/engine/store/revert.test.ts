import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createQueryService } from '../../../engine/query/index.ts'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult, EntityChange } from '../../../engine/types.ts'
import { artist, band, dump, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const IDS = ['0x01', '0x02', '0x03', '0x04']

/** A change as a number: which entity, and what becomes of it. */
const change = fc.record({ entity: fc.nat(IDS.length - 1), what: fc.nat(5), value: fc.nat(9) })
/** A step: blocks of a fork; before them, the chain goes back by `depth` kept blocks. */
const step = fc.record({
  depth: fc.nat(4),
  blocks: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
})
const history = fc.array(step, { minLength: 1, maxLength: 6 })

const QUERY = `{
  artists(first: 1000) { id name fans tags friends { id } admirers { id } band { id name } songs { id title } }
  bands { id name members { id } }
  songs { id title writer { id } }
  _meta { block { number hash timestamp parentHash } }
}`

function changesOf(drafts: readonly { entity: number; what: number; value: number }[], block: number, fork: number) {
  const changes = new Map<string, EntityChange>()
  for (const { entity, what, value } of drafts) {
    const id = IDS[entity] ?? '0x01'
    const friends = IDS.slice(0, value % 4)
    if (what === 0) changes.set(`artist ${id}`, remove('Artist', id))
    else if (what === 1) changes.set(`band ${id}`, remove('Band', id))
    else if (what === 2) changes.set(`band ${id}`, put('Band', band(id, `${value}`)))
    else if (what === 3) changes.set(`song ${block}`, put('Song', song(BigInt(block * 1000 + fork), id)))
    else
      changes.set(
        `artist ${id}`,
        put('Artist', artist(id, { fans: BigInt(value), tags: [`${fork}`], band: id, friends })),
      )
  }
  return [...changes.values()]
}

async function answer(store: SqliteStore) {
  const service = createQueryService({ schema: MUSIC, store, deployment: 'music', hasIndexingErrors: () => false })
  const response = await service.execute({ query: QUERY })
  service.close()
  return JSON.stringify(response)
}

describe('a store after reverts', () => {
  it('equals a fresh store of the final chain, in every row and every answer', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const folder = temporaryFolder()
        const open = (name: string) => openStore({ path: join(folder.path, name), schema: MUSIC, deployment: 'music' })
        const reverted = open('reverted.db')
        const fresh = open('fresh.db')
        for (const store of [reverted, fresh]) store.setDurability('backfill')
        try {
          let chain: BlockResult[] = []
          steps.forEach(({ depth, blocks }, fork) => {
            chain = chain.slice(0, Math.max(0, chain.length - depth))
            reverted.revert(chain.at(-1)?.block)
            const next = blocks.map((drafts, i) => {
              const number = (chain.at(-1)?.block.number ?? 0) + 1 + i
              return { block: header(number, fork), changes: changesOf(drafts, number, fork) }
            })
            reverted.transact(next)
            chain = [...chain, ...next]
          })
          fresh.transact(chain)
          assert.equal(await answer(reverted), await answer(fresh))
          assert.deepEqual(dump(reverted.path), dump(fresh.path))
        } finally {
          reverted.close()
          fresh.close()
          folder.remove()
        }
      }),
      { seed: 4_711, numRuns: 30 },
    )
  })
})
