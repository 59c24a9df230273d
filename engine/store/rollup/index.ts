import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { fieldsOf } from '../../schema/expression.ts'
import type {
  Aggregation,
  AggregationInterval,
  BlockHeader,
  Entity,
  EntityType,
  FieldDef,
  Schema,
  Value,
} from '../../types.ts'
import { codecOf, readColumn } from '../codec.ts'
import { quote } from '../layout.ts'
import { accumulate, aggregate, bucketStart, dimensionsOf, lengthOf } from './buckets.ts'

export { accumulate, aggregate, dimensionKey, dimensionsOf, lengthOf } from './buckets.ts'

/** Fills the buckets of aggregations. */
export type Rollups = {
  /**
   * Fills the buckets that have ended by the time of `block`, with the data points since `before`, the block stored
   * last. As in graph-node, a bucket belongs to the block that ends it.
   */
  endBuckets(before: BlockHeader, block: BlockHeader, insert: (type: EntityType, row: Entity) => void): void
}

export function openRollups(db: DatabaseSync, schema: Schema): Rollups {
  const rollups = [...schema.aggregations.values()].flatMap((aggregation) =>
    [...aggregation.buckets].map(([interval, bucket]) => openRollup(db, schema, aggregation, interval, bucket)),
  )
  // Hours before days, as in graph-node: an hour that has not ended ends no day.
  const ordered = rollups.sort((a, b) => Number(lengthOf(a.interval) - lengthOf(b.interval)))
  return {
    endBuckets(before, block, insert) {
      for (const { interval, bucket, fill } of ordered) {
        const start = bucketStart(interval, toMicroseconds(before))
        if (start + lengthOf(interval) > toMicroseconds(block)) continue
        for (const row of fill(start)) insert(bucket, row)
      }
    },
  }
}

function toMicroseconds({ timestamp }: BlockHeader): bigint {
  return BigInt(timestamp) * 1_000_000n
}

function openRollup(
  db: DatabaseSync,
  schema: Schema,
  aggregation: Aggregation,
  interval: AggregationInterval,
  bucket: EntityType,
) {
  const dimensions = dimensionsOf(aggregation)
  const fields = pointFields(schema, aggregation)
  const points = db.prepare(
    `SELECT ${selectFields(fields)} FROM ${quote(aggregation.source)} WHERE "timestamp" >= ? AND "timestamp" < ?`,
  )
  points.setReturnArrays(true)
  const isSame = dimensions.map(({ name }) => ` AND ${quote(name)} = ?`).join('')
  const before = db.prepare(
    `SELECT ${selectFields(bucket.fields)} FROM ${quote(bucket.name)} WHERE "timestamp" < ?${isSame} ORDER BY "timestamp" DESC LIMIT 1`,
  )
  before.setReturnArrays(true)
  const isCumulative = aggregation.aggregates.some(({ cumulative }) => cumulative)

  function fill(start: bigint): Entity[] {
    const rows = points.iterate(start, start + lengthOf(interval)) as unknown as Iterable<SQLOutputValue[]>
    const filled = aggregate(aggregation, interval, decodeRows(fields, rows))
    if (!isCumulative) return filled
    return filled.map((row) => {
      const values = dimensions.map((field) => encode(field, row[field.name]))
      const found = before.get(start, ...values) as unknown as SQLOutputValue[] | undefined
      return found === undefined ? row : accumulate(aggregation, decodeRow(bucket.fields, found), row)
    })
  }
  return { interval, bucket, fill }
}

function encode(field: FieldDef, value: Value | undefined) {
  return value === null || value === undefined ? null : codecOf(field).encode(value)
}

/** What of a data point its aggregation reads: its id and time, the dimensions and the arguments. */
export function pointFields(schema: Schema, { source, fields, aggregates }: Aggregation): FieldDef[] {
  const names = new Set(fields.map(({ name }) => name))
  for (const { arg } of aggregates) if (arg !== undefined) for (const { field } of fieldsOf(arg)) names.add(field.name)
  return schema.entities.get(source)?.fields.filter(({ name }) => names.has(name)) ?? []
}

/** The columns of a SELECT whose rows `decodeRows` reads. */
export function selectFields(fields: readonly FieldDef[], alias?: string): string {
  const prefix = alias === undefined ? '' : `${alias}.`
  return fields.map((field) => readColumn(field, `${prefix}${quote(field.name)}`)).join(', ')
}

export function* decodeRows(fields: readonly FieldDef[], rows: Iterable<readonly SQLOutputValue[]>): Iterable<Entity> {
  for (const row of rows) yield decodeRow(fields, row)
}

export function decodeRow(fields: readonly FieldDef[], row: readonly SQLOutputValue[]): Entity {
  const entity: Record<string, Value> = {}
  fields.forEach((field, i) => {
    const stored = row[i]
    entity[field.name] = stored === null || stored === undefined ? null : codecOf(field).decode(stored)
  })
  return entity
}
