import type { SQLOutputValue } from 'node:sqlite'
import { readColumn } from '../store/codec.ts'
import { quote } from '../store/layout.ts'
import type { Snapshot } from '../store/reader.ts'
import type { EntityType, FieldDef, Schema } from '../types.ts'
import { readBucketsPerParent, readRootBuckets } from './current-bucket.ts'
import type { EntityPlan } from './plan.ts'
import {
  atBlock,
  column,
  filterSql,
  holdsSql,
  joinedOrderSql,
  joinSql,
  orderSql,
  type ReadBlock,
  type SqlBuilder,
} from './sql.ts'
import { getEntity } from './targets.ts'

/** What a level is read from. */
export type Source = { readonly schema: Schema; readonly snapshot: Snapshot; readonly block: ReadBlock }

/** A row: the columns of `columnsOf(plan)`, in their order. */
export type Row = readonly SQLOutputValue[]

/** The stored fields that a level needs: the id first, then what it puts out or follows, each once. */
export function columnsOf(schema: Schema, plan: EntityPlan): readonly Pick<FieldDef, 'name' | 'scalar' | 'list'>[] {
  const fields = new Map<string, Pick<FieldDef, 'name' | 'scalar' | 'list'>>([
    // By its own scalar: an Int8 is read as text.
    ['id', { name: 'id', scalar: getEntity(schema, plan.entity).idScalar, list: false }],
  ])
  for (const output of plan.outputs) {
    if (output.kind === 'field') fields.set(output.field.name, output.field)
    else if (output.kind === 'entities' && output.plan.link.kind === 'reference')
      fields.set(output.plan.link.field.name, output.plan.link.field)
    else if (output.kind === 'failed' && output.reference !== undefined)
      fields.set(output.reference.name, output.reference)
  }
  return [...fields.values()]
}

/** Entities of the top level: by id, or filtered, ordered and cut. */
export function readRoot(source: Source, plan: EntityPlan): Row[] {
  if (plan.buckets?.withCurrent) return readRootBuckets(source, plan, plan.buckets)
  const { sql, entity, columns } = begin(source, plan)
  if (plan.link.kind !== 'root') throw new Error('not a root level')
  const join = plan.order.by === 'child' ? joinSql(sql, entity, 'c', plan.order) : ''
  const conditions = plan.link.id === undefined ? [] : [`${column('c', 'id')} = ${bind(sql, plan.link.id)}`]
  conditions.push(...rowConditions(sql, entity, 'c', plan))
  const order =
    plan.order.by === 'child' ? joinedOrderSql(sql, entity, 'c', plan.order) : orderSql(sql, entity, 'c', plan.order)
  return source.snapshot.all(
    `SELECT ${columns} FROM ${quote(entity.name)} c ${join} WHERE ${conditions.join(' AND ')} ORDER BY ${order} ${rangeSql(sql, plan)}`,
    sql.parameters,
  )
}

/** The versions with these `vid$`, in any order. Rows start with it. */
export function readByVids(source: Source, plan: EntityPlan, vids: readonly number[]): Row[] {
  const { sql, entity, columns } = begin(source, plan)
  const wanted = `c."vid$" IN (SELECT value FROM json_each(${bind(sql, JSON.stringify(vids))}))`
  return source.snapshot.all(`SELECT c."vid$", ${columns} FROM ${quote(entity.name)} c WHERE ${wanted}`, sql.parameters)
}

/** The entities with these ids, in any order. */
export function readByIds(source: Source, plan: EntityPlan, ids: readonly (string | number)[]): Row[] {
  const { sql, entity, columns } = begin(source, plan)
  const wanted = `${column('c', 'id')} IN (SELECT value FROM json_each(${bind(sql, JSON.stringify(ids))}))`
  return source.snapshot.all(
    `SELECT ${columns} FROM ${quote(entity.name)} c WHERE ${wanted} AND ${atBlock(sql, entity, 'c')}`,
    sql.parameters,
  )
}

/**
 * The entities of every parent, filtered, ordered and cut per parent, in one statement: for each parent a subquery
 * picks the rows, and stops where an index has the order. Rows start with the parent's position in `parents`.
 * @param parents a JSON array with, for each parent, its id (a derived link) or its list of ids (a list of references).
 */
export function readPerParent(source: Source, plan: EntityPlan, parents: string): Row[] {
  if (plan.buckets?.withCurrent) return readBucketsPerParent(source, plan, plan.buckets, parents)
  const { sql, entity, columns } = begin(source, plan)
  const table = quote(entity.name)
  const from = `json_each(${bind(sql, parents)}) p`
  const conditions = [linkSql(source.schema, plan, entity), ...rowConditions(sql, entity, 'k', plan)]
  const innerOrder = orderSql(sql, entity, 'k', plan.order)
  const picked = `SELECT k."vid$" FROM ${table} k WHERE ${conditions.join(' AND ')} ORDER BY ${innerOrder} ${rangeSql(sql, plan)}`
  const outerOrder = orderSql(sql, entity, 'c', plan.order)
  return source.snapshot.all(
    `SELECT p.key, ${columns} FROM ${from} CROSS JOIN ${table} c ON c."vid$" IN (${picked}) ORDER BY p.key, ${outerOrder}`,
    sql.parameters,
  )
}

/** The condition that `k` is an entity that the link leads to from the parent `p.value`. */
export function linkSql(schema: Schema, plan: EntityPlan, entity: EntityType): string {
  if (plan.link.kind === 'derived') return holdsSql(schema, entity, 'k', plan.link.source, 'p.value')
  return `${column('k', 'id')} IN (SELECT value FROM json_each(p.value))`
}

export function begin(source: Source, plan: EntityPlan) {
  const sql: SqlBuilder = { schema: source.schema, block: source.block, parameters: [] }
  const columns = columnsOf(source.schema, plan).map((field) => readColumn(field, column('c', field.name)))
  return { sql, entity: getEntity(source.schema, plan.entity), columns: columns.join(', ') }
}

export function rowConditions(sql: SqlBuilder, entity: EntityType, alias: string, plan: EntityPlan): string[] {
  const visible = atBlock(sql, entity, alias)
  return plan.filter === undefined ? [visible] : [visible, filterSql(sql, entity, alias, plan.filter)]
}

/** A derived field of one entity has no range; a second row shows that the data is ambiguous. */
export function rangeSql(sql: SqlBuilder, plan: EntityPlan): string {
  const first = plan.multiplicity === 'one' ? 2 : plan.first
  return `LIMIT ${bind(sql, first)} OFFSET ${bind(sql, plan.skip)}`
}

export function bind(sql: SqlBuilder, value: string | number | bigint): '?' {
  sql.parameters.push(value)
  return '?'
}
