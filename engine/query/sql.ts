import type { SQLInputValue } from 'node:sqlite'
import { indexedLists, quote, sideTable, startColumn } from '../store/layout.ts'
import type { EntityType, FieldDef, Schema } from '../types.ts'
import { globOf } from './like.ts'
import type { Comparison, Filter, Order } from './plan.ts'
import { rankSql, searchSql } from './search-sql.ts'
import { entityTypesOf } from './targets.ts'

/** The block to read. At the head the open versions are the ones, which have their own index. */
export type ReadBlock = { readonly number: number; readonly isHead: boolean }

/** An SQL text in the making. Texts depend on a query's shape only, so that prepared statements are used again. */
export type SqlBuilder = {
  readonly schema: Schema
  readonly block: ReadBlock
  readonly parameters: SQLInputValue[]
}

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  '=': '=',
  '!=': '<>',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
}

export function column(alias: string, name: string): string {
  return `${alias}.${quote(name)}`
}

/** The condition that a row is the version at the block. */
export function atBlock(sql: SqlBuilder, entity: EntityType, alias: string): string {
  if (sql.block.isHead) return entity.immutable ? 'TRUE' : `${alias}."block$to" IS NULL`
  sql.parameters.push(sql.block.number)
  if (entity.immutable) return `${alias}."block$" <= ?`
  sql.parameters.push(sql.block.number)
  return `(${alias}."block$from" <= ? AND (${alias}."block$to" IS NULL OR ${alias}."block$to" > ?))`
}

/** The condition that a row passes a filter. */
export function filterSql(sql: SqlBuilder, entity: EntityType, alias: string, filter: Filter): string {
  const bind = (value: SQLInputValue): '?' => {
    sql.parameters.push(value)
    return '?'
  }
  switch (filter.kind) {
    case 'and':
    case 'or': {
      if (filter.filters.length === 0) return filter.kind === 'and' ? 'TRUE' : 'FALSE'
      const conditions = filter.filters.map((item) => filterSql(sql, entity, alias, item))
      return joinBalanced(conditions, filter.kind === 'and' ? 'AND' : 'OR')
    }
    case 'changedSince':
      return `${column(alias, startColumn(entity))} >= ${bind(filter.block)}`
    case 'child':
      return childSql(sql, entity, alias, getField(entity, filter.field), filter.filter)
  }
  if (filter.kind === 'search') return searchSql(sql, alias, filter.search)
  const field = column(alias, filter.field)
  switch (filter.kind) {
    case 'null':
      return `${field} IS ${filter.negated ? 'NOT ' : ''}NULL`
    case 'compare':
      return `${field} ${COMPARISONS[filter.operator]} ${bind(filter.value)}`
    case 'in':
      return `${field} ${filter.negated ? 'NOT ' : ''}IN (SELECT value FROM json_each(${bind(JSON.stringify(filter.values))}))`
    case 'like': {
      const not = filter.negated ? 'NOT ' : ''
      if (filter.caseSensitive) return `${field} ${not}GLOB ${bind(globOf(filter.pattern))}`
      return `${field} ${not}LIKE ${bind(filter.pattern)} ESCAPE '\\'`
    }
    case 'bytesContain':
      return `instr(unhex(substr(${field}, 3)), unhex(${bind(filter.hex)})) ${filter.negated ? '= 0' : '> 0'}`
    case 'listContains': {
      const wanted = `json_each(${bind(JSON.stringify(filter.values))})`
      return `(${field} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${wanted} w WHERE w.value NOT IN (SELECT value FROM json_each(${field}))))`
    }
    case 'listExcludes': {
      const unwanted = `json_each(${bind(JSON.stringify(filter.values))})`
      return `(${field} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${unwanted} w WHERE w.value IN (SELECT value FROM json_each(${field}))))`
    }
    case 'listMatches': {
      const patterns = `json_each(${bind(JSON.stringify(filter.patterns))})`
      const match = `SELECT 1 FROM json_each(${field}) e, ${patterns} p WHERE e.value LIKE p.value ESCAPE '\\'`
      return `${filter.negated ? 'NOT ' : ''}EXISTS (${match})`
    }
  }
}

/** A chain of a thousand would be as deep a tree, SQLite's limit; halves of halves are not. */
function joinBalanced(conditions: readonly string[], operator: 'AND' | 'OR'): string {
  if (conditions.length <= 2) return `(${conditions.join(` ${operator} `)})`
  const half = conditions.length >> 1
  return `(${joinBalanced(conditions.slice(0, half), operator)} ${operator} ${joinBalanced(conditions.slice(half), operator)})`
}

/** `field_: {...}`. The alias grows with the depth, so that it is unique. */
function childSql(sql: SqlBuilder, entity: EntityType, alias: string, field: FieldDef, filter: Filter): string {
  const child = `${alias}c`
  const conditions = entityTypesOf(sql.schema, field.typeName).map((target) => {
    const link = childLink(sql, entity, alias, field, target, child)
    const visible = atBlock(sql, target, child)
    return `EXISTS (SELECT 1 FROM ${quote(target.name)} ${child} WHERE ${link} AND ${visible} AND ${filterSql(sql, target, child, filter)})`
  })
  return conditions.length === 0 ? 'FALSE' : joinBalanced(conditions, 'OR')
}

