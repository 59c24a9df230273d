import { type ConstDirectiveNode, type ConstValueNode, Kind, type ObjectTypeDefinitionNode } from 'graphql'
import { rootNames } from '../query/names.ts'
import type { EntityType, FulltextSearch } from '../types.ts'
import { findArgument, lineOf } from './directives.ts'
import { SchemaError } from './errors.ts'

type Entities = ReadonlyMap<string, EntityType>

/** The languages of graph-node that this engine knows, by what PostgreSQL calls them. */
const LANGUAGES = new Map<string, FulltextSearch['language']>([
  ['simple', 'simple'],
  ['en', 'english'],
])
const OTHER_LANGUAGES = new Set('da nl fi fr de hu it no pt ro ru es sv tr'.split(' '))

/**
 * The fulltext searches of `_Schema_`.
 * @throws SchemaError in graph-node's words
 */
export function readSearches(node: ObjectTypeDefinitionNode | undefined, entities: Entities): FulltextSearch[] {
  if (node === undefined) return []
  if ((node.fields ?? []).length > 0)
    throw new SchemaError('_Schema_ type is only for @fulltext and must not have any fields', lineOf(node))
  const directives = node.directives ?? []
  if (directives.some(({ name }) => name.value !== 'fulltext'))
    throw new SchemaError('The _Schema_ type only allows @fulltext directives', lineOf(node))
  const searches = directives.map((directive) => readSearch(directive, entities))
  const names = searches.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new SchemaError(`Fulltext directive name overlaps with type: ${twice}`, lineOf(node))
  return searches
}

function readSearch(directive: ConstDirectiveNode, entities: Entities): FulltextSearch {
  const refuse = (message: string): never => {
    throw new SchemaError(message, lineOf(directive))
  }
  const name = stringOf(findArgument(directive, 'name')) ?? refuse('Fulltext directive name undefined')
  if (takenNames(entities).has(name))
    refuse(`Fulltext directive name overlaps with an existing entity field or a top-level query field: ${name}`)
  const code = enumOf(findArgument(directive, 'language')) ?? refuse('Fulltext language is undefined')
  if (OTHER_LANGUAGES.has(code))
    refuse(`@fulltext ${name}: the language ${code} is not supported by this engine yet, only simple and en`)
  const language = LANGUAGES.get(code) ?? refuse(`Fulltext language is invalid: ${code}`)
  const algorithm = enumOf(findArgument(directive, 'algorithm')) ?? refuse('Fulltext algorithm is undefined')
  if (algorithm !== 'rank' && algorithm !== 'proximityRank')
    return refuse(`Fulltext algorithm is invalid: ${algorithm}`)
  const include = findArgument(directive, 'include')
  if (include?.kind !== Kind.LIST || include.values.length === 0)
    return refuse("Fulltext directive requires an 'include' list")
  // graph-node looks at all of them, and searches the first.
  const [first = refuse('Fulltext include is invalid')] = include.values.map((value) =>
    readInclude(value, entities, refuse),
  )
  return { name, ...first, language, algorithm }
}

function readInclude(
  include: ConstValueNode,
  entities: Entities,
  refuse: (message: string) => never,
): Pick<FulltextSearch, 'entity' | 'fields'> {
  const attributes = objectOf(include) ?? refuse("Fulltext 'include' list must contain an object")
  const incomplete = "Fulltext 'include' object must contain 'entity' (String) and 'fields' (List) attributes"
  const entity = stringOf(attributes.get('entity')) ?? refuse(incomplete)
  const list = attributes.get('fields')
  if (list?.kind !== Kind.LIST) return refuse(incomplete)
  const type = entities.get(entity) ?? refuse('Fulltext directive includes an entity not found on the subgraph schema')
  const fields = list.values.map((value) => {
    const name = stringOf((objectOf(value) ?? refuse(incomplete)).get('name'))
    if (name === undefined) return refuse("Fulltext include field must have a 'name' attribute")
    const field = type.fields.find((candidate) => candidate.name === name)
    // Of lists graph-node finds out when it stores one.
    if (field === undefined || field.list || !['String', 'ID'].includes(field.typeName))
      refuse(`Fulltext entity field, ${name}, not found or not a string`)
    return name
  })
  return { entity, fields: [...new Set(fields)] }
}

function takenNames(entities: Entities): ReadonlySet<string> {
  const names = [...entities.values()].flatMap(({ name, fields }) => [
    ...Object.values(rootNames(name)),
    ...fields.flatMap((field) => [field.name, ...Object.values(rootNames(field.name))]),
  ])
  return new Set(names)
}

function stringOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.STRING ? value.value : undefined
}

function enumOf(value: ConstValueNode | undefined): string | undefined {
  return value?.kind === Kind.ENUM ? value.value : undefined
}

function objectOf(value: ConstValueNode): ReadonlyMap<string, ConstValueNode> | undefined {
  return value.kind === Kind.OBJECT ? new Map(value.fields.map((field) => [field.name.value, field.value])) : undefined
}
