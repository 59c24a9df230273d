import { type EntityState, PackedEntity, unpackEntity } from '../packed-entity.ts'
import { DeterministicError, type EntityPort, InvalidEntityError } from '../runtime/index.ts'
import type { BlockHeader, EntityChange, EntityType, Schema, Store, Value } from '../types.ts'
import { KeptEntities, type KeptEntity } from './kept-entities.ts'
import { sameEntity } from './same-entity.ts'

export type EntityCacheOptions = {
  readonly schema: Schema
  readonly store: Pick<Store, 'find' | 'findRelated'>
  /** Stores the finished blocks; called before a look-up that only the store can answer. */
  commit(): void
}

/**
 * The entities as handlers see them: the current block's changes over those of finished blocks that are not stored yet,
 * over the store.
 */
export class EntityCache implements EntityPort {
  readonly #schema: Schema
  readonly #store: Pick<Store, 'find' | 'findRelated'>
  readonly #commit: () => void
  readonly #kept: KeptEntities
  /** What the current block has touched, in the order of first touch. */
  readonly #touched = new Map<EntityType, KeptEntity[]>()
  /** What the running handler overwrote, in its order; undefined where the block had not touched the entity. */
  readonly #overwritten: { type: EntityType; entity: KeptEntity; now: EntityState | null | undefined }[] = []
  #header: Pick<BlockHeader, 'number' | 'timestamp'> = { number: 0, timestamp: 0 }
  /** Ids generated in the current block, also by handlers that failed. */
  #generatedIds = 0

  constructor({ schema, store, commit }: EntityCacheOptions) {
    this.#schema = schema
    this.#store = store
    this.#commit = commit
    this.#kept = new KeptEntities(store)
  }

