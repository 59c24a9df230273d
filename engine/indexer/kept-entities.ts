import { hashOf } from '../hex.ts'
import { IdTable } from '../id-table.ts'
import { type EntityState, PackedEntity } from '../packed-entity.ts'
import type { EntityType, Store } from '../types.ts'

/** Once this many entities were read or changed, and the store has them, those that were used least lately are dropped. */
const MAX_USES = 50_000
/**
 * How often blocks are given to the store until what was not used since is dropped: what the store may not have yet was
 * used since the time before the last.
 */
const KEPT_TURNS = 3

/** An entity that was used lately. */
export type KeptEntity = {
  readonly id: string
  /** As it is after the last finished block; null where there is none, undefined where the store was not asked yet. */
  stored: EntityState | null | undefined
  /** As the current block leaves it, where that has touched it. */
  now: EntityState | null
  isTouched: boolean
  /** The turn in which it was used last. */
  turn: number
  /** The turn in which `stored` was packed. */
  since: number
}

/** The entities that were used lately, over the store. */
export class KeptEntities {
  readonly #store: Pick<Store, 'find'>
  readonly #types = new Map<EntityType, IdTable<KeptEntity>>()
  #turn = 0
  #uses = 0

  constructor(store: Pick<Store, 'find'>) {
    this.#store = store
  }

  /** The entity, be there one or not; `stored` may be unknown. */
  get(type: EntityType, id: string): KeptEntity {
    this.#uses++
    let entities = this.#types.get(type)
    if (entities === undefined) {
      entities = new IdTable()
      this.#types.set(type, entities)
    }
    const [turn, hash] = [this.#turn, hashOf(id)]
    let kept = entities.find(id, hash)
    if (kept === undefined) {
      kept = { id, stored: undefined, now: null, isTouched: false, turn, since: turn }
      entities.add(kept, hash)
    } else {
      kept.turn = turn
    }
    return kept
  }

  /** As the entity is after the last finished block. */
  find(type: EntityType, kept: KeptEntity): EntityState | null {
    if (kept.stored === undefined) kept.stored = this.#store.find(type.name, kept.id) ?? null
    return kept.stored
  }

  /** The entity as a finished block leaves it. */
  put(kept: KeptEntity, entity: EntityState | null): void {
    kept.stored = entity
    kept.since = this.#turn
  }

  /** Call after the finished blocks are stored: from here on the store knows everything. */
  afterCommit(): void {
    if (this.#uses > MAX_USES) this.afterHandOver()
  }

  /** Call when finished blocks are under way to the store, which has those that were before. */
  afterHandOver(): void {
    this.#turn++
    this.#uses = 0
    const oldest = this.#turn - KEPT_TURNS + 1
    for (const entities of this.#types.values()) {
      entities.keep((kept) => {
        // Of all that was packed with it nothing else may be used any more.
        if (kept.since < oldest && kept.stored instanceof PackedEntity) this.put(kept, kept.stored.copy())
        return kept.turn >= oldest
      })
    }
  }

  forget(): void {
    this.#types.clear()
    this.#uses = 0
  }
}
