import { join } from 'node:path'
import { createQueryService, type QueryService } from '../../../engine/query/index.ts'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult } from '../../../engine/types.ts'
import { artist, band, block, MUSIC, put, remove, song, temporaryFolder } from '../store/support.ts'

const decimal = (digits: bigint, exp: number) => ({ digits, exp })

/** The data of the golden tests: three artists, two bands, four blocks with changes, the head at block 20. */
export const HISTORY: readonly BlockResult[] = [
  block(10, [
    put('Band', band('fab', 'Fab')),
    put('Band', band('solo', 'Solo')),
    put('Artist', artist('0x0a', { name: 'Ann', nick: 'A_', fans: 5n, age: 30, color: 'red', tags: ['rock', 'Pop'] })),
    put('Artist', artist('0x0b', { name: 'bob', fans: 50n, age: 25, band: 'fab' })),
    put('Song', song(1n, '0x0a', { title: 'First', length: 200 })),
  ]),
  block(12, [
    put('Artist', {
      ...artist('0x0a', { name: 'Ann', nick: 'A_', age: 31, color: 'red', tags: ['rock', 'Pop'] }),
      rating: decimal(45n, -1),
      fans: 10n ** 30n,
      plays: 2n ** 62n,
      born: 1_700_000_000_123_456n,
      key: '0xdeadbeef',
      scores: [10n ** 20n, -1n],
      levels: [2n ** 62n],
      band: 'fab',
      friends: ['0x0c', '0x0b'],
    }),
    put('Song', song(2n, '0x0b', { title: 'second' })),
    put('Song', song(3n, '0x0a', { title: 'Third 100%', length: 90 })),
  ]),
  block(15, [
    put(
      'Artist',
      artist('0x0c', { name: 'Cy', rating: decimal(-12n, 3), active: false, color: 'blue', friends: ['0x0b'] }),
    ),
    put('Card', { id: 'card', owner: '0x0c', issuer: 'fab' }),
    put('Card', { id: 'lost', owner: '0x0d', issuer: 'nobody' }),
    put('Band', { ...band('fab', 'Fab'), founder: '0x0a' }),
    put('Song', song(4n, '0x0a', { title: 'Fourth', length: 200 })),
  ]),
  block(18, [remove('Band', 'solo')]),
  block(20),
]

export type Music = { readonly store: SqliteStore; readonly service: QueryService; end(): void }

/** A store with `history`, and its API. */
export function serveMusic(history: readonly BlockResult[] = HISTORY, firstFailure = Number.POSITIVE_INFINITY): Music {
  const folder = temporaryFolder()
  const store = openStore({ path: join(folder.path, 'store.db'), schema: MUSIC, deployment: 'QmMusic' })
  store.setDurability('backfill')
  if (history.length > 0) store.transact(history)
  const service = createQueryService({
    schema: MUSIC,
    store,
    deployment: 'QmMusic',
    earliestBlock: 10,
    hasIndexingErrors: (number) => firstFailure <= number,
  })
  return {
    store,
    service,
    end() {
      service.close()
      store.close()
      folder.remove()
    },
  }
}
