import { storedFields } from '../packed-entity.ts'
import type { EntityType, FieldDef, Schema } from '../types.ts'
import { codecOf } from './codec.ts'

/*
 * Where things are in the file. Names with `$` are the store's: no GraphQL name can contain one.
 * Every entity type is a table of versions: a mutable one's rows hold from `block$from` until before `block$to`
 * (null: still), an immutable one's from `block$` on. `vid$` grows with the block. `file$` is 1 where a handler of a file
 * made the entity.
 */

/** `name` as an SQL identifier. */
export function quote(name: string): string {
  return `"${name}"`
}

/** Name of the column with the block at which a version starts. */
export function startColumn(entity: EntityType): 'block$' | 'block$from' {
  return entity.immutable ? 'block$' : 'block$from'
}

/** Name of the side table that finds entities by the elements of a list of references. */
export function sideTable(entity: EntityType, field: FieldDef): string {
  return `${entity.name}$${field.name}`
}

/** The lists of references of `entity` that a derived field reads backwards: each has a side table. */
export function indexedLists(schema: Schema, entity: EntityType): readonly FieldDef[] {
  return storedFields(entity).filter((field) => field.list && isDerivedSource(schema, entity, field))
}

/** The types that have a table: the entity types, then the buckets of aggregations. */
export function storedTypes(schema: Schema): EntityType[] {
  return [
    ...schema.entities.values(),
    ...[...schema.aggregations.values()].flatMap(({ buckets }) => [...buckets.values()]),
  ]
}

/** Whether some `@derivedFrom` points at this field, be it by an interface of the entity. */
export function isDerivedSource(schema: Schema, entity: EntityType, field: FieldDef): boolean {
  for (const owner of schema.entities.values())
    for (const other of owner.fields)
      if (other.derivedFrom === field.name && goesBy(schema, entity, other.typeName)) return true
  return false
}

/** Whether a field of this type can lead to the entity. */
function goesBy(schema: Schema, { name, interfaces = [] }: EntityType, typeName: string): boolean {
  if (typeName === name || interfaces.includes(typeName)) return true
  const buckets = schema.aggregations.get(typeName)?.buckets.values() ?? []
  return [...buckets].some((bucket) => bucket.name === name)
}

/** What blocks left besides entities. Format 1 lacks the last of them, its first files all. */
export const BLOCK_TABLES = [
  `CREATE TABLE IF NOT EXISTS "$data_source" (id INTEGER PRIMARY KEY, block INTEGER NOT NULL, template TEXT NOT NULL,
    address TEXT NOT NULL, context TEXT) STRICT`,
  `CREATE TABLE IF NOT EXISTS "$file_done" (block INTEGER NOT NULL, template TEXT NOT NULL, address TEXT NOT NULL,
    context TEXT) STRICT`,
  'CREATE INDEX IF NOT EXISTS "$file_done$by$address" ON "$file_done" (address)',
  `CREATE TABLE IF NOT EXISTS "$error" (id INTEGER PRIMARY KEY, block INTEGER NOT NULL, hash TEXT NOT NULL,
    message TEXT NOT NULL, handler TEXT) STRICT`,
  'CREATE TABLE IF NOT EXISTS "$state_hash" (block INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT',
]

/** The statements that make an empty store. Its secondary indexes come later (`indexes.ts`). */
export function layoutStatements(schema: Schema): string[] {
  const statements = [
    'CREATE TABLE "$meta" (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
    'CREATE TABLE "$block" (number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, parent_hash TEXT NOT NULL, timestamp INTEGER NOT NULL) STRICT',
    ...BLOCK_TABLES,
  ]
  for (const entity of storedTypes(schema)) statements.push(...entityStatements(schema, entity))
  return statements
}

function entityStatements(schema: Schema, entity: EntityType): string[] {
  const table = quote(entity.name)
  const index = (suffix: string) => quote(`${entity.name}$by$${suffix}`)
  const versions = entity.immutable
    ? ['"block$" INTEGER NOT NULL']
    : ['"block$from" INTEGER NOT NULL', '"block$to" INTEGER']
  const ofFile = entity.ofFiles ? ['"file$" INTEGER NOT NULL'] : []
  const columns = storedFields(entity).map(
    (field) => `${quote(field.name)} ${codecOf(field).sqlType}${field.nonNull ? ' NOT NULL' : ''}`,
  )
  const statements = [
    `CREATE TABLE ${table} (${['"vid$" INTEGER PRIMARY KEY', ...versions, ...ofFile, ...columns].join(', ')}) STRICT`,
  ]
  // Buckets are filled from the data points of a time, and go on from the bucket before.
  const isBucket = !schema.entities.has(entity.name)
  if (entity.timeseries || isBucket) statements.push(`CREATE INDEX ${index('timestamp')} ON ${table} ("timestamp")`)
  if (entity.immutable) {
    statements.push(`CREATE UNIQUE INDEX ${index('id')} ON ${table} ("id")`)
  } else {
    // The latest version of an entity, and all latest versions in the order of their ids.
    statements.push(`CREATE UNIQUE INDEX ${index('open')} ON ${table} ("id") WHERE "block$to" IS NULL`)
  }
  for (const field of indexedLists(schema, entity)) {
    const side = quote(sideTable(entity, field))
    statements.push(
      `CREATE TABLE ${side} (target ${codecOf({ scalar: field.scalar, list: false }).sqlType} NOT NULL, vid INTEGER NOT NULL REFERENCES ${table} ("vid$") ON DELETE CASCADE, PRIMARY KEY (target, vid)) STRICT, WITHOUT ROWID`,
      `CREATE INDEX ${quote(`${sideTable(entity, field)}$by$vid`)} ON ${side} (vid)`,
    )
  }
  return statements
}
