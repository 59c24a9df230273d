import type { FieldDef, Schema } from '../types.ts'
import { invalidFilter, planCondition } from './condition.ts'
import { failure, LevelError, QueryError } from './errors.ts'
import { type FilterInput, filterInputs } from './filter-inputs.ts'
import type { Filter } from './plan.ts'
import { findTarget, type Target } from './targets.ts'
import { type InputObject, type InputValue, isList, isObject } from './values.ts'

/** Levels of objects and lists in a `where`. */
const MAX_DEPTH = 100
/** Objects, lists and values in a `where`. */
const MAX_CONDITIONS = 10_000

/** What planning needs everywhere. `late`: what graph-node finds only when it turns the filter into SQL. */
type Context = { readonly schema: Schema; readonly late: QueryError[] }

/**
 * The condition of a `where` argument that has been coerced to `T_filter`.
 * @throws QueryError
 */
export function planFilter(schema: Schema, target: Target, where: InputObject): Filter {
  refuseHuge(where, 0, { left: MAX_CONDITIONS })
  const context: Context = { schema, late: [] }
  const filter = planObject(context, target, where, true)
  const first = context.late.find(({ message }) => message.startsWith('Store error')) ?? context.late[0]
  if (first?.message.startsWith('Failed to get')) throw new LevelError(first.errors)
  if (first !== undefined) throw first
  return filter
}

/** Before anything is made of it: the database limits the depth of an expression and the count of its values. */
function refuseHuge(value: InputValue, depth: number, conditions: { left: number }): void {
  if (depth > MAX_DEPTH || conditions.left-- === 0) throw failure('query is too expensive')
  if (isObject(value)) for (const item of value.values()) refuseHuge(item, depth + 1, conditions)
  else if (isList(value)) for (const item of value) refuseHuge(item, depth + 1, conditions)
}

function planObject(context: Context, target: Target, where: InputObject, mayNest: boolean): Filter {
  refuseMixedOr(where)
  const inputs = new Map(filterInputs(context.schema, target).map((input) => [input.name, input]))
  const filters = [...where].map(([name, value]): Filter => {
    const input = inputs.get(name)
    if (input !== undefined) return orLate(context, () => planInput(context, input, value, mayNest))
    if (name === '_change_block') return changedSince(value)
    return { kind: name === 'or' ? 'or' : 'and', filters: planMembers(context, target, where, mayNest) }
  })
  return { kind: 'and', filters }
}

/**
 * The members of `and` or `or`. As in graph-node, those of every list beside it count too: `and` beside `or` asks for
 * all members of both, and a condition that is no list is an error.
 */
function planMembers(context: Context, target: Target, where: InputObject, mayNest: boolean): Filter[] {
  return [...where.values()].flatMap((value) => {
    if (!isList(value)) throw invalidFilter()
    return value.map((item) => {
      if (!isObject(item)) throw invalidFilter()
      return planObject(context, target, item, mayNest)
    })
  })
}

/** Keeps a late error for later; the filter it stands for is never used. */
function orLate(context: Context, plan: () => Filter): Filter {
  try {
    return plan()
  } catch (error) {
    if (!(error instanceof QueryError) || !LATE.test(error.message)) throw error
    context.late.push(error)
    return { kind: 'or', filters: [] }
  }
}

const LATE = /^(?:Store error|Failed to get entities|Child filter nesting)/

function refuseMixedOr(where: InputObject): void {
  if (!where.has('or')) return
  const names = [...where.keys()].filter((name) => name !== 'or' && name !== 'and' && name !== '_change_block')
  if (names.length === 0) return
  const columns = names.map((name) => `'${name}'`).join(', ')
  throw failure(
    `Cannot mix column filters with 'or' operator at the same level. Found column filter(s) ${columns} alongside 'or' operator.\n\n` +
      `Instead of:\nwhere: { ${columns}, or: [...] }\n\nUse:\nwhere: { or: [{ ${columns}, ... }, { ${columns}, ... }] }`,
  )
}

function changedSince(value: InputValue): Filter {
  const block = isObject(value) ? value.get('number_gte') : undefined
  if (typeof block !== 'bigint') throw invalidFilter()
  return { kind: 'changedSince', block: Number(block) }
}

function planInput(context: Context, { field, operator }: FilterInput, value: InputValue, mayNest: boolean): Filter {
  if (operator === 'child') return planChild(context, field, value, mayNest)
  return planCondition(field, operator, value)
}

function planChild(context: Context, field: FieldDef, value: InputValue, mayNest: boolean): Filter {
  const target = findTarget(context.schema, field.typeName)
  // Which buckets would be meant is not said.
  if (context.schema.aggregations.has(field.typeName)) throw invalidFilter()
  if (target === undefined) throw new Error(`${field.name} does not lead to an entity`)
  if (!isObject(value))
    throw failure(`Query contains value with invalid type \`${typeText(field)}\`: \`${value === null ? 'null' : '?'}\``)
  if (!mayNest)
    throw failure(
      `Child filter nesting not supported by value \`${field.derivedFrom ?? field.name}\`: \`${field.typeName}_filter\``,
    )
  return { kind: 'child', field: field.name, filter: planObject(context, target, value, false) }
}

function typeText({ typeName, list, nonNull }: FieldDef): string {
  return `${list ? `[${typeName}!]` : typeName}${nonNull ? '!' : ''}`
}
