import { DeterministicError, type EntityPort, InvalidEntityError } from '../runtime/index.ts'
import type { BlockHeader, Entity, EntityChange, EntityType, Schema, Store, Value } from '../types.ts'

/** Once this many entities are kept, and the store has them, those that were used least lately are dropped. */
const MAX_KEPT = 50_000

/** What the current block did to an entity: its state before the block and now. */
type Slot = { readonly before: Entity | undefined; now: Entity | null }

/**
 * The entities of a type that were used since blocks were last given to the store, before that, and before that. What
 * the store may not have yet is in the first two.
 */
type Generations = {
  recent: Map<string, Entity | null>
  underWay: Map<string, Entity | null>
  stored: Map<string, Entity | null>
}

const newGenerations = (): Generations => ({ recent: new Map(), underWay: new Map(), stored: new Map() })

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
  readonly #latest = new Map<EntityType, Generations>()
  /** What the running handler overwrote, in its order; undefined where the block had not touched the entity. */
  #overwritten: { readonly slots: Map<string, Slot>; readonly id: string; readonly now: Entity | null | undefined }[] =
    []
  #kept = 0
  #header: Pick<BlockHeader, 'number' | 'timestamp'> = { number: 0, timestamp: 0 }
  /** Ids generated in the current block, also by handlers that failed. */
  #generatedIds = 0

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
    const entities = [...found.values()].sort(({ id: a = null }, { id: b = null }) =>
      a !== null && b !== null && a < b ? -1 : 1,
    )
    return { type: target, entities }
  }

  set(type: EntityType, id: string, fields: Entity): void {
    const slot = this.#touch(type, id)
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
      const { recent } = getOrMake(this.#latest, type, newGenerations)
      for (const [id, { before, now }] of slots) {
        if (before === undefined ? now === null : now !== null && sameEntity(before, now)) continue
        if (type.immutable && before !== undefined) {
          if (type.skipDuplicates) continue
          throw new DeterministicError(`Entity ${type.name}[${id}]: the type is immutable, the entity exists already`)
        }
        if (type.interfaces !== undefined && before === undefined) this.#refuseSharedId(type, id)
        changes.push({ type: type.name, id, entity: now })
        recent.set(id, now)
        this.#kept++
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
    if (this.#kept > MAX_KEPT) this.afterHandOver()
  }

  /** Call when finished blocks are under way to the store, which has those that were before. */
  afterHandOver(): void {
    for (const generations of this.#latest.values()) {
      // What is used again moves to the recent ones; what was not since it was stored goes.
      generations.stored = generations.underWay
      generations.underWay = generations.recent
      generations.recent = new Map()
    }
    this.#kept = 0
  }

  /** Forgets everything; call after a revert. */
  forget(): void {
    this.#block.clear()
    this.#latest.clear()
    this.#kept = 0
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
    const before = type.immutable && !type.skipDuplicates ? this.#known(type, id) : this.#beforeBlock(type, id)
    const slot = { before, now: before ?? null }
    slots.set(id, slot)
    return slot
  }

  #known(type: EntityType, id: string): Entity | undefined {
    const generations = this.#latest.get(type)
    const recent = generations?.recent.get(id)
    return (recent === undefined ? generations?.underWay.get(id) : recent) ?? undefined
  }

  #beforeBlock(type: EntityType, id: string): Entity | undefined {
    const generations = getOrMake(this.#latest, type, newGenerations)
    const recent = generations.recent.get(id)
    if (recent !== undefined) return recent ?? undefined
    let known = generations.underWay.get(id)
    if (known === undefined) known = generations.stored.get(id)
    if (known === undefined) known = this.#store.find(type.name, id) ?? null
    generations.recent.set(id, known)
    this.#kept++
    return known ?? undefined
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
