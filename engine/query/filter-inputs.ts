import type { FieldDef, Schema } from '../types.ts'
import type { Target } from './targets.ts'

/** What a field of a `T_filter` input asks of an entity's field. */
export type FilterOperator =
  | 'equal'
  | 'not'
  | 'gt'
  | 'lt'
  | 'gte'
  | 'lte'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'contains_nocase'
  | 'not_contains'
  | 'not_contains_nocase'
  | 'starts_with'
  | 'starts_with_nocase'
  | 'not_starts_with'
  | 'not_starts_with_nocase'
  | 'ends_with'
  | 'ends_with_nocase'
  | 'not_ends_with'
  | 'not_ends_with_nocase'
  /** `field_: {...}`: the entity referred to, or one that refers here, passes a filter. */
  | 'child'

/** One field of a `T_filter` input. */
export type FilterInput = {
  readonly name: string
  /** GraphQL type, as the schema writes it. */
  readonly type: string
  readonly field: FieldDef
  readonly operator: FilterOperator
}

const EQUALITY: readonly FilterOperator[] = ['equal', 'not', 'in', 'not_in']
const ORDERED: readonly FilterOperator[] = ['equal', 'not', 'gt', 'lt', 'gte', 'lte', 'in', 'not_in']
const TEXT: readonly FilterOperator[] = [
  ...ORDERED,
  'contains',
  'contains_nocase',
  'not_contains',
  'not_contains_nocase',
  'starts_with',
  'starts_with_nocase',
  'not_starts_with',
  'not_starts_with_nocase',
  'ends_with',
  'ends_with_nocase',
  'not_ends_with',
  'not_ends_with_nocase',
]
const BYTES: readonly FilterOperator[] = [...ORDERED, 'contains', 'not_contains']
const BUCKET_NUMBERS: readonly FilterOperator[] = ['equal', 'gt', 'lt', 'gte', 'lte', 'in']
const NUMBERS: ReadonlySet<string> = new Set(['Int', 'Int8', 'Timestamp', 'BigInt', 'BigDecimal'])
const LIST: readonly FilterOperator[] = ['equal', 'not', 'contains', 'not_contains']
const TEXT_LIST: readonly FilterOperator[] = [
  'equal',
  'not',
  'contains',
  'contains_nocase',
  'not_contains',
  'not_contains_nocase',
]

/**
 * The fields of `T_filter` for one entity type, interface or aggregation, in graph-node's order; `_change_block`, `and`
 * and `or` come on top.
 */
export function filterInputs(schema: Schema, { name, fields }: Target): readonly FilterInput[] {
  const aggregation = schema.aggregations.get(name)
  if (aggregation === undefined) return fields.flatMap((field) => fieldInputs(field, operatorsOf(field)))
  return aggregation.fields.flatMap((field) => fieldInputs(field, bucketOperatorsOf(field)))
}

function fieldInputs(field: FieldDef, operators: readonly FilterOperator[]): FilterInput[] {
  const child: FilterInput[] =
    field.kind === 'reference'
      ? [{ name: `${field.name}_`, type: `${field.typeName}_filter`, field, operator: 'child' }]
      : []
  if (field.derivedFrom !== undefined) return child
  const type = inputType(field)
  const own = operators.map((operator) => ({
    name: operator === 'equal' ? field.name : `${field.name}_${operator}`,
    type: field.list || operator === 'in' || operator === 'not_in' ? `[${type}!]` : type,
    field,
    operator,
  }))
  return [...own, ...child]
}

function operatorsOf(field: FieldDef): readonly FilterOperator[] {
  if (field.list) return field.scalar !== 'Bytes' && inputType(field) === 'String' ? TEXT_LIST : LIST
  if (field.kind === 'enum' || field.scalar === 'Boolean') return EQUALITY
  if (field.kind === 'reference') return field.scalar === 'Int8' ? ORDERED : TEXT
  if (field.scalar === 'String') return TEXT
  return field.scalar === 'Bytes' ? BYTES : ORDERED
}

/** What a dimension, the id or the time of a bucket is filtered by. */
function bucketOperatorsOf(field: FieldDef): readonly FilterOperator[] {
  if (field.list || field.kind === 'enum') return operatorsOf(field)
  if (field.kind === 'reference') return field.scalar === 'Int8' ? BUCKET_NUMBERS : ['equal']
  return NUMBERS.has(field.scalar) ? BUCKET_NUMBERS : ['equal']
}

/** A reference is filtered by the id it holds: text, but for an Int8 id, which graph-node takes as an Int. */
function inputType(field: FieldDef): string {
  if (field.kind !== 'reference') return field.typeName
  return field.scalar === 'Int8' ? 'Int' : 'String'
}
