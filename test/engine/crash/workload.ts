import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockPtr, BlockResult, EntityChange, SubgraphError } from '../../../engine/types.ts'
import { artist, band, header, MUSIC, put, remove, song } from '../store/support.ts'

/** One thing that the engine does to its store. */
export type Step =
  | { readonly kind: 'transact'; readonly results: readonly BlockResult[] }
  /** By the thread of a backfill. */
  | { readonly kind: 'behind'; readonly results: readonly BlockResult[] }
  | { readonly kind: 'revert'; readonly keep: BlockPtr }
  | { readonly kind: 'fail'; readonly error: SubgraphError }
  | { readonly kind: 'durability'; readonly durability: 'full' | 'backfill' }
  | { readonly kind: 'reopen' }

const SCHEMA = parseSchema(`${MUSIC.source}
  type Point @entity(timeseries: true) { id: Int8! timestamp: Timestamp! n: BigInt! }
  type Sum @aggregation(intervals: ["hour"], source: "Point") {
    id: Int8!
    timestamp: Timestamp!
    total: BigInt! @aggregate(fn: "sum", arg: "n", cumulative: true)
  }`)

/**
 * A short life of a store, with all that it is made for: blocks at the head and in a backfill, reorganisations in both,
 * every kind of table, data sources, errors, a failure. Step by step the same in each run.
 */
export const STEPS: readonly Step[] = [
  atHead(1),
  atHead(2),
  atHead(3, 5),
  atHead(6),
  revert(3),
  atHead(4, 6, 1),
  { kind: 'durability', durability: 'backfill' },
  behind(7, 9),
  behind(10, 12),
  behind(13, 15),
  revert(11),
  behind(12, 14, 1),
  behind(15, 17, 1),
  { kind: 'durability', durability: 'full' },
  atHead(18),
  { kind: 'reopen' },
  atHead(19),
  { kind: 'fail', error: errorOf(20, 'fails once') },
  { kind: 'transact', results: [{ ...at(20), changes: [], failure: errorOf(20, 'fails for good') }] },
  revert(19),
  atHead(20, 21, 1),
  { kind: 'durability', durability: 'backfill' },
  behind(22, 24),
  { kind: 'durability', durability: 'full' },
  revert(6, 1),
  atHead(7, 9, 2),
  { kind: 'reopen' },
  atHead(10, 10, 2),
]

/** Where runs begin and end: the calls of a run are counted thread by thread, so that both threads must have their turn. */
export const SECTIONS: readonly (readonly [from: number, to: number])[] = [
  [0, 6],
  [6, 10],
  [10, 14],
  [14, 21],
  [21, 28],
]

export function open(path: string): SqliteStore {
  // Each transaction of a backfill finds a log that another thread is to move.
  return openStore({ path, schema: SCHEMA, deployment: 'crash', logBytes: 1 })
}

/** What is certain after some of the steps: that the operating system has them, or the disk. */
export type Told = (what: 'stored' | 'durable', steps: number) => void

/** Does the steps `from` to `to` with a store that has those before; closes it. Each step is told of once it is done. */
export function runSteps(opened: SqliteStore, [from, to]: readonly [number, number], tell: Told): void {
  let store = opened
  try {
    let durability = durabilityAt(from)
    store.setDurability(durability)
    tell('durable', from)
    const done = (steps: number) => tell(durability === 'full' ? 'durable' : 'stored', steps)
    let isUnderWay = false
    const settle = (steps: number) => {
      if (!isUnderWay) return
      isUnderWay = false
      store.writeBehind()?.settle()
      done(steps)
    }
    for (let index = from; index < to; index++) {
      settle(index)
      const step = STEPS[index]
      if (step === undefined) break
      switch (step.kind) {
        case 'behind':
          store.writeBehind()?.start(step.results)
          isUnderWay = true
          continue
        case 'transact':
          store.transact(step.results)
          break
        case 'revert':
          store.revert(step.keep)
          break
        case 'fail':
          store.fail(step.error)
          break
        case 'durability':
          durability = step.durability
          store.setDurability(durability)
          break
        case 'reopen':
          store.close()
          store = open(store.path)
          break
      }
      done(index + 1)
    }
    settle(to)
  } finally {
    store.close()
  }
}

function durabilityAt(steps: number): 'full' | 'backfill' {
  const last = STEPS.slice(0, steps).findLast((step) => step.kind === 'durability')
  return last?.durability ?? 'full'
}

function at(number: number, fork = 0): BlockResult {
  const block = { ...header(number, fork), timestamp: 1_700_000_000 + number * 1_500 }
  const id = BigInt(number) << 32n
  const point = { id, timestamp: BigInt(block.timestamp) * 1_000_000n, n: BigInt(number * 10 + fork) }
  const names = ['0x01', '0x02', '0x03'].filter((_, index) => (number + index) % 3 > 0)
  const changes: EntityChange[] = [
    put('Band', band('b', `at ${number} on ${fork}`)),
    put('Artist', artist('0x01', { fans: BigInt(number), friends: names, band: 'b' })),
    number % 3 === 0
      ? remove('Artist', '0x02')
      : put('Artist', artist('0x02', { nick: `${fork}`.repeat(400), friends: ['0x01'] })),
    put('Song', song(BigInt(number * 10 + fork), '0x01')),
    put('Point', point),
  ]
  const address = `0x${number.toString(16).padStart(40, '0')}`
  return {
    block,
    changes,
    ...(number % 2 === 0 && { dataSources: [{ template: 'Shop', address, startBlock: number }] }),
    ...(number % 5 === 0 && { errors: [errorOf(number, 'a handler failed', fork)] }),
  }
}

function range(from: number, to: number, fork: number): BlockResult[] {
  return Array.from({ length: to - from + 1 }, (_, index) => at(from + index, fork))
}

function atHead(from: number, to = from, fork = 0): Step {
  return { kind: 'transact', results: range(from, to, fork) }
}

function behind(from: number, to: number, fork = 0): Step {
  return { kind: 'behind', results: range(from, to, fork) }
}

function revert(number: number, fork = 0): Step {
  return { kind: 'revert', keep: header(number, fork) }
}

function errorOf(number: number, message: string, fork = 0): SubgraphError {
  const { hash } = header(number, fork)
  return { message, block: { number, hash }, handler: 'handlePlay' }
}
