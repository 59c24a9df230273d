import { findTarget, type Target } from '../../../engine/query/targets.ts'
import type { EntityType, FieldDef, ScalarName, Schema } from '../../../engine/types.ts'
import type { Random } from './random.ts'
import { randomText } from './scalars.ts'

/** What the mapping of the fixture `records` understands. */
export type Step = readonly ['set', string, string, readonly StepField[]] | readonly ['remove', string, string]
type StepField = readonly [field: string, kind: string, value: string | readonly (readonly [string, string])[]]

const KINDS: Readonly<Record<ScalarName, string>> = {
  ID: 'S',
  String: 'S',
  Bytes: 'B',
  Boolean: 'b',
  Int: 'I',
  Int8: 'L',
  Timestamp: 'T',
  BigInt: 'N',
  BigDecimal: 'D',
}
const IDS: Readonly<Record<EntityType['idScalar'], readonly string[]>> = {
  ID: ['a', 'A', 'b', 'aa', 'Z', '10', '9', 'é', 'x-y', 'zz'],
  String: ['one', 'One', 'two', 'three', '10', '9', '_', 'ünï', 'ab c', 'zz'],
  Bytes: ['0x00', '0x01', '0x0a', '0x0a00', '0xff', '0xfe', '0xdeadbeef', '0x10', '0x0a0b', '0xee'],
  Int8: ['1', '2', '3', '10', '9', '-1', '0', '9007199254740993', '100', '77'],
}

/** All ids that entities of a type have in a history; more than any history uses. */
export function idsOf(schema: Schema, { name, idScalar }: Target): readonly string[] {
  const pool = IDS[idScalar]
  // Entities of one interface share no id.
  const implementers = [...schema.interfaces.values()].find((type) => type.implementers.includes(name))?.implementers
  if (implementers === undefined) return pool
  return pool.filter((_, i) => i % implementers.length === implementers.indexOf(name))
}

/** What happens in each block, in some of them nothing: of a chain that is reorganised once. */
export type History = {
  /** The blocks that stay. */
  readonly common: readonly (readonly Step[])[]
  /** Then come these, until they are replaced. */
  readonly abandoned: readonly (readonly Step[])[]
  /** In their place; more of them, for graph-node takes no head below the last. */
  readonly kept: readonly (readonly Step[])[]
}

/** A history of so many blocks that count in the end, 8 or more; up to 5 more are abandoned. */
export function generateHistory(random: Random, schema: Schema, blocks: number): History {
  const entities = [...schema.entities.values()]
  const generate = (count: number, alive: Set<string>) =>
    Array.from({ length: count }, () => {
      if (random.chance(0.2)) return []
      return Array.from({ length: random.int(2, 10) }, () => step(random, schema, random.pick(entities), alive)).flat()
    })
  const depth = random.int(1, 5)
  const alive = new Set<string>()
  const longer = random.int(1, 2)
  const common = generate(blocks - depth - longer, alive)
  const abandoned = generate(depth, new Set(alive))
  return { common, abandoned, kept: generate(depth + longer, alive) }
}

function step(random: Random, schema: Schema, entity: EntityType, alive: Set<string>): Step[] {
  const id = random.pick(idsOf(schema, entity).slice(0, 8))
  const key = `${entity.name} ${id}`
  if (entity.immutable && alive.has(key)) return []
  if (alive.has(key) && random.chance(0.15)) {
    alive.delete(key)
    return [['remove', entity.name, id]]
  }
  const isNew = !alive.has(key)
  const fields = entity.fields.filter((field) => field.derivedFrom === undefined && field.name !== 'id')
  const chosen = isNew ? fields : random.some(fields, 1, fields.length)
  alive.add(key)
  const idField: StepField = ['id', KINDS[entity.idScalar], id]
  return [['set', entity.name, id, [idField, ...chosen.map((field) => fieldStep(random, schema, field))]]]
}

function fieldStep(random: Random, schema: Schema, field: FieldDef): StepField {
  if (!field.nonNull && random.chance(0.25)) return [field.name, '0', '']
  if (!field.list) return [field.name, ...randomValue(random, schema, field)]
  const count = random.pick([0, 1, 2, 3])
  return [field.name, 'A', Array.from({ length: count }, () => randomValue(random, schema, field))]
}

function randomValue(random: Random, schema: Schema, field: FieldDef): readonly [kind: string, text: string] {
  const kind = KINDS[field.scalar]
  if (field.kind === 'enum') return [kind, random.pick(schema.enums.get(field.typeName) ?? [])]
  if (field.kind === 'scalar') return [kind, randomText(random, field.scalar)]
  const target = findTarget(schema, field.typeName)
  if (target === undefined) throw new Error(`${field.name} leads nowhere`)
  // The last of the ids exist only now and then: a reference that leads nowhere.
  return [kind, random.pick(idsOf(schema, target).slice(0, random.chance(0.1) ? 10 : 8))]
}
