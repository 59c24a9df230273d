import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Store } from '../../../engine/types.ts'
import { artist, band, block, header, put, remove, song } from './support.ts'

/** A store under test. `reopen` closes it and opens it again, as a restart would. */
export type StoreUnderTest = { readonly store: Store; reopen(): Store; end(): void }

const HUGE = 10n ** 100n

/** What every store must do. `open` makes an empty one for the schema MUSIC. */
export function testStore(name: string, open: () => StoreUnderTest): void {
  const withStore = (run: (store: Store, under: StoreUnderTest) => void) => () => {
    const under = open()
    try {
      run(under.store, under)
    } finally {
      under.end()
    }
  }

  describe(`store: ${name}`, () => {
    it(
      'is empty at first',
      withStore((store) => {
        assert.equal(store.head(), undefined)
        assert.equal(store.find('Artist', '0x01'), undefined)
        assert.deepEqual(store.findRelated('Artist', 'band', 'b'), [])
        assert.equal(store.failure(), undefined)
      }),
    )

    it(
      'gives back every kind of value as it was',
      withStore((store, under) => {
        const full = artist('0x00ff', {
          nick: 'ünïcödé 🎸 \\ % _',
          rating: { digits: -1234567890123456789012345678901234n, exp: -40 },
          fans: -HUGE,
          plays: -(2n ** 63n),
          born: 2n ** 63n - 1n,
          age: -(2 ** 31),
          active: false,
          color: 'blue',
          key: '0x',
          tags: ['a', '', '"quoted", [x]'],
          scores: [HUGE, 0n, -1n],
          levels: [2n ** 63n - 1n, 0n],
          band: 'b',
          friends: ['0x02', '0x01'],
        })
        store.transact([block(1, [put('Artist', full)])])
        assert.deepEqual(store.find('Artist', '0x00ff'), full)
        assert.deepEqual(under.reopen().find('Artist', '0x00ff'), full)
      }),
    )

    it(
      'finds the latest version, and nothing after a removal',
      withStore((store) => {
        store.transact([block(1, [put('Band', band('b', 'one'))]), block(2, [put('Band', band('b', 'two'))])])
        assert.equal(store.find('Band', 'b')?.name, 'two')
        store.transact([block(3, [remove('Band', 'b')])])
        assert.equal(store.find('Band', 'b'), undefined)
        store.transact([block(4, [put('Band', band('b', 'again'))])])
        assert.equal(store.find('Band', 'b')?.name, 'again')
      }),
    )

    it(
      'finds entities with an integer id',
      withStore((store) => {
        store.transact([block(1, [put('Song', song(2n ** 60n, '0x01'))])])
        assert.equal(store.find('Song', String(2n ** 60n))?.id, 2n ** 60n)
      }),
    )

    it(
      'finds the entities that refer to one, by reference and by list, in the order of their ids',
      withStore((store) => {
        store.transact([
          block(1, [
            put('Artist', artist('0x03', { band: 'b', friends: ['0x01', '0x01'] })),
            put('Artist', artist('0x01', { band: 'b' })),
            put('Artist', artist('0x02', { band: 'c', friends: ['0x03', '0x01'] })),
          ]),
        ])
        const ids = (field: string, id: string) => store.findRelated('Artist', field, id).map((entity) => entity.id)
        assert.deepEqual(ids('band', 'b'), ['0x01', '0x03'])
        assert.deepEqual(ids('friends', '0x01'), ['0x02', '0x03'])
        store.transact([block(2, [put('Artist', artist('0x03', { band: 'c' })), remove('Artist', '0x02')])])
        assert.deepEqual(ids('band', 'b'), ['0x01'])
        assert.deepEqual(ids('friends', '0x01'), [])
        store.revert(header(1))
        assert.deepEqual(ids('friends', '0x01'), ['0x02', '0x03'])
      }),
    )

    it(
      'moves the head with the data and keeps it over a restart',
      withStore((store, under) => {
        store.transact([block(5, [put('Band', band('b'))]), block(9)])
        const again = under.reopen()
        assert.deepEqual(again.head(), header(9))
        assert.deepEqual(again.findBlock(5), header(5))
        assert.equal(again.findBlock(7), undefined)
        assert.deepEqual(again.findBlockAtOrBefore(8), header(5))
        assert.equal(again.findBlockAtOrBefore(4), undefined)
      }),
    )

    it(
      'refuses a block that is not above the head, and stores nothing of that call',
      withStore((store) => {
        store.transact([block(5)])
        assert.throws(() => store.transact([block(6, [put('Band', band('b'))]), block(5)]), { code: 'CONFLICT' })
        assert.deepEqual(store.head(), header(5))
        assert.equal(store.find('Band', 'b'), undefined)
        store.transact([block(6)])
        assert.equal(store.head()?.number, 6)
      }),
    )

    it(
      'refuses to change or remove an immutable entity',
      withStore((store) => {
        store.transact([block(1, [put('Song', song(1n, '0x01'))])])
        assert.throws(() => store.transact([block(2, [put('Song', song(1n, '0x02'))])]), { code: 'CONFLICT' })
        assert.throws(() => store.transact([block(2, [remove('Song', '1')])]), { code: 'CONFLICT' })
        assert.equal(store.head()?.number, 1)
      }),
    )

    it(
      'takes an immutable entity that is written again as it is for no change',
      withStore((store) => {
        const same = song(1n, '0x01', { length: 3 })
        store.transact([block(1, [put('Song', same)]), block(2, [put('Song', same)])])
        store.transact([block(3, [put('Song', same)])])
        store.revert(header(1))
        assert.deepEqual(store.find('Song', '1'), same)
        store.transact([block(2, [put('Song', same)])])
        assert.throws(() => store.transact([block(3, [put('Song', { ...same, length: null })])]), { code: 'CONFLICT' })
      }),
    )

    it(
      'goes back to a block: later versions vanish, versions closed since are open again',
      withStore((store) => {
        store.transact([
          block(1, [put('Band', band('kept', 'v1')), put('Band', band('gone')), put('Song', song(1n, '0x01'))]),
          block(2, [put('Band', band('kept', 'v2')), put('Song', song(2n, '0x01'))]),
          block(3, [remove('Band', 'gone'), remove('Band', 'kept')]),
        ])
        store.revert(header(2))
        assert.equal(store.find('Band', 'kept')?.name, 'v2')
        assert.ok(store.find('Band', 'gone'))
        store.revert(header(1))
        assert.equal(store.find('Band', 'kept')?.name, 'v1')
        assert.equal(store.find('Song', '2'), undefined)
        assert.ok(store.find('Song', '1'))
        assert.deepEqual(store.head(), header(1))
        store.transact([block(2, [put('Song', song(2n, '0x09'))], 1)])
        assert.equal(store.find('Song', '2')?.writer, '0x09')
      }),
    )

    it(
      'goes back to nothing',
      withStore((store) => {
        store.transact([block(0, [put('Band', band('b'))]), block(1)])
        store.revert(undefined)
        assert.equal(store.head(), undefined)
        assert.equal(store.find('Band', 'b'), undefined)
      }),
    )

    it(
      'refuses to go back to a block it does not have',
      withStore((store) => {
        store.transact([block(1), block(3)])
        assert.throws(() => store.revert(header(2)), { code: 'UNKNOWN_BLOCK' })
        assert.throws(() => store.revert(header(1, 7)), { code: 'UNKNOWN_BLOCK' })
        assert.equal(store.head()?.number, 3)
      }),
    )

    it(
      'keeps a failure over a restart, until a revert below its block',
      withStore((store, under) => {
        store.transact([block(1), block(2)])
        const error = { message: 'boom', block: { number: 3, hash: header(3).hash }, handler: 'handleBoom' }
        store.fail(error)
        const again = under.reopen()
        assert.deepEqual(again.failure(), error)
        again.revert(header(2))
        assert.equal(again.failure(), undefined)
      }),
    )
  })
}
