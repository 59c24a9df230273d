import type { FieldDef, Schema } from '../types.ts'
import { failure } from './errors.ts'
import type { Order } from './plan.ts'
import { entityTypesOf, findTarget, type Target } from './targets.ts'
import { EnumName, type InputObject } from './values.ts'

/**
 * The order that `orderBy` and `orderDirection` ask for.
 * @throws QueryError
 */
export function planOrder(schema: Schema, target: Target, values: InputObject): Order {
  const orderBy = values.get('orderBy')
  const orderDirection = values.get('orderDirection')
  if (!(orderBy instanceof EnumName)) {
    // The latest buckets come first.
    if (schema.aggregations.has(target.name)) return { by: 'field', field: 'timestamp', direction: 'desc' }
    return { by: 'id', direction: 'asc' }
  }
  const direction = orderDirection instanceof EnumName && orderDirection.name === 'desc' ? 'desc' : 'asc'
  const field = target.fields.find((candidate) => candidate.name === orderBy.name)
  if (field !== undefined) {
    refuseUnordered(target, field)
    return field.name === 'id' ? { by: 'id', direction } : { by: 'field', field: field.name, direction }
  }
  // Of an interface, the first type says whether the field is derived.
  const [first = target] = schema.interfaces.has(target.name) ? entityTypesOf(schema, target.name) : []
  for (const parent of first.fields) {
    const child = findTarget(schema, parent.typeName)
    const childField = child?.fields.find((candidate) => `${parent.name}__${candidate.name}` === orderBy.name)
    if (child === undefined || childField === undefined) continue
    refuseUnordered(child, childField)
    return { by: 'child', field: parent.name, childField: childField.name, direction }
  }
  throw failure(`Entity \`${target.name}\` has no attribute \`${orderBy.name}\``)
}

/** Lists, references and, in graph-node, enums have no order, though the schema offers them. */
function refuseUnordered(entity: Target, field: FieldDef): void {
  if (!field.list && field.kind === 'scalar') return
  throw failure(`Ordering by \`${field.name}\` is not supported for type \`${entity.name}\``)
}
