import { DeterministicError, type EntityPort, InvalidEntityError } from '../runtime/index.ts'
import type { Entity, EntityChange, EntityType, Schema, Store, Value } from '../types.ts'

/** Kept entities beyond this are dropped after a commit. */
const MAX_KEPT = 100_000

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
  /** State after the last finished block, null where there is no entity. */
  readonly #latest = new Map<EntityType, Map<string, Entity | null>>()
  /** What the running handler overwrote, in its order; undefined where the block had not touched the entity. */
  #overwritten: { readonly slots: Map<string, Slot>; readonly id: string; readonly now: Entity | null | undefined }[] =
    []
  #kept = 0

  constructor({ schema, store, commit }: EntityCacheOptions) {
    this.#schema = schema
    this.#store = store
    this.#commit = commit
  }

  get(type: EntityType, id: string): Entity | undefined {
    const slot = this.#block.get(type)?.get(id)
    return slot === undefined ? this.#beforeBlock(type, id) : (slot.now ?? undefined)
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
    const entities = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entity]) => entity)
    return { type: target, entities }
  }

  set(type: EntityType, id: string, fields: Entity): void {
    const slot = this.#touch(type, id)
    const merged: Record<string, Value> = { ...slot.now, ...fields }
    for (const field of type.fields) {
      if (field.derivedFrom !== undefined) continue
      const value = merged[field.name]
      if (value !== undefined && value !== null) continue
      if (value === null) delete merged[field.name]
      if (!field.nonNull) continue
      throw new InvalidEntityError(`Entity ${type.name}[${id}]: missing value for non-nullable field \`${field.name}\``)
    }
    slot.now = merged
  }

  remove(type: EntityType, id: string): void {
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
      const latest = getOrMake(this.#latest, type, () => new Map<string, Entity | null>())
      for (const [id, { before, now }] of slots) {
        if (before === undefined ? now === null : now !== null && sameEntity(before, now)) continue
        if (type.immutable && before !== undefined) {
          throw new DeterministicError(`Entity ${type.name}[${id}]: the type is immutable, the entity exists already`)
        }
        changes.push({ type: type.name, id, entity: now })
        if (!latest.has(id)) this.#kept++
        latest.set(id, now)
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
    if (this.#kept <= MAX_KEPT) return
    this.#latest.clear()
    this.#kept = 0
  }

  /** Forgets everything; call after a revert. */
  forget(): void {
    this.#block.clear()
    this.#latest.clear()
    this.#kept = 0
  }

  #touch(type: EntityType, id: string): Slot {
    const slots = getOrMake(this.#block, type, () => new Map<string, Slot>())
    this.#overwritten.push({ slots, id, now: slots.get(id)?.now })
    return getOrMake(slots, id, () => {
      // An immutable entity is new, or the store refuses it: looking it up first would cost an access per insert.
      const before = type.immutable ? this.#known(type, id) : this.#beforeBlock(type, id)
      return { before, now: before ?? null }
    })
  }

  #known(type: EntityType, id: string): Entity | undefined {
    return this.#latest.get(type)?.get(id) ?? undefined
  }

  #beforeBlock(type: EntityType, id: string): Entity | undefined {
    const latest = getOrMake(this.#latest, type, () => new Map<string, Entity | null>())
    const known = latest.get(id)
    if (known !== undefined) return known ?? undefined
    const stored = this.#store.find(type.name, id)
    latest.set(id, stored ?? null)
    this.#kept++
    return stored
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

function refersTo(value: Value | undefined, id: string): boolean {
  if (Array.isArray(value)) return value.some((item) => String(item) === id)
  return value !== undefined && value !== null && String(value) === id
}

function sameEntity(a: Entity, b: Entity): boolean {
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => sameValue(a[key], b[key]))
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  }
  return 'digits' in a && 'digits' in b && a.digits === b.digits && a.exp === b.exp
}
