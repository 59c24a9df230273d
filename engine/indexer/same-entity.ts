import type { Entity, Value } from '../types.ts'

/** Whether two entities have the same fields with the same values. */
export function sameEntity(a: Entity, b: Entity): boolean {
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
