import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { integerFromBytes } from '../bytes.ts'
import { type EntityState, PackedEntity, storedFields, unpackEntity } from '../packed-entity.ts'
import type { Entity, EntityChange, EntityType, FieldDef, Schema, Value } from '../types.ts'
import { codecOf, encodeElement, encodeId, readColumn } from './codec.ts'
import { StoreError } from './errors.ts'
import { indexedLists, quote, sideTable, startColumn } from './layout.ts'
import type { VersionWrite } from './write-plan.ts'

/** The versions of one entity type. */
export type EntityTable = {
  readonly isImmutable: boolean
  /** An entity that no handler of a file made. */
  find(id: string): Entity | undefined
  findRelated(field: string, id: string): Entity[]
  /**
   * Writes a version. At most once per entity and block.
   * @returns its columns, null where the entity was removed, undefined where it is immutable and was there already, as it is
   * @throws StoreError CONFLICT
   */
  write(version: VersionWrite): readonly SQLInputValue[] | null | undefined
  /** Takes back every version that starts, and every end, above `block`. @returns how many versions are gone */
  revert(block: number): number
}

/** Prepares the statements of one entity type. */
export function openEntityTable(db: DatabaseSync, schema: Schema, entity: EntityType): EntityTable {
  const table = quote(entity.name)
  const row = rowCodec(entity)
  const select = `SELECT ${row.columns} FROM ${table}`
  const open = `${entity.immutable ? '' : ' AND "block$to" IS NULL'}${entity.ofFiles ? ' AND "file$" = 0' : ''}`
  const find = arrayStatement(db, `${select} WHERE "id" = ?${open}`)
  const related = new Map<string, StatementSync>()
  const writer = entity.immutable ? immutableWriter(db, entity) : mutableWriter(db, entity)
  const lists = indexedLists(schema, entity).map((field) => listWriter(db, entity, field))

  function relatedStatement(name: string): StatementSync {
    const known = related.get(name)
    if (known !== undefined) return known
    const field = storedFields(entity).find((candidate) => candidate.name === name && candidate.kind === 'reference')
    if (field === undefined) throw new Error(`${entity.name}.${name} is not a stored reference`)
    const statement = arrayStatement(db, `${select} WHERE ${holds(schema, entity, field)}${open} ORDER BY "id"`)
    related.set(name, statement)
    return statement
  }

  function insertLists(vid: number, values: Entity): void {
    for (const list of lists) list.insert(vid, values)
  }

  return {
    isImmutable: entity.immutable,
    find(id) {
      const found = find.get(encodeId(entity.idScalar, id))
      return found === undefined ? undefined : row.decode(found as unknown as SQLOutputValue[])
    },
    findRelated(name, id) {
      const scalar = entity.fields.find((field) => field.name === name)?.scalar
      const key = encodeId(scalar === 'Int8' ? 'Int8' : 'String', id)
      return relatedStatement(name)
        .all(key)
        .map((found) => row.decode(found as unknown as SQLOutputValue[]))
    },
    write(version) {
      const { entity: values } = version.change
      const columns = values === null ? null : row.encode(values)
      const vid = writer.write(version, columns)
      if (values === null) return null
      if (vid === undefined) return undefined
      if (lists.length > 0) insertLists(vid, unpackEntity(values))
      return columns
    },
    revert: writer.revert,
  }
}

/** The condition that `field` holds the parameter. */
function holds(schema: Schema, entity: EntityType, field: FieldDef): string {
  if (!field.list) return `${quote(field.name)} = ?`
  if (indexedLists(schema, entity).includes(field))
    return `"vid$" IN (SELECT vid FROM ${quote(sideTable(entity, field))} WHERE target = ?)`
  return `EXISTS (SELECT 1 FROM json_each(${quote(field.name)}) WHERE value = ?)`
}

/** Rows are read as arrays: no object per row that only a decoder sees. */
function arrayStatement(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  return statement
}

type RowCodec = {
  /** What a SELECT reads. */
  readonly columns: string
  decode(stored: readonly SQLOutputValue[]): Entity
  /** The entity's columns. */
  encode(entity: EntityState): SQLInputValue[]
}