  get(type: EntityType, id: string): EntityState | undefined {
    const entity = this.#kept.get(type, id)
    return (entity.isTouched ? entity.now : this.#kept.find(type, entity)) ?? undefined
  }

  getInBlock(type: EntityType, id: string): EntityState | undefined {
    const { isTouched, now } = this.#kept.get(type, id)
    return isTouched && now !== null ? now : undefined
  }

  loadRelated(type: EntityType, id: string, fieldName: string): { type: EntityType; entities: readonly EntityState[] } {
    const field = type.fields.find((candidate) => candidate.name === fieldName)
    const target = field && this.#schema.entities.get(field.typeName)
    if (field?.derivedFrom === undefined || target === undefined) {
      throw new DeterministicError(`Entity ${type.name}[${id}]: \`${fieldName}\` is not a derived field`)
    }
    const via = field.derivedFrom
    this.#commit()
    const found = new Map<string, EntityState>()
    for (const entity of this.#store.findRelated(target.name, via, id)) found.set(String(entity.id), entity)
    for (const touched of this.#touched.get(target) ?? []) {
      if (touched.now !== null && refersTo(fieldOf(touched.now, via), id)) found.set(touched.id, touched.now)
      else found.delete(touched.id)
    }
    const entities = [...found.values()].sort((a, b) => {
      const [idA, idB] = [fieldOf(a, 'id') ?? null, fieldOf(b, 'id') ?? null]
      return idA !== null && idB !== null && idA < idB ? -1 : 1
    })
    return { type: target, entities }
  }

  set(type: EntityType, id: string, state: EntityState): void {
    const entity = this.#touch(type, id)
    if (state instanceof PackedEntity && (state.isWhole || (entity.now === null && state.fillAbsent()))) {
      entity.now = state
      return
    }
    const [fields, before] = [unpackEntity(state), entity.now && unpackEntity(entity.now)]
    // In the order of the schema: entities of a type have one shape.
    const merged: Record<string, Value> = {}
    for (const field of type.fields) {
      if (field.derivedFrom !== undefined) continue
      let value = fields[field.name]
      if (value === undefined) value = before?.[field.name]
      if (value !== undefined && value !== null) merged[field.name] = value
      else if (field.nonNull)
        throw new InvalidEntityError(
          `Entity ${type.name}[${id}]: missing value for non-nullable field \`${field.name}\``,
        )
    }
    entity.now = merged
  }

  /** Starts a block, given its number and its time in Unix seconds. */
  enterBlock(block: Pick<BlockHeader, 'number' | 'timestamp'>): void {
    this.#header = block
    this.#generatedIds = 0
  }

  generateId({ idScalar }: EntityType): string {
    if (idScalar !== 'Int8' && idScalar !== 'Bytes')
      throw new InvalidEntityError('String does not support generating ids')
    const id = (BigInt(this.#header.number) << 32n) + BigInt(this.#generatedIds++)
    return idScalar === 'Int8' ? String(id) : `0x${id.toString(16).padStart(16, '0')}`
  }

  blockTime(): bigint {
    return BigInt(this.#header.timestamp) * 1_000_000n
  }

  remove(type: EntityType, id: string): void {
    const entity = this.#touch(type, id)
    // Whether it is there decides: an immutable entity cannot be removed.
    this.#kept.find(type, entity)
    entity.now = null
  }

  startHandler(): void {
    this.#overwritten.length = 0
  }

  /** Takes back what was set and removed since `startHandler`. */
  discardHandler(): void {
    for (const { type, entity, now } of this.#overwritten.reverse()) {
      entity.isTouched = now !== undefined
      entity.now = now ?? null
      if (!entity.isTouched) this.#touched.get(type)?.pop()
    }
    this.#overwritten.length = 0
  }

  /**
   * Ends the block: what it changed, in the order of first touch.
   * @throws DeterministicError when it changed an immutable entity that is known from an earlier block
   */
  finishBlock(): EntityChange[] {
    const changes: EntityChange[] = []
    const changed: KeptEntity[] = []
    for (const [type, touched] of this.#touched) {
      for (const entity of touched) {
        const { id, stored, now } = entity
        const isNew = stored === undefined || stored === null
        if (isNew ? now === null : now !== null && sameEntity(stored, now)) continue
        if (type.immutable && !isNew) {
          if (type.skipDuplicates) continue
          throw new DeterministicError(`Entity ${type.name}[${id}]: the type is immutable, the entity exists already`)
        }
        if (type.interfaces !== undefined && isNew) this.#refuseSharedId(type, id)
        changes.push({ type: type.name, id, entity: now })
        changed.push(entity)
      }
    }
    for (const entity of changed) this.#kept.put(entity, entity.now)
    this.discardBlock()
    return changes
  }

  /** Forgets the current block. */
  discardBlock(): void {
    for (const touched of this.#touched.values()) {
      for (const entity of touched) {
        entity.isTouched = false
        entity.now = null
      }
    }
    this.#touched.clear()
  }

  /** Call after the finished blocks are stored: from here on the store knows everything. */
  afterCommit(): void {
    this.#kept.afterCommit()
  }

  /** Call when finished blocks are under way to the store, which has those that were before. */
  afterHandOver(): void {
    this.#kept.afterHandOver()
  }

  /** Forgets everything; call after a revert. */
  forget(): void {
    this.discardBlock()
    this.#kept.forget()
  }

  /** Entities of one interface have different ids, whatever their types. */
  #refuseSharedId(type: EntityType, id: string): void {
    for (const other of this.#schema.entities.values()) {
      if (other === type || !other.interfaces?.some((name) => type.interfaces?.includes(name))) continue
      if (this.get(other, id) === undefined) continue
      throw new DeterministicError(
        `tried to set entity of type \`${type.name}\` with ID "${id}" but an entity of type \`${other.name}\`, ` +
          `which has an interface in common with \`${type.name}\`, exists with the same ID`,
      )
    }
  }

  #touch(type: EntityType, id: string): KeptEntity {
    const entity = this.#kept.get(type, id)
    if (entity.isTouched) {
      this.#overwritten.push({ type, entity, now: entity.now })
      return entity
    }
    this.#overwritten.push({ type, entity, now: undefined })
    // An immutable entity is new, or the store refuses it: looking it up first would cost an access per insert.
    const isAssumedNew = type.immutable && !type.skipDuplicates
    entity.now = (isAssumedNew ? entity.stored : this.#kept.find(type, entity)) ?? null
    entity.isTouched = true
    const touched = this.#touched.get(type)
    if (touched === undefined) this.#touched.set(type, [entity])
    else touched.push(entity)
    return entity
  }
}

function fieldOf(entity: EntityState, name: string): Value | undefined {
  return entity instanceof PackedEntity ? entity.field(name) : entity[name]
}

function refersTo(value: Value | undefined, id: string): boolean {
  if (Array.isArray(value)) return value.some((item) => String(item) === id)
  return value !== undefined && value !== null && String(value) === id
}
