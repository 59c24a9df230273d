import { rootNames } from '../../../engine/query/names.ts'
import { findTarget, type Target, targetsOf } from '../../../engine/query/targets.ts'
import type { FieldDef, Schema } from '../../../engine/types.ts'
import { randomFilter } from './filters.ts'
import { idsOf } from './history.ts'
import { breakRequest, brokenArguments } from './mistakes.ts'
import type { Request } from './pair.ts'
import type { Random } from './random.ts'

/** What a query is made from. */
export type QuerySource = {
  readonly random: Random
  readonly schema: Schema
  readonly hashes: readonly string[]
  readonly height: number
}

type Draft = QuerySource & {
  /** Fragments by name. */
  readonly fragments: string[]
  /** Variables: `$name: Type = default`, and the values given. */
  readonly declarations: string[]
  readonly values: Record<string, unknown>
}

/** A query on a generated schema; about one in six holds a mistake on purpose. */
export function generateRequest(source: QuerySource): Request {
  const { random } = source
  const draft: Draft = { ...source, fragments: [], declarations: [], values: {} }
  const roots = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, (_, i) => rootField(draft, i))
  if (random.chance(0.1)) roots.push('_meta { block { number hash } hasIndexingErrors deployment }')
  if (random.chance(0.05)) roots.push('__typename')
  const isNamed = draft.declarations.length > 0 || random.chance(0.2)
  const variables = draft.declarations.length > 0 ? `(${draft.declarations.join(', ')})` : ''
  const query = `${isNamed ? `query Q${variables} ` : ''}{ ${roots.join(' ')} }${draft.fragments.map((text) => ` ${text}`).join('')}`
  const request: Request = { query, ...(Object.keys(draft.values).length > 0 ? { variables: draft.values } : {}) }
  return random.chance(0.08) ? breakRequest(random, request) : request
}

function rootField(draft: Draft, index: number): string {
  const { random, schema } = draft
  const entity = random.pick(targetsOf(schema))
  const { one, many } = rootNames(entity.name)
  const alias = index > 0 || random.chance(0.2) ? `${random.pick(['a', 'b', 'zz', '__proto__x'])}${index}: ` : ''
  const block = random.chance(0.2) ? [`block: ${blockOf(draft)}`] : []
  const policy = random.chance(0.05) ? ['subgraphError: allow'] : []
  if (random.chance(0.2)) {
    const id = `id: ${argument(draft, 'ID!', JSON.stringify(random.pick(idsOf(draft.schema, entity))))}`
    return `${alias}${one}(${[id, ...block, ...policy].join(', ')}) ${selections(draft, entity, 1)}`
  }
  const list = [...collectionArguments(draft, entity, true), ...block, ...policy]
  return `${alias}${many}${list.length > 0 ? `(${list.join(', ')})` : ''} ${selections(draft, entity, 1)}`
}

function blockOf({ random, hashes, height }: Draft): string {
  const roll = random.int(1, 10)
  if (roll <= 6) return `{ number: ${random.int(0, height)} }`
  if (roll <= 8) return `{ hash: "${random.pick(hashes)}" }`
  if (roll === 9) return `{ number_gte: ${random.int(0, height)} }`
  return random.pick([
    '{ number: 99999 }',
    '{ number: -1 }',
    `{ hash: "0x${'12'.repeat(32)}" }`,
    '{ number_gte: 99999 }',
    '{}',
    'null',
  ])
}

/** Arguments of a collection, at the root or below. */
function collectionArguments(draft: Draft, entity: Target, isRoot: boolean): string[] {
  const { random, schema } = draft
  if (random.chance(0.04)) return brokenArguments(random, entity)
  const result: string[] = []
  if (random.chance(0.6))
    result.push(`where: ${argument(draft, `${entity.name}_filter`, randomFilter(random, schema, entity))}`)
  const order = random.chance(0.4) ? orderBy(draft, entity, isRoot) : ''
  if (order !== '') result.push(`orderBy: ${argument(draft, `${entity.name}_orderBy`, order)}`)
  if (random.chance(0.4))
    result.push(`orderDirection: ${argument(draft, 'OrderDirection', random.pick(['asc', 'desc']))}`)
  // Ties are in no order in graph-node then: any of them may be cut off.
  if (order.includes('__')) return result
  if (random.chance(0.3)) result.push(`first: ${argument(draft, 'Int', String(random.int(1, 5)))}`)
  if (random.chance(0.2)) result.push(`skip: ${argument(draft, 'Int', String(random.int(0, 4)))}`)
  return result
}

