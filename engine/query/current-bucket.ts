import { codecOf } from '../store/codec.ts'
import { quote } from '../store/layout.ts'
import {
  accumulate,
  aggregate,
  decodeRow,
  decodeRows,
  dimensionKey,
  dimensionsOf,
  lengthOf,
  pointFields,
  selectFields,
} from '../store/rollup/index.ts'
import type { Aggregation, Entity, EntityType } from '../types.ts'
import { begin, bind, linkSql, type Row, rangeSql, rowConditions, type Source } from './level.ts'
import type { BucketsPlan, EntityPlan } from './plan.ts'
import { joinedOrderSql, joinSql, orderSql, type SqlBuilder } from './sql.ts'
import { getEntity } from './targets.ts'

/*
 * Buckets with the one that is being filled: its rows are computed from the data points since the last full bucket, and
 * stand beside those of the table. graph-node's ways are kept: a filter is asked of the data points, not of the row;
 * below an entity `first` and `skip` do not count the rows of the current bucket.
 */

/** A data point of the first second after the last full bucket is not counted by graph-node. */
const MARGIN = 1_000_000n

export function readRootBuckets(source: Source, plan: EntityPlan, buckets: BucketsPlan): Row[] {
  const rows = currentRows(source, plan, buckets)
  const { sql, entity, columns } = begin(source, plan)
  const table = `(${withCurrent(sql, plan, entity, rows)})`
  const join = plan.order.by === 'child' ? joinSql(sql, entity, 'c', plan.order) : ''
  const order =
    plan.order.by === 'child' ? joinedOrderSql(sql, entity, 'c', plan.order) : orderSql(sql, entity, 'c', plan.order)
  return source.snapshot.all(
    `SELECT ${columns} FROM ${table} c ${join} ORDER BY ${order} ${rangeSql(sql, plan)}`,
    sql.parameters,
  )
}

/** @param parents as for `readPerParent` */
export function readBucketsPerParent(source: Source, plan: EntityPlan, buckets: BucketsPlan, parents: string): Row[] {
  const rows = currentRows(source, plan, buckets)
  const { sql, entity, columns } = begin(source, plan)
  const table = quote(entity.name)
  const from = `json_each(${bind(sql, parents)}) p`
  const link = linkSql(source.schema, plan, entity)
  const conditions = [link, ...rowConditions(sql, entity, 'k', plan)]
  const picked = `SELECT k."vid$" FROM ${table} k WHERE ${conditions.join(' AND ')} ORDER BY ${orderSql(sql, entity, 'k', plan.order)} ${rangeSql(sql, plan)}`
  const full = `SELECT p.key AS "parent$", c.* FROM ${from} CROSS JOIN ${table} c ON c."vid$" IN (${picked})`
  const current = `SELECT p.key AS "parent$", k.* FROM json_each(${bind(sql, parents)}) p CROSS JOIN (${currentTable(sql, entity, rows)}) k ON ${link}`
  const order = orderSql(sql, entity, 'c', plan.order)
  return source.snapshot.all(
    `SELECT c."parent$", ${columns} FROM (${full} UNION ALL ${current}) c ORDER BY c."parent$", ${order}`,
    sql.parameters,
  )
}

/** The filtered rows of the table, then those of the current bucket, with the table's columns. */
function withCurrent(sql: SqlBuilder, plan: EntityPlan, entity: EntityType, rows: readonly Entity[]): string {
  const conditions = rowConditions(sql, entity, 'c', plan).join(' AND ')
  return `SELECT c.* FROM ${quote(entity.name)} c WHERE ${conditions} UNION ALL ${currentTable(sql, entity, rows)}`
}

/** Rows that are not stored, as a table with the columns of the buckets'. */
function currentTable(sql: SqlBuilder, { fields }: EntityType, rows: readonly Entity[]): string {
  const json = rows.map((row) => {
    const values = fields.map((field) => {
      const value = row[field.name]
      const stored = value === null || value === undefined ? null : codecOf(field).encode(value)
      return typeof stored === 'bigint' ? String(stored) : JSON.stringify(stored)
    })
    return `[${values.join(',')}]`
  })
  const columns = fields.map(({ name }, i) => `json_extract(value, '$[${i}]') AS ${quote(name)}`)
  return `SELECT 0 AS "vid$", 0 AS "block$", ${columns.join(', ')} FROM json_each(${bind(sql, `[${json.join(',')}]`)})`
}

/** The rows of the bucket that is being filled. */
function currentRows(source: Source, plan: EntityPlan, { aggregation: name, interval }: BucketsPlan): Entity[] {
  const aggregation = source.schema.aggregations.get(name)
  if (aggregation === undefined) throw new Error(`the schema has no aggregation ${name}`)
  const bucket = getEntity(source.schema, plan.entity)
  const last = source.snapshot.all(`SELECT CAST(max("timestamp") AS TEXT) FROM ${quote(bucket.name)}`, [])[0]?.[0]
  const since = last === null || last === undefined ? undefined : BigInt(String(last)) + lengthOf(interval) + MARGIN
  const points = readPoints(source, plan, aggregation, since)
  const current = aggregate(aggregation, interval, points)
  if (since === undefined || !aggregation.aggregates.some(({ cumulative }) => cumulative)) return current
  const before = lastRows(source, bucket, aggregation)
  return current.map((row) => {
    const found = before.get(dimensionKey(dimensionsOf(aggregation), row))
    return found === undefined ? row : accumulate(aggregation, found, row)
  })
}

function readPoints(
  source: Source,
  plan: EntityPlan,
  aggregation: Aggregation,
  since: bigint | undefined,
): Iterable<Entity> {
  const { schema, block } = source
  const entity = getEntity(schema, aggregation.source)
  const sql: SqlBuilder = { schema, block, parameters: [] }
  const fields = pointFields(schema, aggregation)
  const conditions = since === undefined ? [] : [`c."timestamp" >= ${bind(sql, since)}`]
  conditions.push(...rowConditions(sql, entity, 'c', { ...plan, entity: entity.name }))
  const rows = source.snapshot.all(
    `SELECT ${selectFields(fields, 'c')} FROM ${quote(entity.name)} c WHERE ${conditions.join(' AND ')} ORDER BY c."id"`,
    sql.parameters,
  )
  return decodeRows(fields, rows)
}

/** For each combination of dimensions its latest full bucket. */
function lastRows({ snapshot }: Source, bucket: EntityType, aggregation: Aggregation): Map<string, Entity> {
  const dimensions = dimensionsOf(aggregation)
  const partition = dimensions.map(({ name }) => quote(name)).join(', ')
  const window = `row_number() OVER (${partition === '' ? '' : `PARTITION BY ${partition} `}ORDER BY "timestamp" DESC)`
  const rows = snapshot.all(
    `SELECT ${selectFields(bucket.fields)} FROM (SELECT *, ${window} AS "place$" FROM ${quote(bucket.name)}) WHERE "place$" = 1`,
    [],
  )
  return new Map(
    rows.map((row) => {
      const entity = decodeRow(bucket.fields, row)
      return [dimensionKey(dimensions, entity), entity]
    }),
  )
}
