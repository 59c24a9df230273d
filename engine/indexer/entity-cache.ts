import { DeterministicError, type EntityPort, InvalidEntityError } from '../runtime/index.ts'
import type { BlockHeader, Entity, EntityChange, EntityType, Schema, Store, Value } from '../types.ts'
import { KeptEntities } from './kept-entities.ts'
import { sameEntity } from './same-entity.ts'

/** What the current block did to an entity: its state before the block and now. */
type Slot = { readonly before: Entity | undefined; now: Entity | null }

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
  readonly #block = new Map<EntityType, Map<string, Slot>>()
  /** As they are after the last finished block. */
  readonly #kept: KeptEntities
  /** What the running handler overwrote, in its order; undefined where the block had not touched the entity. */
  #overwritten: { readonly slots: Map<string, Slot>; readonly id: string; readonly now: Entity | null | undefined }[] =
    []
  #header: Pick<BlockHeader, 'number' | 'timestamp'> = { number: 0, timestamp: 0 }
  /** Ids generated in the current block, also by handlers that failed. */
  #generatedIds = 0

  constructor({ schema, store, commit }: EntityCacheOptions) {
    this.#schema = schema
    this.#store = store
    this.#commit = commit
    this.#kept = new KeptEntities(store)
  }

  get(type: EntityType, id: string): Entity | undefined {
    const slot = this.#block.get(type)?.get(id)
    return slot === undefined ? this.#kept.find(type, id) : (slot.now ?? undefined)
  }

  getInBlock(type: EntityType, id: string): Entity | undefined {
    return this.#block.get(type)?.get(id)?.now ?? undefined
  }

  loadRelated(type: EntityType, id: string, fieldName: string): { type: EntityType; entities: readonly Entity[] } {
    const field = type.fields.find((candidate) => candidate.name === fieldName)
    const target = field && this.#schema.entities.get(field.typeName)
    if (field?.derivedFrom === undefined || target === undefined) {
      throw new DeterministicError(`Entity ${type.name}[${id}]: \`${fieldName}\` is not a derived field`)
    }
    const via = field.derivedFrom
    this.#commit()
    const found = new Map<string, Entity>()
    for (const entity of this.#store.findRelated(target.name, via, id)) found.set(String(entity.id), entity)
    for (const [touched, { now }] of this.#block.get(target) ?? []) {
      if (now !== null && refersTo(now[via], id)) found.set(touched, now)
      else found.delete(touched)
    }
    const entities = [...found.values()].sort(({ id: a = null }, { id: b = null }) =>
      a !== null && b !== null && a < b ? -1 : 1,
    )
    return { type: target, entities }
  }

  set(type: EntityType, id: string, fields: Entity): void {
    const slot = this.#touch(type, id)
    if (isWhole(type, fields)) {
      slot.now = fields
      return
    }
    // In the order of the schema: entities of a type have one shape.
    const merged: Record<string, Value> = {}
    for (const field of type.fields) {
      if (field.derivedFrom !== undefined) continue
      let value = fields[field.name]
      if (value === undefined) value = slot.now?.[field.name]
      if (value !== undefined && value !== null) merged[field.name] = value
      else if (field.nonNull)
        throw new InvalidEntityError(
          `Entity ${type.name}[${id}]: missing value for non-nullable field \`${field.name}\``,
        )
    }
    slot.now = merged
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
    // Whether it is there decides: an immutable entity cannot be removed.
    this.#kept.find(type, id)
    this.#touch(type, id).now = null
  }

  startHandler(): void {
    if (this.#overwritten.length > 0) this.#overwritten = []
  }

  /** Takes back what was set and removed since `startHandler`. */
  discardHandler(): void {
    for (const { slots, id, now } of this.#overwritten.reverse()) {
      const slot = slots.get(id)
      if (now === undefined) slots.delete(id)
      else if (slot !== undefined) slot.now = now
    }
    this.#overwritten = []
  }

  /**
   * Ends the block: what it changed, in the order of first touch.
   * @throws DeterministicError when it changed an immutable entity that is known from an earlier block
   */
  finishBlock(): EntityChange[] {
    const changes: EntityChange[] = []
    for (const [type, slots] of this.#block) {
      for (const [id, { before, now }] of slots) {
        if (before === undefined ? now === null : now !== null && sameEntity(before, now)) continue
        if (type.immutable && before !== undefined) {
          if (type.skipDuplicates) continue
          throw new DeterministicError(`Entity ${type.name}[${id}]: the type is immutable, the entity exists already`)
        }
        if (type.interfaces !== undefined && before === undefined) this.#refuseSharedId(type, id)
        changes.push({ type: type.name, id, entity: now })
        this.#kept.put(type, id, now)
      }
    }
    this.#block.clear()
    return changes
  }

  /** Forgets the current block. */
  discardBlock(): void {
    this.#block.clear()
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
    this.#block.clear()
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

  #touch(type: EntityType, id: string): Slot {
    let slots = this.#block.get(type)
    if (slots === undefined) {
      slots = new Map()
      this.#block.set(type, slots)
    }
    const touched = slots.get(id)
    this.#overwritten.push({ slots, id, now: touched?.now })
    if (touched !== undefined) return touched
    // An immutable entity is new, or the store refuses it: looking it up first would cost an access per insert.
    const before = type.immutable && !type.skipDuplicates ? this.#kept.findKept(type, id) : this.#kept.find(type, id)
    const slot = { before, now: before ?? null }
    slots.set(id, slot)
    return slot
  }
}

/** Whether every field is there: nothing is missing, and nothing is kept from before. */
function isWhole(type: EntityType, fields: Entity): boolean {
  for (const field of type.fields) {
    const value = fields[field.name]
    if ((value === undefined || value === null) && field.derivedFrom === undefined) return false
  }
  return true
}

function refersTo(value: Value | undefined, id: string): boolean {
  if (Array.isArray(value)) return value.some((item) => String(item) === id)
  return value !== undefined && value !== null && String(value) === id
}
