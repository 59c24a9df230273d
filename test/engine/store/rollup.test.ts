import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseSchema } from '../../../engine/schema/index.ts'
import { openStore, type SqliteStore } from '../../../engine/store/index.ts'
import type { BlockResult } from '../../../engine/types.ts'
import { header, temporaryFolder } from './support.ts'

const SCHEMA = parseSchema(`
  type Point @entity(timeseries: true) { id: Int8! timestamp: Timestamp! key: String! n: BigInt! }
  type Sum @aggregation(intervals: ["hour", "day"], source: "Point") {
    id: Int8!
    timestamp: Timestamp!
    key: String!
    count: Int! @aggregate(fn: "count")
    sum: BigInt! @aggregate(fn: "sum", arg: "n")
    total: BigInt! @aggregate(fn: "sum", arg: "n", cumulative: true)
    last: BigInt! @aggregate(fn: "last", arg: "n")
  }`)
const LENGTHS = { hour: 3_600, day: 86_400 } as const
type Interval = keyof typeof LENGTHS

/** Data points of a block, and how long after the one before it is, in seconds. */
type Step = { readonly after: number; readonly points: readonly { readonly key: string; readonly n: number }[] }

const steps = fc.array(
  fc.record({
    after: fc.integer({ min: 1, max: 30_000 }),
    points: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), n: fc.integer({ min: -9, max: 9 }) }), {
      maxLength: 3,
    }),
  }),
  { minLength: 2, maxLength: 14 },
)

/** The blocks of a history; data points have ids and times as the host gives them. */
function toBlocks(history: readonly Step[], fork: number): BlockResult[] {
  let time = 1_700_000_000
  return history.map(({ after, points }, index) => {
    time += after
    const number = index + 1
    const changes = points.map(({ key, n }, i) => {
      const id = (BigInt(number) << 32n) + BigInt(i)
      const entity = { id, timestamp: BigInt(time) * 1_000_000n, key, n: BigInt(n) }
      return { type: 'Point', id: String(id), entity }
    })
    return { block: { ...header(number, fork), timestamp: time }, changes }
  })
}

/** What the buckets must be, summed up one by one. */
function expected(blocks: readonly BlockResult[], interval: Interval): unknown[][] {
  const length = BigInt(LENGTHS[interval]) * 1_000_000n
  const rows = new Map<
    string,
    [id: bigint, start: bigint, key: string, count: number, sum: bigint, total: bigint, last: bigint]
  >()
  const totals = new Map<string, bigint>()
  const end = BigInt(blocks.at(-1)?.block.timestamp ?? 0) * 1_000_000n
  for (const { changes } of blocks)
    for (const { entity } of changes) {
      const { id, timestamp, key, n } = entity as { id: bigint; timestamp: bigint; key: string; n: bigint }
      const start = timestamp - (timestamp % length)
      if (start + length > end) continue
      const total = (totals.get(key) ?? 0n) + n
      totals.set(key, total)
      const [, , , count = 0, sum = 0n] = rows.get(`${start} ${key}`) ?? []
      rows.set(`${start} ${key}`, [id, start, key, count + 1, sum + n, total, n])
    }
  return [...rows.values()].sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

function stored(store: SqliteStore, interval: Interval): unknown[][] {
  const rows: unknown[][] = []
  const reader = store.openReader()
  const ids = reader.snapshot((snapshot) =>
    snapshot.all(`SELECT CAST("id" AS TEXT) FROM "Sum_${interval}" ORDER BY "id"`, []),
  )
  reader.close()
  for (const [id] of ids) {
    const row = store.find(`Sum_${interval}`, String(id))
    rows.push([row?.id, row?.timestamp, row?.key, row?.count, row?.sum, row?.total, row?.last])
  }
  return rows
}

describe('buckets of aggregations', () => {
  it('hold what their data points add up to, however blocks are grouped, and after going back', () => {
    fc.assert(
      fc.property(steps, steps, fc.integer({ min: 1, max: 5 }), fc.nat(), (history, other, size, kept) => {
        const folder = temporaryFolder()
        const store = openStore({ path: join(folder.path, 'store.sqlite'), schema: SCHEMA, deployment: 'Qm' })
        try {
          const blocks = toBlocks(history, 0)
          for (let i = 0; i < blocks.length; i += size) store.transact(blocks.slice(i, i + size))
          for (const interval of ['hour', 'day'] as const)
            assert.deepEqual(stored(store, interval), expected(blocks, interval))
          const keep = blocks.slice(0, 1 + (kept % blocks.length))
          store.revert(keep.at(-1)?.block)
          const branch = toBlocks([...history.slice(0, keep.length), ...other], 1).slice(keep.length)
          store.transact(branch)
          for (const interval of ['hour', 'day'] as const)
            assert.deepEqual(stored(store, interval), expected([...keep, ...branch], interval))
        } finally {
          store.close()
          folder.remove()
        }
      }),
      { numRuns: 25, seed: 11 },
    )
  })
})