function orderBy({ random, schema }: Draft, entity: Target, isRoot: boolean): string {
  const isOrdered = (field: FieldDef) => field.kind === 'scalar' && !field.list
  const fields = entity.fields.filter((field) => isOrdered(field) || random.chance(0.05))
  const children = entity.fields.flatMap((field) => {
    const target = field.kind === 'reference' && !field.list ? findTarget(schema, field.typeName) : undefined
    const plain =
      target?.fields.filter((child) => isOrdered(child) || (child.kind === 'enum' && random.chance(0.05))) ?? []
    return plain.map((child) => `${field.name}__${child.name}`)
  })
  return children.length > 0 && random.chance(isRoot ? 0.3 : 0.05) ? random.pick(children) : random.pick(fields).name
}

/** A literal, or now and then a variable that has its value. Enums and objects of variables are left to literals. */
function argument(draft: Draft, type: string, literal: string): string {
  const { random } = draft
  const isJson = /^(?:-?\d+|"[^"\\]*")$/.test(literal)
  const isName = /^[A-Za-z_]\w*$/.test(literal)
  if (random.chance(0.75)) return literal
  const name = `v${draft.declarations.length}`
  if (isJson || (isName && literal !== 'null')) {
    const asDefault = random.chance(0.3) && !type.endsWith('!')
    draft.declarations.push(`$${name}: ${type}${asDefault ? ` = ${literal}` : ''}`)
    if (!asDefault) draft.values[name] = isJson ? JSON.parse(literal) : literal
    return `$${name}`
  }
  if (!literal.startsWith('{')) return literal
  draft.declarations.push(`$${name}: ${type} = ${literal}`)
  return `$${name}`
}

const MAX_DEPTH = 3

function selections(draft: Draft, entity: Target, depth: number): string {
  const { random } = draft
  const chosen = random.some(entity.fields, 1, 5).flatMap((field) => {
    const text = fieldSelection(draft, field, depth)
    return text === undefined ? [] : [text]
  })
  if (random.chance(0.7)) chosen.unshift('id')
  if (random.chance(0.1)) chosen.push('__typename')
  if (random.chance(0.1)) chosen.push(`... on ${entity.name} { ${plainField(random, entity)} }`)
  chosen.push(...typed(draft, entity))
  if (random.chance(0.1)) chosen.push(fragment(draft, entity))
  if (random.chance(0.05)) chosen.push(`... { k: id }`)
  return `{ ${(chosen.length === 0 ? ['id'] : chosen).join(' ')} }`
}

/** What single types of an interface have of their own; an interface of the type now and then. */
function typed({ random, schema }: Draft, { name }: Target): string[] {
  const interfaces = [...schema.interfaces.values()]
  const others = schema.interfaces.get(name)?.implementers ?? interfaces.map((type) => type.name)
  if (others.length === 0 || random.chance(0.5)) return []
  const type = findTarget(schema, random.pick(others))
  return type === undefined ? [] : [`... on ${type.name} { ${plainField(random, type)} }`]
}

function plainField(random: Random, entity: Target): string {
  return random.pick(entity.fields.filter((field) => field.kind !== 'reference')).name
}

function fragment(draft: Draft, entity: Target): string {
  const name = `F${draft.fragments.length}`
  draft.fragments.push(`fragment ${name} on ${entity.name} { id ${plainField(draft.random, entity)} }`)
  return `...${name}`
}

function fieldSelection(draft: Draft, field: FieldDef, depth: number): string | undefined {
  const { random, schema } = draft
  const alias = random.chance(0.1) ? `${random.pick(['x', 'y'])}_${field.name}: ` : ''
  const directive = random.chance(0.05)
    ? random.pick([' @include(if: true)', ' @skip(if: true)', ' @skip(if: false)'])
    : ''
  const target = field.kind === 'reference' ? findTarget(schema, field.typeName) : undefined
  if (target === undefined) return `${alias}${field.name}${directive}`
  if (depth >= MAX_DEPTH) return undefined
  const list = field.list ? collectionArguments(draft, target, false) : []
  const given = list.length > 0 ? `(${list.join(', ')})` : ''
  return `${alias}${field.name}${given}${directive} ${selections(draft, target, depth + 1)}`
}
