import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { PendingBlocks } from '../../../engine/indexer/index.ts'
import { RefusedBlockError } from '../../../engine/indexer/pending.ts'
import { openStore, StoreError, type WriteBehind } from '../../../engine/store/index.ts'
import { band, block, header, MUSIC, put, song, temporaryFolder } from '../store/support.ts'

function backfilling(t: TestContext) {
  const folder = temporaryFolder()
  const store = openStore({ path: join(folder.path, 'store'), schema: MUSIC, deployment: 'music' })
  store.setDurability('backfill')
  t.after(() => {
    store.close()
    folder.remove()
  })
  return { store, pending: new PendingBlocks(store) }
}

describe('pending blocks of a backfill', () => {
  it('go to the thread, and are the last ones until they are stored', async (t) => {
    const { store, pending } = backfilling(t)
    pending.add(block(1, [put('Band', band('b', 'one'))]))
    await pending.handOver()
    assert.deepEqual(pending.last(), header(1))
    pending.add(block(2, [put('Band', band('b', 'two'))]))
    await pending.handOver()
    // The first is stored, the second may be.
    assert.ok((store.head()?.number ?? 0) >= 1)
    assert.deepEqual(pending.last(), header(2))
    pending.add(block(3))
    pending.commit()
    assert.equal(pending.last(), undefined)
    assert.deepEqual(store.head(), header(3))
    assert.equal(store.find('Band', 'b')?.name, 'two')
  })

  it('name the block that the store refuses, once those before it are stored', async (t) => {
    const { store, pending } = backfilling(t)
    pending.add(block(1, [put('Song', song(1n, '0x01'))]))
    pending.add(block(2, [put('Song', song(2n, '0x01'))]))
    pending.add(block(3, [put('Song', song(1n, '0x02'))]))
    pending.add(block(4))
    await pending.handOver()
    pending.add(block(5))
    await assert.rejects(
      pending.handOver(),
      (error) => error instanceof RefusedBlockError && error.failure.block.hash === header(3).hash,
    )
    assert.deepEqual(store.head(), header(2))
    pending.commit()
    assert.deepEqual(store.head(), header(2))
  })

  it('are forgotten where those before them could not be stored: nothing is left out', async () => {
    const stored: number[] = []
    let full = true
    const behind: WriteBehind = {
      results: undefined,
      isBusy: false,
      start() {},
      makeIndex: async () => {},
      finished: async () => {},
      settle() {
        if (full) throw new StoreError('DISK_FULL', 'no space')
      },
      close() {},
    }
    const pending = new PendingBlocks({
      transact: (results) => void stored.push(...results.map(({ block }) => block.number)),
      writeBehind: () => behind,
    })
    pending.add(block(1))
    await pending.handOver()
    pending.add(block(2))
    assert.throws(() => pending.commit(), { code: 'DISK_FULL' })
    full = false
    pending.commit()
    assert.deepEqual(stored, [])
  })

  it('wait for more, but not without end', async (t) => {
    const { pending } = backfilling(t)
    let now = 0
    t.mock.method(performance, 'now', () => now)
    pending.add(block(1, [put('Band', band('b'))]))
    assert.equal(pending.isDue, false)
    now = 60_000
    assert.equal(pending.isDue, true)
  })
})
