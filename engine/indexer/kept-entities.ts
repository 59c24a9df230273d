import type { Entity, EntityType, Store } from '../types.ts'

/** Once this many entities are kept, and the store has them, those that were used least lately are dropped. */
const MAX_KEPT = 50_000

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

/** The entities as they are after the last finished block: those that were used lately, over the store. */
export class KeptEntities {
  readonly #store: Pick<Store, 'find'>
  /** Null where there is no entity. */
  readonly #latest = new Map<EntityType, Generations>()
  #count = 0

  constructor(store: Pick<Store, 'find'>) {
    this.#store = store
  }

  find(type: EntityType, id: string): Entity | undefined {
    const generations = this.#generationsOf(type)
    const recent = generations.recent.get(id)
    if (recent !== undefined) return recent ?? undefined
    let known = generations.underWay.get(id)
    if (known === undefined) known = generations.stored.get(id)
    if (known === undefined) known = this.#store.find(type.name, id) ?? null
    generations.recent.set(id, known)
    this.#count++
    return known ?? undefined
  }

  /** Only among those that the store may not have yet. */
  findKept(type: EntityType, id: string): Entity | undefined {
    const generations = this.#latest.get(type)
    const recent = generations?.recent.get(id)
    return (recent === undefined ? generations?.underWay.get(id) : recent) ?? undefined
  }

  put(type: EntityType, id: string, entity: Entity | null): void {
    this.#generationsOf(type).recent.set(id, entity)
    this.#count++
  }

  /** Call after the finished blocks are stored: from here on the store knows everything. */
  afterCommit(): void {
    if (this.#count > MAX_KEPT) this.afterHandOver()
  }

  /** Call when finished blocks are under way to the store, which has those that were before. */
  afterHandOver(): void {
    for (const generations of this.#latest.values()) {
      // What is used again moves to the recent ones; what was not since it was stored goes.
      generations.stored = generations.underWay
      generations.underWay = generations.recent
      generations.recent = new Map()
    }
    this.#count = 0
  }

  forget(): void {
    this.#latest.clear()
    this.#count = 0
  }

  #generationsOf(type: EntityType): Generations {
    let generations = this.#latest.get(type)
    if (generations === undefined) {
      generations = newGenerations()
      this.#latest.set(type, generations)
    }
    return generations
  }
}