function rowCodec(entity: EntityType): RowCodec {
  const fields = storedFields(entity)
  const codecs = fields.map(codecOf)
  const names = fields.map((field) => field.name)
  return {
    columns: fields.map((field) => readColumn(field, quote(field.name))).join(', '),
    decode(stored) {
      const result: Record<string, Value> = {}
      for (let i = 0; i < names.length; i++) {
        const value = stored[i]
        const name = names[i]
        const codec = codecs[i]
        if (name === undefined || codec === undefined || value === undefined) continue
        result[name] = value === null ? null : codec.decode(value)
      }
      return result
    },
    encode(entity) {
      const values =
        entity instanceof PackedEntity ? entity.values(integerFromBytes) : names.map((name) => entity[name])
      const row: SQLInputValue[] = []
      for (let i = 0; i < names.length; i++) {
        const value = values[i]
        row.push(value === null || value === undefined ? null : (codecs[i]?.encode(value) ?? null))
      }
      return row
    },
  }
}

type Writer = {
  /** @returns the new version's `vid$`, or undefined where there is none. */
  write(version: VersionWrite, columns: readonly SQLInputValue[] | null): number | undefined
  revert(block: number): number
}

function mutableWriter(db: DatabaseSync, entity: EntityType): Writer {
  const table = quote(entity.name)
  const insert = prepareInsert(db, entity, ['block$from', 'block$to'])
  const own = entity.ofFiles ? ' AND "file$" = 0' : ''
  const close = db.prepare(`UPDATE ${table} SET "block$to" = ? WHERE "id" = ? AND "block$to" IS NULL${own}`)
  const reopen = db.prepare(`UPDATE ${table} SET "block$to" = NULL WHERE "block$to" > ?`)
  const removeAbove = prepareRemoveAbove(db, entity)
  return {
    write({ block, end, change, closesStored }, columns) {
      if (closesStored) close.run(block, encodeId(entity.idScalar, change.id))
      if (columns === null) return undefined
      return Number(insert.run(block, end, ...ofFile(entity, change), ...columns).lastInsertRowid)
    },
    revert(block) {
      const removed = removeAbove(block)
      reopen.run(block)
      return removed
    },
  }
}

function immutableWriter(db: DatabaseSync, entity: EntityType): Writer {
  const insert = prepareInsert(db, entity, ['block$'], ' ON CONFLICT ("id") DO NOTHING')
  const isSame = storedFields(entity).map(({ name }) => `${quote(name)} IS ?`)
  const findSame = db.prepare(`SELECT 1 FROM ${quote(entity.name)} WHERE ${isSame.join(' AND ')}`)
  return {
    write({ block, change }, columns) {
      if (columns === null)
        throw new StoreError('CONFLICT', `${entity.name}[${change.id}] is immutable: it cannot be removed`)
      const { changes, lastInsertRowid } = insert.run(block, ...ofFile(entity, change), ...columns)
      if (changes !== 0) return Number(lastInsertRowid)
      if (findSame.get(...columns) !== undefined) return undefined
      throw new StoreError(
        'CONFLICT',
        `${entity.name}[${change.id}] is immutable, and was there already with other values`,
      )
    },
    revert: prepareRemoveAbove(db, entity),
  }
}

/** The value of the column `file$`, where there is one. */
function ofFile(entity: EntityType, change: EntityChange): number[] {
  return entity.ofFiles ? [change.ofFile ? 1 : 0] : []
}

function prepareInsert(
  db: DatabaseSync,
  entity: EntityType,
  versionColumns: readonly string[],
  rest = '',
): StatementSync {
  const columns = [
    ...versionColumns,
    ...(entity.ofFiles ? ['file$'] : []),
    ...storedFields(entity).map((field) => field.name),
  ]
  const marks = columns.map(() => '?').join(', ')
  return db.prepare(`INSERT INTO ${quote(entity.name)} (${columns.map(quote).join(', ')}) VALUES (${marks})${rest}`)
}

/** Versions are stored in the order of their blocks, so those above a block are the end of the table: no index is needed. */
function prepareRemoveAbove(db: DatabaseSync, entity: EntityType): (block: number) => number {
  const table = quote(entity.name)
  const lastKept = db.prepare(
    `SELECT "vid$" AS vid FROM ${table} WHERE +"${startColumn(entity)}" <= ? ORDER BY "vid$" DESC LIMIT 1`,
  )
  const remove = db.prepare(`DELETE FROM ${table} WHERE "vid$" > ?`)
  return (block) => Number(remove.run(lastKept.get(block)?.vid ?? 0).changes)
}

function listWriter(db: DatabaseSync, entity: EntityType, field: FieldDef) {
  const insert = db.prepare(`INSERT OR IGNORE INTO ${quote(sideTable(entity, field))} (target, vid) VALUES (?, ?)`)
  return {
    insert(vid: number, values: Entity): void {
      const targets = values[field.name]
      if (Array.isArray(targets)) for (const target of targets) insert.run(encodeElement(field.scalar, target), vid)
    },
  }
}
