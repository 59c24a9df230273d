import type { EntityType, FieldDef, Schema } from '../types.ts'
import { SchemaError } from './errors.ts'

/**
 * Checks what spans more than one definition: that derived fields point at a field that points back,
 * and that no two names differ in case only (a table or column name of SQL, like graph-node's, ignores case).
 */
export function checkSchema(schema: Schema): void {
  refuseSameName('types', schema.entities.keys())
  for (const entity of schema.entities.values()) {
    if (/^sqlite_/i.test(entity.name)) throw new SchemaError(`type ${entity.name}: names may not start with sqlite_`)
    refuseSameName(`fields of ${entity.name}`, entity.fields.map((field) => field.name).values())
    for (const field of entity.fields) if (field.derivedFrom !== undefined) checkDerived(schema, entity, field)
  }
}

function checkDerived(schema: Schema, entity: EntityType, field: FieldDef): void {
  const where = `${entity.name}.${field.name}`
  const target = schema.entities.get(field.typeName)
  if (target === undefined) throw new SchemaError(`${where}: @derivedFrom needs an entity type, not ${field.typeName}`)
  const source = target.fields.find((candidate) => candidate.name === field.derivedFrom)
  if (source === undefined) throw new SchemaError(`${where}: ${target.name} has no field ${field.derivedFrom}`)
  if (source.derivedFrom !== undefined || source.kind !== 'reference' || source.typeName !== entity.name)
    throw new SchemaError(`${where}: ${target.name}.${source.name} must be a stored reference to ${entity.name}`)
}

function refuseSameName(what: string, names: Iterable<string>): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined) throw new SchemaError(`${what} \`${other}\` and \`${name}\` differ in case only`)
    seen.set(name.toLowerCase(), name)
  }
}