/** The condition that `child` is an entity that `field` of `alias` leads to. */
function childLink(
  sql: SqlBuilder,
  entity: EntityType,
  alias: string,
  field: FieldDef,
  target: EntityType,
  child: string,
): string {
  if (field.derivedFrom !== undefined)
    return holdsSql(sql.schema, target, child, getField(target, field.derivedFrom), column(alias, 'id'))
  const own = column(alias, getField(entity, field.name).name)
  return field.list
    ? `${column(child, 'id')} IN (SELECT value FROM json_each(${own}))`
    : `${column(child, 'id')} = ${own}`
}

/** The condition that the reference or list of references `field` holds `id`. */
export function holdsSql(schema: Schema, entity: EntityType, alias: string, field: FieldDef, id: string): string {
  if (!field.list) return `${column(alias, field.name)} = ${id}`
  const isIndexed = indexedLists(schema, entity).some((indexed) => indexed.name === field.name)
  if (!isIndexed) return `${id} IN (SELECT value FROM json_each(${column(alias, field.name)}))`
  return `${alias}."vid$" IN (SELECT s.vid FROM ${quote(sideTable(entity, field))} s WHERE s.target = ${id})`
}

/** ORDER BY's expressions. Nulls come last going up and first going down, as in PostgreSQL. */
export function orderSql(sql: SqlBuilder, entity: EntityType, alias: string, order: Order): string {
  const direction = order.direction === 'asc' ? 'ASC' : 'DESC'
  const id = `${column(alias, 'id')} ${direction}`
  if (order.by === 'id') return id
  if (order.by === 'search') return `${rankSql(sql, alias, order.search)} ${direction}, ${id}`
  const nulls = order.direction === 'asc' ? 'NULLS LAST' : 'NULLS FIRST'
  if (order.by === 'child') return `${childOrder(sql, entity, alias, order)} ${direction} ${nulls}, ${id}`
  const field = getField(entity, order.field)
  // Without the clause SQLite can use an index.
  return `${column(alias, field.name)} ${direction}${field.nonNull ? '' : ` ${nulls}`}, ${id}`
}

export type ChildOrder = Order & { readonly by: 'child' }

/**
 * Joins the entity that a child order looks at, of each type that it can be of; an entity appears once for each of
 * several, as in graph-node.
 */
export function joinSql(sql: SqlBuilder, entity: EntityType, alias: string, order: ChildOrder): string {
  const field = getField(entity, order.field)
  const joins = entityTypesOf(sql.schema, field.typeName).map((target, i) => {
    const child = `${alias}o${i}`
    const link = childLink(sql, entity, alias, field, target, child)
    return `LEFT JOIN ${quote(target.name)} ${child} ON ${link} AND ${atBlock(sql, target, child)}`
  })
  return joins.join(' ')
}

/** What a child order compares: the field of the joined child, which is of one of the types. */
export function joinedSortKey(sql: SqlBuilder, entity: EntityType, alias: string, order: ChildOrder): string {
  const { typeName } = getField(entity, order.field)
  return coalesce(entityTypesOf(sql.schema, typeName).map((_, i) => column(`${alias}o${i}`, order.childField)))
}

/** ORDER BY's expressions for joined children. graph-node stops at the child's id; here ties have an order too. */
export function joinedOrderSql(sql: SqlBuilder, entity: EntityType, alias: string, order: ChildOrder): string {
  const direction = order.direction === 'asc' ? 'ASC NULLS LAST' : 'DESC NULLS FIRST'
  const { typeName } = getField(entity, order.field)
  const key = joinedSortKey(sql, entity, alias, order)
  // Of an interface the ties go by the entity's own id alone.
  const childId = sql.schema.interfaces.has(typeName) ? [] : [column(`${alias}o0`, 'id')]
  return [key, ...childId, column(alias, 'id')].map((name) => `${name} ${direction}`).join(', ')
}

function childOrder(sql: SqlBuilder, entity: EntityType, alias: string, order: ChildOrder): string {
  const field = getField(entity, order.field)
  const child = `${alias}o`
  const keys = entityTypesOf(sql.schema, field.typeName).map((target) => {
    const link = childLink(sql, entity, alias, field, target, child)
    return `(SELECT ${column(child, order.childField)} FROM ${quote(target.name)} ${child} WHERE ${link} AND ${atBlock(sql, target, child)} LIMIT 1)`
  })
  return coalesce(keys)
}

function coalesce(expressions: readonly string[]): string {
  const [only = 'NULL', ...more] = expressions
  return more.length === 0 ? only : `coalesce(${expressions.join(', ')})`
}

function getField(entity: EntityType, name: string): FieldDef {
  const field = entity.fields.find((candidate) => candidate.name === name)
  if (field === undefined) throw new Error(`${entity.name} has no field ${name}`)
  return field
}
