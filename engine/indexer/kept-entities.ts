import type { Entity, EntityType, Store } from '../types.ts'

/** Once this many entities are kept, and the store has them, those that were used least lately are dropped. */
const MAX_KEPT = 50_000

/** An entity that was used lately. */
export type KeptEntity = {
  readonly id: string
  /** As it is after the last finished block; null where there is none, undefined where the store was not asked yet. */
  stored: Entity | null | undefined
  /** As the current block leaves it, where that has touched it. */
  now: Entity | null
  isTouched: boolean
}

/** By id. */
type Generation = Map<string, KeptEntity>

/**
 * The entities of a type that were used since blocks were last given to the store, before that, and before that. What
 * the store may not have yet is in the first two.
 */
type Generations = { recent: Generation; underWay: Generation; stored: Generation }

/** The entities that were used lately, over the store. */
export class KeptEntities {
  readonly #store: Pick<Store, 'find'>
  readonly #types = new Map<EntityType, Generations>()
  #count = 0

  constructor(store: Pick<Store, 'find'>) {
    this.#store = store
  }

  /** The entity, be there one or not; `stored` may be unknown. */
  get(type: EntityType, id: string): KeptEntity {
    let generations = this.#types.get(type)
    if (generations === undefined) {
      generations = { recent: new Map(), underWay: new Map(), stored: new Map() }
      this.#types.set(type, generations)
    }
    const { recent, underWay, stored } = generations
    const known = recent.get(id)
    if (known !== undefined) return known
    const kept = underWay.get(id) ?? stored.get(id) ?? { id, stored: undefined, now: null, isTouched: false }
    recent.set(id, kept)
    this.#count++
    return kept
  }

  /** As the entity is after the last finished block. */
  find(type: EntityType, kept: KeptEntity): Entity | null {
    if (kept.stored === undefined) kept.stored = this.#store.find(type.name, kept.id) ?? null
    return kept.stored
  }

  /** Call after the finished blocks are stored: from here on the store knows everything. */
  afterCommit(): void {
    if (this.#count > MAX_KEPT) this.afterHandOver()
  }

  /** Call when finished blocks are under way to the store, which has those that were before. */
  afterHandOver(): void {
    for (const generations of this.#types.values()) {
      // What is used again moves to the recent ones; what was not since it was stored goes.
      generations.stored = generations.underWay
      generations.underWay = generations.recent
      generations.recent = new Map()
    }
    this.#count = 0
  }

  forget(): void {
    this.#types.clear()
    this.#count = 0
  }
}
