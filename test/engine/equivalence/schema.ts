import type { ScalarName } from '../../../engine/types.ts'
import type { Random } from './random.ts'

const TYPE_NAMES = [
  'Artist',
  'LabelBatch',
  'Person',
  'Status',
  'Category',
  'NFTOwner',
  'day_2night',
  'Order',
  'Box',
  'User',
]
const SCALARS: readonly ScalarName[] = [
  'String',
  'Bytes',
  'Boolean',
  'Int',
  'Int8',
  'Timestamp',
  'BigInt',
  'BigDecimal',
]
/** Words of SQL and of the API's own arguments are names like any other. */
const ODD_NAMES = ['group', 'select', 'from', 'block', 'first', 'value', 'index', 'vid', 'where_']
const ENUM = 'enum Color {\n  red\n  Green\n  BLUE\n}\n'

/** The SDL of a small subgraph schema: two to four entity types that refer to one another. */
export function generateSchema(random: Random): string {
  const names = random.some(TYPE_NAMES, 2, 4)
  // Decided first: a derived field must know what points back at it.
  const references = names.map((owner) =>
    random.some(names, 1, 2).map((target, i) => {
      const list = random.chance(0.35)
      return { owner, target, name: `${list ? 'refs' : 'ref'}${i}`, list, nonNull: random.chance(list ? 0.7 : 0.3) }
    }),
  )
  const common = random.chance(0.6) ? commonInterface(random, names) : undefined
  const types = names.map((name, i) => {
    const fields = [
      ...stored(random),
      ...(references[i] ?? []).map(referenceField),
      ...derived(random, name, references.flat()),
    ]
    const isCommon = common?.implementers.includes(name) === true
    if (isCommon) fields.push(...common.fields)
    if (common !== undefined && random.chance(0.5)) fields.push(random.pick(['any: Common', 'anyOf: [Common!]']))
    const id = isCommon ? common.id : random.pick(['ID', 'String', 'Bytes', 'Bytes', 'Int8'])
    const immutable = random.chance(0.3)
    const description = random.chance(0.3) ? `"Things of the kind ${name}."\n` : ''
    return `${description}type ${name}${isCommon ? ' implements Common' : ''} @entity(immutable: ${immutable}) {\n  id: ${id}!\n${fields.map((field) => `  ${field}`).join('\n')}\n}\n`
  })
  return [ENUM, ...(common === undefined ? [] : [common.definition]), ...types].join('\n')
}

/** An interface that some of the types implement, with fields that they then have. */
function commonInterface(random: Random, names: readonly string[]) {
  const implementers = random.some(names, 1, 2)
  const id = random.pick(['ID', 'Bytes', 'Int8'])
  const fields = ['common: String', `weight: ${random.pick(['Int', 'BigInt', 'BigDecimal'])}!`]
  const definition = `interface Common {\n  id: ${id}!\n${fields.map((field) => `  ${field}`).join('\n')}\n}\n`
  return { implementers, id, fields, definition }
}

function stored(random: Random): string[] {
  const fields = random.some(SCALARS, 3, 6).map((scalar, i) => {
    const name = random.chance(0.2)
      ? (ODD_NAMES[i] ?? scalar)
      : `${scalar.charAt(0).toLowerCase()}${scalar.slice(1)}${i}`
    return `${name}: ${scalar}${random.chance(0.4) ? '!' : ''}`
  })
  const lists = random
    .some(SCALARS, 0, 2)
    .map((scalar) => `many${scalar}: [${scalar}!]${random.chance(0.5) ? '!' : ''}`)
  const enums = random.chance(0.6) ? [`color: Color${random.chance(0.4) ? '!' : ''}`] : []
  const enumLists = random.chance(0.3) ? ['colors: [Color!]'] : []
  return [...fields, ...lists, ...enums, ...enumLists]
}

type Reference = { owner: string; target: string; name: string; list: boolean; nonNull: boolean }

function referenceField({ target, name, list, nonNull }: Reference): string {
  return `${name}: ${list ? `[${target}!]` : target}${nonNull ? '!' : ''}`
}

function derived(random: Random, name: string, references: readonly Reference[]): string[] {
  return references
    .filter(({ target }) => target === name)
    .flatMap((reference, i) => {
      if (random.chance(0.3)) return []
      const type = random.chance(0.8) ? `[${reference.owner}!]!` : reference.owner
      return [`back${i}: ${type} @derivedFrom(field: "${reference.name}")`]
    })
}
