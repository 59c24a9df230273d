import { type FilterInput, filterInputs } from '../../../engine/query/filter-inputs.ts'
import { findTarget, type Target } from '../../../engine/query/targets.ts'
import type { FieldDef, Schema } from '../../../engine/types.ts'
import { idsOf } from './history.ts'
import type { Random } from './random.ts'
import { literalOf, randomText } from './scalars.ts'

/** The literal of a `where` argument: every operator, `and` and `or`, and filters on what fields lead to. */
export function randomFilter(random: Random, schema: Schema, entity: Target, depth = 0): string {
  const roll = random.int(1, 20)
  if (roll === 1 && depth < 2) return combined(random, schema, entity, depth, 'or')
  if (roll === 2 && depth < 2) return combined(random, schema, entity, depth, 'and')
  if (roll === 3) return `{ _change_block: { number_gte: ${random.int(0, 14)} } }`
  const inputs = filterInputs(schema, entity).filter(
    (input) => input.operator !== 'child' || depth === 0 || random.chance(0.03),
  )
  const conditions = random.some(inputs, random.chance(0.05) ? 0 : 1, random.pick([1, 1, 2, 3]))
  const fields = conditions.map((input) => `${input.name}: ${conditionValue(random, schema, entity, input, depth)}`)
  if (random.chance(0.06)) fields.push(`or: [${randomFilter(random, schema, entity, depth + 1)}]`)
  if (random.chance(0.06)) fields.push(`and: [${randomFilter(random, schema, entity, depth + 1)}]`)
  return `{ ${fields.join(', ')} }`
}

function combined(random: Random, schema: Schema, entity: Target, depth: number, word: 'and' | 'or'): string {
  const filters = Array.from({ length: random.int(0, 3) }, () => randomFilter(random, schema, entity, depth + 1))
  return `{ ${word}: [${filters.join(', ')}] }`
}

function conditionValue(
  random: Random,
  schema: Schema,
  entity: Target,
  { field, operator }: FilterInput,
  depth: number,
): string {
  if (operator === 'child') {
    const target = findTarget(schema, field.typeName)
    if (target === undefined) throw new Error(`${field.name} leads nowhere`)
    return randomFilter(random, schema, target, depth + 1)
  }
  if (random.chance(0.05)) return 'null'
  if (!field.list && operator !== 'in' && operator !== 'not_in') return randomValue(random, schema, entity, field)
  return `[${Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => randomValue(random, schema, entity, field)).join(', ')}]`
}

/** A literal that a field could hold. */
function randomValue(random: Random, schema: Schema, entity: Target, field: FieldDef): string {
  if (field.kind === 'enum') return random.pick(schema.enums.get(field.typeName) ?? [])
  const target = field.kind === 'reference' ? findTarget(schema, field.typeName) : undefined
  if (target !== undefined) {
    const id = random.pick(idsOf(schema, target))
    // A reference to an Int8 id is filtered by an Int.
    return target.idScalar === 'Int8' ? (id.length > 9 ? '5' : id) : literalOf(random, { ...field, kind: 'scalar' }, id)
  }
  if (field.name === 'id' && random.chance(0.8)) return literalOf(random, field, random.pick(idsOf(schema, entity)))
  return literalOf(random, field, randomText(random, field.scalar))
}
