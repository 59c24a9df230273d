import type { EntityType, FieldDef, InterfaceType, Schema } from '../types.ts'
import { SchemaError } from './errors.ts'

/**
 * Checks what spans more than one definition: that derived fields point at a field that points back, that entities have
 * the fields of their interfaces, and that no two names differ in case only (a table or column name of SQL, like
 * graph-node's, ignores case).
 */
export function checkSchema(schema: Schema): void {
  const buckets = [...schema.aggregations.values()].flatMap((aggregation) => [...aggregation.buckets.values()])
  const stored = [...schema.entities.values(), ...buckets]
  refuseSameName(
    'types',
    [...stored.map(({ name }) => name), ...schema.interfaces.keys(), ...schema.aggregations.keys()].values(),
  )
  for (const entity of stored) {
    if (/^sqlite_/i.test(entity.name)) throw new SchemaError(`type ${entity.name}: names may not start with sqlite_`)
    refuseSameName(`fields of ${entity.name}`, entity.fields.map((field) => field.name).values())
    for (const field of entity.fields) if (field.derivedFrom !== undefined) checkDerived(schema, entity, field)
  }
  for (const type of schema.interfaces.values()) checkImplementers(schema, type)
}

function checkImplementers(schema: Schema, { name, fields, implementers }: InterfaceType): void {
  const entities = implementers.flatMap((implementer) => schema.entities.get(implementer) ?? [])
  const ids = new Set(entities.map(({ idScalar }) => (idScalar === 'ID' ? 'String' : idScalar)))
  if (ids.size > 1) {
    const list = [...ids].join(', ')
    throw new SchemaError(
      `Implementors of interface \`${name}\` use different id types \`${list}\`. They must all use the same type`,
    )
  }
  for (const entity of entities) {
    const missing = fields.filter(
      (field) => !entity.fields.some((own) => own.name === field.name && isSameType(own, field)),
    )
    if (missing.length === 0) continue
    const list = missing.map((field) => `${field.name}: ${typeText(field)}`).join(', ')
    throw new SchemaError(
      `Entity type \`${entity.name}\` does not satisfy interface \`${name}\` because it is missing the following fields: ${list}`,
    )
  }
}

function isSameType(a: FieldDef, b: FieldDef): boolean {
  return a.typeName === b.typeName && a.list === b.list && a.nonNull === b.nonNull
}

function typeText({ typeName, list, nonNull }: FieldDef): string {
  return `${list ? `[${typeName}!]` : typeName}${nonNull ? '!' : ''}`
}

function checkDerived(schema: Schema, entity: EntityType, field: FieldDef): void {
  const where = `${entity.name}.${field.name}`
  const target =
    schema.entities.get(field.typeName) ??
    schema.interfaces.get(field.typeName) ??
    schema.aggregations.get(field.typeName)
  if (target === undefined) throw new SchemaError(`${where}: @derivedFrom needs an entity type, not ${field.typeName}`)
  const source = target.fields.find((candidate) => candidate.name === field.derivedFrom)
  if (source === undefined) throw new SchemaError(`${where}: ${target.name} has no field ${field.derivedFrom}`)
  const own = [entity.name, ...interfacesWith(schema, entity, field)]
  if (source.derivedFrom !== undefined || source.kind !== 'reference' || !own.includes(source.typeName))
    throw new SchemaError(`${where}: ${target.name}.${source.name} must be a stored reference to ${own.join(' or ')}`)
}

/** The interfaces of an entity that have one of its fields: what refers to them by it refers to the entity. */
function interfacesWith(schema: Schema, { interfaces = [] }: EntityType, { name }: FieldDef): string[] {
  return interfaces.filter((item) => schema.interfaces.get(item)?.fields.some((field) => field.name === name))
}

function refuseSameName(what: string, names: Iterable<string>): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) throw new SchemaError(`${what} \`${other}\` and \`${name}\` differ in case only`)
    seen.set(name.toLowerCase(), name)
  }
}
