import { storedFields } from '../../packed-entity.ts'
import type { EntityType, FieldDef } from '../../types.ts'
import type { Pointer } from '../heap.ts'
import { KIND } from './store.ts'

/** How the entities of a type go from a mapping's memory into bytes and back. */
export type PackedPlan = {
  readonly fields: readonly FieldDef[]
  readonly positions: ReadonlyMap<string, number>
  /** The numbers of the values' kinds; those that are not packed here have -1. */
  readonly kinds: readonly number[]
  /** Positions in the order of the fields' names. */
  readonly byName: readonly number[]
  readonly idPosition: number
  /** A mapping sets the fields of a type in one order, by names that never move: where they were the last time. */
  readonly seen: { attachment: object | undefined; readonly names: Pointer[]; readonly positions: number[] }
}

const plans = new WeakMap<EntityType, PackedPlan>()

export function planOf(type: EntityType): PackedPlan {
  let plan = plans.get(type)
  if (plan === undefined) {
    const fields = storedFields(type)
    const names = fields.map(({ name }) => name)
    plan = {
      fields,
      positions: new Map(names.map((name, position) => [name, position])),
      kinds: fields.map(({ list, scalar }) => (list ? -1 : KIND[scalar === 'ID' ? 'String' : scalar])),
      byName: [...fields.keys()].sort((a, b) => ((names[a] ?? '') < (names[b] ?? '') ? -1 : 1)),
      idPosition: names.indexOf('id'),
      seen: { attachment: undefined, names: [], positions: [] },
    }
    plans.set(type, plan)
  }
  return plan
}
