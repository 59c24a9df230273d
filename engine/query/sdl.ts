import { type InterfaceTypeDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql'
import type { FieldDef, FulltextSearch, Schema } from '../types.ts'
import { AT_BLOCK, BLOCK_ARGUMENT, ERROR_ARGUMENT, FIXED_ROOT_FIELDS, FIXED_TYPES } from './api-types.ts'
import { filterInputs } from './filter-inputs.ts'
import { rootNames } from './names.ts'
import { findTarget, type Target, targetsOf } from './targets.ts'

const RANGE = 'skip: Int = 0, first: Int = 100'

/** The GraphQL API of a subgraph, as graph-node derives it from schema.graphql. */
export function apiSdl(schema: Schema): string {
  const targets = targetsOf(schema)
  const parts = [FIXED_TYPES, ...inputDefinitions(schema)]
  for (const target of targets) parts.push(orderByEnum(schema, target), filterInput(schema, target))
  const fields = [...targets.map((target) => rootFields(schema, target)), ...schema.searches.map(searchField)]
  parts.push(`type Query {\n${fields.join('\n')}\n${FIXED_ROOT_FIELDS}}`)
  return parts.join('\n')
}

/** The subgraph's own types and enums; lists of entities get the arguments of a collection. */
function inputDefinitions(schema: Schema): string[] {
  const document = parse(schema.source, { noLocation: true })
  return document.definitions.flatMap((node) => {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) return [print(node)]
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return []
    const target = findTarget(schema, node.name.value)
    return target === undefined ? [] : [outputType(schema, node, target)]
  })
}

function outputType(
  schema: Schema,
  node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
  { name, fields: definitions }: Target,
): string {
  const fields = (node.fields ?? []).map((fieldNode) => {
    const field = definitions.find((candidate) => candidate.name === fieldNode.name.value)
    const description = fieldNode.description === undefined ? '' : `${print(fieldNode.description)}\n`
    const collection =
      field?.kind === 'reference' && field.list ? `(${collectionArguments(schema, field.typeName)})` : ''
    return `${description}${fieldNode.name.value}${collection}: ${print(fieldNode.type)}`
  })
  const description = node.description === undefined ? '' : `${print(node.description)}\n`
  const word = node.kind === Kind.INTERFACE_TYPE_DEFINITION ? 'interface' : 'type'
  const interfaces = schema.entities.get(name)?.interfaces ?? []
  const implemented = interfaces.length === 0 ? '' : ` implements ${interfaces.join(' & ')}`
  return `${description}${word} ${name}${implemented} {\n${fields.join('\n')}\n}`
}

function collectionArguments(schema: Schema, typeName: string): string {
  const order = `orderBy: ${typeName}_orderBy, orderDirection: OrderDirection`
  const where = `where: ${typeName}_filter`
  if (!schema.aggregations.has(typeName)) return `${RANGE}, ${order}, ${where}`
  return `${RANGE}, interval: Aggregation_interval!, ${order}, current: Aggregation_current, ${where}`
}

function orderByEnum(schema: Schema, entity: Target): string {
  const values = entity.fields.flatMap((field) => [field.name, ...childOrders(schema, field)])
  return `enum ${entity.name}_orderBy {\n  ${values.join('\n  ')}\n}`
}

/** `field__childField` for the plain fields of the one entity that a field leads to. */
function childOrders(schema: Schema, field: FieldDef): string[] {
  const target = field.kind === 'reference' && !field.list ? findTarget(schema, field.typeName) : undefined
  const plain = target?.fields.filter((child) => !child.list && child.kind !== 'reference') ?? []
  return plain.map((child) => `${field.name}__${child.name}`)
}

function filterInput(schema: Schema, entity: Target): string {
  const name = `${entity.name}_filter`
  const fields = filterInputs(schema, entity).map((input) => `  ${input.name}: ${input.type}`)
  return `input ${name} {\n${fields.join('\n')}\n  "Filter for the block changed event."\n  _change_block: BlockChangedFilter\n  and: [${name}]\n  or: [${name}]\n}`
}

function rootFields(schema: Schema, { name }: Target): string {
  const { one, many } = rootNames(name)
  const list = `  ${many}(${collectionArguments(schema, name)}, ${AT_BLOCK}): [${name}!]!`
  return schema.aggregations.has(name) ? list : `  ${one}(id: ID!, ${AT_BLOCK}): ${name}\n${list}`
}

function searchField({ name, entity }: FulltextSearch): string {
  const range = 'first: Int = 100, skip: Int = 0'
  return `  ${name}(text: String!, ${range}, ${BLOCK_ARGUMENT} where: ${entity}_filter, ${ERROR_ARGUMENT}): [${entity}!]!`
}
