import type { EntityType, Schema } from '../types.ts'

/** What a query can lead to: an entity type, an interface or an aggregation, with the fields that it offers. */
export type Target = Pick<EntityType, 'name' | 'idScalar' | 'fields'>

/** All that queries can lead to, in the order of the root fields. */
export function targetsOf(schema: Schema): readonly Target[] {
  return [...schema.entities.values(), ...schema.interfaces.values(), ...aggregationsOf(schema)]
}

export function findTarget(schema: Schema, name: string): Target | undefined {
  return (
    schema.entities.get(name) ??
    schema.interfaces.get(name) ??
    aggregationsOf(schema).find((aggregation) => aggregation.name === name)
  )
}

function aggregationsOf(schema: Schema): Target[] {
  return [...schema.aggregations.values()].map(({ name, idScalar, fields, aggregates }) => ({
    name,
    idScalar,
    fields: [...fields, ...aggregates.map(({ field }) => field)],
  }))
}

/** The entity types behind a name: the type itself, or those that implement the interface. */
export function entityTypesOf(schema: Schema, name: string): readonly EntityType[] {
  const implementers = schema.interfaces.get(name)?.implementers
  return implementers === undefined
    ? [getEntity(schema, name)]
    : implementers.map((implementer) => getEntity(schema, implementer))
}

/** A type with a table of its own: an entity type, or the buckets of an aggregation. */
export function getEntity(schema: Schema, name: string): EntityType {
  const entity = schema.entities.get(name) ?? findBuckets(schema, name)
  if (entity === undefined) throw new Error(`the schema has no entity type ${name}`)
  return entity
}

function findBuckets(schema: Schema, name: string): EntityType | undefined {
  for (const { buckets } of schema.aggregations.values())
    for (const bucket of buckets.values()) if (bucket.name === name) return bucket
  return undefined
}
