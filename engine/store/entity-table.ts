import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { storedFields, unpackEntity } from '../packed-entity.ts'
import type { Entity, EntityChange, EntityType, FieldDef, Schema } from '../types.ts'
import type { BlockContent } from './block-content.ts'
import { encodeElement, encodeId } from './codec.ts'
import { StoreError } from './errors.ts'
import { indexedLists, quote, sideTable, startColumn } from './layout.ts'
import { rowCodec } from './row-codec.ts'
import type { VersionWrite } from './write-plan.ts'

/** The versions of one entity type. */
export type EntityTable = {
  readonly isImmutable: boolean
  /** An entity that no handler of a file made. */
  find(id: string): Entity | undefined
  findRelated(field: string, id: string): Entity[]
  /**
   * Writes a version, and into the content of its block what changed: nothing, where the entity is immutable and was
   * there already, as it is. At most once per entity and block.
   * @throws StoreError CONFLICT
   */
  write(version: VersionWrite, content: BlockContent): void
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
    write(version, content) {
      const { entity: values, id } = version.change
      if (values === null) {
        writer.remove(version)
        content.putRemoval(entity.name, id)
        return
      }
      const before = content.end
      const columns = writer.start(version)
      content.startSet(entity.name)
      row.encode(values, content, columns)
      content.endChange()
      const vid = writer.insert(version, columns)
      if (vid === undefined) content.takeBack(before)
      else if (lists.length > 0) insertLists(vid, unpackEntity(values))
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

type Writer = {
  /** @throws StoreError CONFLICT */
  remove(version: VersionWrite): void
  /** The columns that come before the entity's. */
  start(version: VersionWrite): SQLInputValue[]
  /** @returns the new version's `vid$`, or undefined where it was there @throws StoreError CONFLICT */
  insert(version: VersionWrite, columns: readonly SQLInputValue[]): number | undefined
  revert(block: number): number
}

function mutableWriter(db: DatabaseSync, entity: EntityType): Writer {
  const table = quote(entity.name)
  const insert = prepareInsert(db, entity, ['block$from', 'block$to'])
  const own = entity.ofFiles ? ' AND "file$" = 0' : ''
  const close = db.prepare(`UPDATE ${table} SET "block$to" = ? WHERE "id" = ? AND "block$to" IS NULL${own}`)
  const reopen = db.prepare(`UPDATE ${table} SET "block$to" = NULL WHERE "block$to" > ?`)
  const removeAbove = prepareRemoveAbove(db, entity)
  const closeStored = ({ block, change, closesStored }: VersionWrite) => {
    if (closesStored) close.run(block, encodeId(entity.idScalar, change.id))
  }
  return {
    remove: closeStored,
    start: ({ block, end, change }) => [block, end, ...ofFile(entity, change)],
    insert(version, columns) {
      closeStored(version)
      return Number(insert.run(...columns).lastInsertRowid)
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
  const start = ({ block, change }: VersionWrite) => [block, ...ofFile(entity, change)]
  return {
    remove({ change }) {
      throw new StoreError('CONFLICT', `${entity.name}[${change.id}] is immutable: it cannot be removed`)
    },
    start,
    insert(version, columns) {
      const { change } = version
      const { changes, lastInsertRowid } = insert.run(...columns)
      if (changes !== 0) return Number(lastInsertRowid)
      if (findSame.get(...columns.slice(start(version).length)) !== undefined) return undefined
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
