import { type EntityState, PackedEntity, unpackEntity } from '../packed-entity.ts'
import type { Entity, Value } from '../types.ts'

/** Whether two entities have the same values. What is absent is null: an entity that the store has read has all its fields. */
export function sameEntity(a: EntityState, b: EntityState): boolean {
  if (a instanceof PackedEntity && b instanceof PackedEntity) return a.equals(b)
  const [plainA, plainB] = [unpackEntity(a), unpackEntity(b)]
  return isWithin(plainA, plainB) && isWithin(plainB, plainA)
}

function isWithin(a: Entity, b: Entity): boolean {
  return Object.keys(a).every((key) => sameValue(a[key] ?? null, b[key] ?? null))
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  }
  return 'digits' in a && 'digits' in b && a.digits === b.digits && a.exp === b.exp
}
