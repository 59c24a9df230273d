import type { FieldDef } from '../types.ts'
import { failure, type QueryError } from './errors.ts'
import type { FilterOperator } from './filter-inputs.ts'
import type { Comparison, Filter, StoredValue } from './plan.ts'
import { storedFromText, storedId } from './scalars.ts'
import { EnumName, type InputValue, isList } from './values.ts'

const COMPARISONS: Partial<Record<FilterOperator, Comparison>> = {
  equal: '=',
  not: '!=',
  gt: '>',
  lt: '<',
  gte: '>=',
  lte: '<=',
}

/**
 * The condition that an operator other than `child` puts on a field.
 * @throws QueryError
 */
export function planCondition(field: FieldDef, operator: FilterOperator, value: InputValue): Filter {
  if (field.list) return planListField(field, operator, value)
  const comparison = COMPARISONS[operator]
  if (comparison !== undefined) return planComparison(field, comparison, value)
  if (operator === 'in' || operator === 'not_in') return planIn(field, value, operator === 'not_in')
  return planMatch(field, operator, value)
}

function planComparison(field: FieldDef, operator: Comparison, value: InputValue): Filter {
  if (value !== null) return { kind: 'compare', field: field.name, operator, value: storedValue(field, value) }
  if (operator === '=' || operator === '!=') return { kind: 'null', field: field.name, negated: operator === '!=' }
  throw unsupported(operator)
}

/** An empty list lets nothing pass, negated or not. */
function planIn(field: FieldDef, value: InputValue, negated: boolean): Filter {
  if (!isList(value)) throw failure(`Non-list value passed to \`${negated ? '_not_in' : '_in'}\` filter`)
  if (value.length === 0) return { kind: 'or', filters: [] }
  return { kind: 'in', field: field.name, values: value.map((item) => elementValue(field, item)), negated }
}

function planMatch(field: FieldDef, operator: FilterOperator, value: InputValue): Filter {
  const negated = operator.startsWith('not_')
  const kind = operator.replace('not_', '').replace('_nocase', '')
  const isBytesPart = field.scalar === 'Bytes' && kind === 'contains'
  if (isBytesPart && operator.endsWith('_nocase') && (typeof value === 'string' || value === null))
    throw failure(`Store error: unsupported filter \`${operator}\` for value \`${value}\``)
  if (typeof value !== 'string') throw kind === 'contains' ? notContained(negated) : unsupported(likeOperator(operator))
  if (isBytesPart) {
    const hex = String(storedValue(field, value)).slice(2)
    return { kind: 'bytesContain', field: field.name, hex, negated }
  }
  const pattern = kind === 'contains' ? containsPattern(value) : kind === 'starts_with' ? `${value}%` : `%${value}`
  return { kind: 'like', field: field.name, pattern, caseSensitive: !operator.endsWith('_nocase'), negated }
}

/** A text that brings its own wildcard at either end is the whole pattern. */
function containsPattern(value: string): string {
  return value.startsWith('%') || value.endsWith('%') ? value : `%${value}%`
}

function planListField(field: FieldDef, operator: FilterOperator, value: InputValue): Filter {
  if (value === null) {
    if (operator !== 'equal' && operator !== 'not') throw notContained(operator.startsWith('not_'))
    return { kind: 'null', field: field.name, negated: operator === 'not' }
  }
  if (!isList(value)) throw invalidFilter()
  const values = value.map((item) => elementValue(field, item))
  switch (operator) {
    case 'equal':
    case 'not':
      // The stored form of a list is its canonical JSON.
      return {
        kind: 'compare',
        field: field.name,
        operator: operator === 'equal' ? '=' : '!=',
        value: JSON.stringify(values),
      }
    case 'contains':
      return { kind: 'listContains', field: field.name, values }
    case 'not_contains':
      return { kind: 'listExcludes', field: field.name, values }
    default:
      return {
        kind: 'listMatches',
        field: field.name,
        patterns: values.map(String),
        negated: operator === 'not_contains_nocase',
      }
  }
}

/** A coerced value in the form of the field's column. */
function storedValue(field: FieldDef, value: InputValue): StoredValue {
  if (value instanceof EnumName) return value.name
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return field.scalar === 'Int' ? Number(value) : value
  if (typeof value === 'string')
    return field.kind === 'reference' ? storedId(field.scalar, value) : storedFromText(field.scalar, value)
  throw invalidFilter()
}

/** As an element of JSON: an integer of 64 bits as text, which SQLite compares as a number where the column is one. */
function elementValue(field: FieldDef, value: InputValue): string | number {
  const stored = storedValue(field, value)
  return typeof stored === 'bigint' ? String(stored) : stored
}

/** As graph-node's SQL has it. */
function likeOperator(operator: FilterOperator): string {
  return `${operator.startsWith('not_') ? ' not' : ''}${operator.endsWith('_nocase') ? ' ilike ' : ' like '}`
}

/** graph-node finds this later than the others, and adds its SQL. */
function notContained(negated: boolean): QueryError {
  const operator = negated ? 'not_contains' : 'contains'
  return failure(`Failed to get entities from store: unsupported filter \`${operator}\` for value \`null\``)
}

function unsupported(operator: string): QueryError {
  return failure(`Store error: unsupported filter \`${operator}\` for value \`null\``)
}

export function invalidFilter(): QueryError {
  return failure('Filter must by an object')
}
