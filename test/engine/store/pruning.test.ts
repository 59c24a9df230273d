import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { createQueryService } from '../../../engine/query/index.ts'
import { findStateMismatch, openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult } from '../../../engine/types.ts'
import { artist, band, block, header, MUSIC, put, remove, song, temporaryFolder } from './support.ts'

const HISTORY = 10
const LAST = 60

/** Entities that change, are removed and come back. */
function history(last: number, perBlock = 1): BlockResult[] {
  return Array.from({ length: last }, (_, index) => {
    const number = index + 1
    const bands = Array.from({ length: perBlock }, (_, i) => put('Band', band(`b${i}`, `at ${number}`)))
    const comes = number % 3 !== 0
    const friend = artist('0x01', { fans: BigInt(number), friends: ['0x01', '0x02'] })
    return block(number, [
      ...bands,
      ...(comes ? [put('Artist', friend)] : [remove('Artist', '0x01')]),
      put('Song', song(BigInt(number), '0x01')),
    ])
  })
}

function openIn(t: TestContext) {
  const folder = temporaryFolder()
  t.after(() => folder.remove())
  return (name: string, historyBlocks?: number) => {
    const kept = historyBlocks === undefined ? {} : { historyBlocks }
    const store = openStore({ path: join(folder.path, name), schema: MUSIC, deployment: 'QmMusic', ...kept })
    t.after(() => store.close())
    return store
  }
}

const QUERY = `($block: Int!) {
  bands(block: { number: $block }) { id name }
  artists(block: { number: $block }) { id fans admirers { id } songs { id } }
}`

async function answerAt(t: TestContext, store: SqliteStore, number: number): Promise<string> {
  const service = createQueryService({ schema: MUSIC, store, deployment: 'QmMusic', hasIndexingErrors: () => false })
  t.after(service.close)
  return JSON.stringify(await service.execute({ query: `query Q${QUERY}`, variables: { block: number } }))
}

function countEnded(store: SqliteStore): number {
  const reader = store.openReader()
  try {
    return reader.snapshot((snapshot) =>
      ['Band', 'Artist']
        .flatMap((type) =>
          snapshot.all(`SELECT count(*) FROM "${type}" WHERE "block$to" <= ?`, [store.earliestBlock()]),
        )
        .reduce((sum, [count]) => sum + Number(count), 0),
    )
  } finally {
    reader.close()
  }
}

describe('a store that keeps some blocks of history', () => {
  it('A127: answers for kept blocks as one that keeps all, and refuses earlier ones as graph-node does', async (t) => {
    const open = openIn(t)
    const [all, pruned] = [open('all'), open('pruned', HISTORY)]
    for (const result of history(LAST)) for (const store of [all, pruned]) store.transact([result])
    assert.equal(pruned.earliestBlock(), LAST - HISTORY)
    assert.equal(countEnded(pruned), 0)
    for (let number = LAST - HISTORY; number <= LAST; number++)
      assert.equal(await answerAt(t, pruned, number), await answerAt(t, all, number))
    assert.match(
      await answerAt(t, pruned, LAST - HISTORY - 1),
      /Failed to decode `block\.number` value: `subgraph QmMusic only has data starting at block number 50 and data for block number 49 is therefore not available`/,
    )
    assert.deepEqual(pruned.stateHash(LAST), all.stateHash(LAST))
    assert.throws(() => findStateMismatch(pruned.path), { code: 'PRUNED' })
  })

  it('goes back as far as it keeps, to what one that keeps all goes back to, and no further', async (t) => {
    const open = openIn(t)
    const [all, pruned] = [open('all'), open('pruned', HISTORY)]
    for (const store of [all, pruned]) store.transact(history(LAST))
    assert.throws(() => pruned.revert(header(LAST - HISTORY - 1)), { code: 'PRUNED', message: /from block 50 on/ })
    assert.throws(() => pruned.revert(undefined), { code: 'PRUNED' })
    assert.equal(pruned.head()?.number, LAST)
    for (const store of [all, pruned]) store.revert(header(LAST - HISTORY))
    assert.equal(await answerAt(t, pruned, 50), await answerAt(t, all, 50))
    assert.equal(pruned.earliestBlock(), 50)
    pruned.transact([block(51, [], 1)])
    assert.equal(pruned.earliestBlock(), 50)
  })

  it('goes back to a block before a stretch that has none', (t) => {
    const store = openIn(t)('gap', HISTORY)
    store.transact([block(1, [put('Band', band('b', 'one'))]), block(30, [put('Band', band('b', 'two'))])])
    assert.equal(store.earliestBlock(), 20)
    store.revert(header(1))
    assert.equal(store.find('Band', 'b')?.name, 'one')
  })

  it('prunes in a thread, too', (t) => {
    const store = openIn(t)('thread', HISTORY)
    store.setDurability('backfill')
    store.writeBehind()?.start(history(LAST))
    store.writeBehind()?.settle()
    store.setDurability('full')
    assert.equal(store.earliestBlock(), LAST - HISTORY)
    assert.equal(countEnded(store), 0)
  })

  it('removes what is left of a long history in steps, one with each transaction, over restarts', (t) => {
    const open = openIn(t)
    const before = open('long')
    before.transact(history(LAST, 60))
    before.close()
    let left = Number.POSITIVE_INFINITY
    for (let number = LAST + 1; left > 0; number++) {
      const store = open('long', HISTORY)
      store.transact([block(number)])
      const now = countEnded(store)
      if (left < Number.POSITIVE_INFINITY) assert.ok(left - now <= 1_000)
      assert.ok(now < left)
      left = now
      store.close()
    }
  })
})
