import type { DatabaseSync } from 'node:sqlite'
import { storedFields } from '../packed-entity.ts'
import type { EntityType, FieldDef, ScalarName, Schema } from '../types.ts'
import { isDerivedSource, quote, storedTypes } from './layout.ts'

/** An index that makes look-ups fast and means nothing else: a store without it gives the same answers. */
export type SecondaryIndex = {
  readonly name: string
  readonly sql: string
  /** The type and the reference that it finds, for `loadRelated`. */
  readonly reference?: { readonly type: string; readonly field: string }
  /** It finds the versions that end in a block: what a revert reopens, and pruning removes. */
  readonly isOfEnds?: true
}

/** A text may be of any length, and is seldom what one orders by. */
const ORDERED: ReadonlySet<ScalarName> = new Set(['Int', 'Int8', 'Timestamp', 'BigInt', 'BigDecimal'])

/**
 * The secondary indexes of a store. They are made when a backfill has ended: to sort a column once costs
 * little beside keeping it sorted all the while.
 */
export function secondaryIndexes(schema: Schema): SecondaryIndex[] {
  return storedTypes(schema).flatMap((entity) => indexesOf(schema, entity))
}

function indexesOf(schema: Schema, entity: EntityType): SecondaryIndex[] {
  const table = quote(entity.name)
  const make = (suffix: string, rest: string, kind: 'INDEX' | 'UNIQUE INDEX' = 'INDEX') => {
    const name = `${entity.name}$by$${suffix}`
    return { name, sql: `CREATE ${kind} IF NOT EXISTS ${quote(name)} ON ${table} ${rest}` }
  }
  const indexes: SecondaryIndex[] = entity.immutable
    ? []
    : [
        { ...make('closed', '("block$to") WHERE "block$to" IS NOT NULL'), isOfEnds: true },
        // The version at an earlier block; also: at most one version of an entity starts at a block.
        make('version', '("id", "block$from")', 'UNIQUE INDEX'),
      ]
  for (const field of storedFields(entity)) {
    if (field.name === 'id') continue
    if (isIndexedReference(schema, entity, field)) {
      const index = make(field.name, `(${quote(field.name)}, "id")`)
      indexes.push({ ...index, reference: { type: entity.name, field: field.name } })
    } else if (!field.list && field.kind === 'scalar' && ORDERED.has(field.scalar)) {
      // Only the latest versions: earlier blocks are asked for seldom, and have many times the rows.
      const versions = entity.immutable ? '' : ' WHERE "block$to" IS NULL'
      indexes.push(make(`order$${field.name}`, `(${quote(field.name)}, "id")${versions}`))
    }
  }
  return indexes
}

/**
 * Whether a reference has an index: where a derived field reads it backwards, and where its target can change, which
 * many may refer to. A reference to an immutable entity, such as the event that made a change, is followed, not searched.
 */
function isIndexedReference(schema: Schema, entity: EntityType, field: FieldDef): boolean {
  if (field.kind !== 'reference' || field.list) return false
  return isDerivedSource(schema, entity, field) || isMutable(schema, field.typeName)
}

function isMutable(schema: Schema, typeName: string): boolean {
  const names = schema.interfaces.get(typeName)?.implementers ?? [typeName]
  return names.some((name) => schema.entities.get(name)?.immutable === false)
}

/** The secondary indexes that a store lacks, by name: those of a backfill that has not ended. */
export function findMissing(db: DatabaseSync, schema: Schema): Map<string, SecondaryIndex> {
  const rows = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'index'`).all()
  const there = new Set(rows.map(({ name }) => name))
  const missing = secondaryIndexes(schema).filter(({ name }) => !there.has(name))
  return new Map(missing.map((index) => [index.name, index]))
}
