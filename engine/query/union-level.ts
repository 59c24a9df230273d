import { quote } from '../store/layout.ts'
import type { EntityType } from '../types.ts'
import { bind, linkSql, rowConditions, type Source } from './level.ts'
import type { EntityPlan, Order } from './plan.ts'
import { column, joinedSortKey, joinSql, type SqlBuilder } from './sql.ts'
import { getEntity } from './targets.ts'

/*
 * A level over the types of an interface: which entities it is, in their order, is found over all tables at once; what
 * they put out is then read from each table.
 */

/** An entity of a level. */
export type Pick = {
  /** Position in the plan's implementers. */
  readonly type: number
  /** Its version's `vid$`. */
  readonly vid: number
  /** Position of its parent; 0 at the top. */
  readonly parent: number
}

/** The entities of the top level: by id, or filtered, ordered and cut. */
export function pickRoot(source: Source, plan: EntityPlan): Pick[] {
  const sql: SqlBuilder = { schema: source.schema, block: source.block, parameters: [] }
  const { link } = plan
  if (link.kind !== 'root') throw new Error('not a root level')
  const union = unionSql(sql, plan, '0', '', () =>
    link.id === undefined ? [] : [`${column('k', 'id')} = ${bind(sql, link.id)}`],
  )
  if (union === '') return []
  const range = `LIMIT ${bind(sql, plan.multiplicity === 'one' ? 2 : plan.first)} OFFSET ${bind(sql, plan.skip)}`
  return toPicks(
    source.snapshot.all(
      // Not the ids: beyond 2^53 they are no numbers.
      `SELECT type, vid, parent FROM (${union}) ORDER BY ${sortSql(plan.order)} ${range}`,
      sql.parameters,
    ),
  )
}

/**
 * The entities of every parent, filtered, ordered and cut per parent.
 * @param parents as for `readPerParent`
 */
export function pickPerParent(source: Source, plan: EntityPlan, parents: string): Pick[] {
  const sql: SqlBuilder = { schema: source.schema, block: source.block, parameters: [] }
  const union = unionSql(
    sql,
    plan,
    'p.key',
    () => `json_each(${bind(sql, parents)}) p CROSS JOIN`,
    (entity) => [linkSql(source.schema, plan, entity)],
  )
  if (union === '') return []
  const place = `row_number() OVER (PARTITION BY parent ORDER BY ${sortSql(plan.order)})`
  const first = plan.multiplicity === 'one' ? 2 : plan.first
  const range = `place > ${bind(sql, plan.skip)} AND place <= ${bind(sql, plan.skip + first)}`
  return toPicks(
    source.snapshot.all(
      `SELECT type, vid, parent FROM (SELECT u.*, ${place} AS place FROM (${union}) u) WHERE ${range} ORDER BY parent, place`,
      sql.parameters,
    ),
  )
}

/** For each type a SELECT of `type, vid, parent, id, sort`. Parameters are bound in the order of the text. */
function unionSql(
  sql: SqlBuilder,
  plan: EntityPlan,
  parent: string,
  from: string | (() => string),
  link: (entity: EntityType) => string[],
): string {
  const { order } = plan
  const selects = (plan.implementers ?? []).map(({ entity: name }, type) => {
    const entity = getEntity(sql.schema, name)
    const before = typeof from === 'string' ? from : from()
    const join = order.by === 'child' ? joinSql(sql, entity, 'k', order) : ''
    const conditions = [...link(entity), ...rowConditions(sql, entity, 'k', plan)]
    const sort =
      order.by === 'field'
        ? column('k', order.field)
        : order.by === 'child'
          ? joinedSortKey(sql, entity, 'k', order)
          : 'NULL'
    return (
      `SELECT ${type} AS type, k."vid$" AS vid, ${parent} AS parent, ${column('k', 'id')} AS id, ${sort} AS sort ` +
      `FROM ${before} ${quote(name)} k ${join} WHERE ${conditions.join(' AND ')}`
    )
  })
  return selects.join(' UNION ALL ')
}

function sortSql({ by, direction }: Order): string {
  const id = `id ${direction === 'asc' ? 'ASC' : 'DESC'}`
  if (by === 'id') return id
  return `sort ${direction === 'asc' ? 'ASC NULLS LAST' : 'DESC NULLS FIRST'}, ${id}`
}

function toPicks(rows: readonly (readonly unknown[])[]): Pick[] {
  return rows.map(([type, vid, parent]) => ({ type: Number(type), vid: Number(vid), parent: Number(parent) }))
}
