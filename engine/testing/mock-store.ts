import { type EntityState, unpackEntity } from '../packed-entity.ts'
import { DeterministicError, type EntityPort } from '../runtime/index.ts'
import type { Entity, EntityType, Schema } from '../types.ts'

/** Entities by type name, then id. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Entity>>

/** The store that tests see, with matchstick's rules: `set` replaces the whole entity, and nothing is ever in a block. */
export type MockStore = EntityPort & {
  readonly tables: Tables
  clear(): void
  clearInBlock(): void
  /** What `loadInBlock` finds: tests fill it by hand. */
  readonly inBlock: EntityPort
}

export function createMockStore(schema: Schema): MockStore {
  const tables = new Map<string, Map<string, Entity>>()
  const inBlock = new Map<string, Map<string, Entity>>()
  const port = portOf(schema, tables, inBlock)
  return {
    ...port,
    tables,
    clear: () => tables.clear(),
    clearInBlock: () => inBlock.clear(),
    inBlock: { ...port, set: (type, id, fields) => put(inBlock, type, id, fields) },
  }
}

/** An engine that made ids would make these in its first block. */
function generateId({ idScalar }: EntityType, count: number): string {
  if (idScalar !== 'Int8' && idScalar !== 'Bytes')
    throw new DeterministicError('String does not support generating ids')
  const id = (1n << 32n) + BigInt(count)
  return idScalar === 'Int8' ? String(id) : `0x${id.toString(16).padStart(16, '0')}`
}

function portOf(
  schema: Schema,
  tables: Map<string, Map<string, Entity>>,
  inBlock: Map<string, Map<string, Entity>>,
): EntityPort {
  let generated = 0
  return {
    generateId: (type) => generateId(type, generated++),
    blockTime: () => 0n,
    get: (type, id) => tables.get(type.name)?.get(id),
    getInBlock: (type, id) => inBlock.get(type.name)?.get(id),
    loadRelated: (type, id, fieldName) => {
      const field = type.fields.find((candidate) => candidate.name === fieldName)
      const target = field && schema.entities.get(field.typeName)
      const source = field?.derivedFrom
      if (target === undefined || source === undefined) {
        throw new DeterministicError(`field \`${fieldName}\` of \`${type.name}\` is not derived from other entities`)
      }
      return { type: target, entities: findRelated(tables.get(target.name), source, id) }
    },
    set: (type, id, fields) => put(tables, type, id, fields),
    remove: (type, id) => {
      if (tables.get(type.name)?.delete(id) === true) return
      throw new DeterministicError(`(store.remove) Entity with type '${type.name}' and id '${id}' does not exist.`)
    },
  }
}

function put(tables: Map<string, Map<string, Entity>>, type: EntityType, id: string, state: EntityState): void {
  const fields = unpackEntity(state)
  for (const { name, nonNull, derivedFrom } of type.fields) {
    if (!nonNull || derivedFrom !== undefined) continue
    if (fields[name] === undefined) {
      throw new DeterministicError(
        `Missing value for non-nullable field '${name}' for an entity of type '${type.name}'.`,
      )
    }
    if (fields[name] === null) {
      throw new DeterministicError(`The required field '${name}' for an entity of type '${type.name}' is null.`)
    }
  }
  let table = tables.get(type.name)
  if (table === undefined) {
    table = new Map()
    tables.set(type.name, table)
  }
  table.set(id, fields)
}

/** Ordered by id, as graph-node answers. */
function findRelated(table: ReadonlyMap<string, Entity> | undefined, field: string, id: string): Entity[] {
  const related = [...(table ?? [])].filter(([, entity]) => {
    const value = entity[field]
    return Array.isArray(value) ? value.includes(id) : value === id
  })
  return related.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entity]) => entity)
}
