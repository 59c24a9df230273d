import { Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql'
import type { EntityType, FieldDef, Schema } from '../types.ts'
import { AT_BLOCK, FIXED_ROOT_FIELDS, FIXED_TYPES } from './api-types.ts'
import { filterInputs } from './filter-inputs.ts'
import { rootNames } from './names.ts'

const RANGE = 'skip: Int = 0, first: Int = 100'

/** The GraphQL API of a subgraph, as graph-node derives it from schema.graphql. */
export function apiSdl(schema: Schema): string {
  const entities = [...schema.entities.values()]
  const parts = [FIXED_TYPES, ...inputDefinitions(schema)]
  for (const entity of entities) parts.push(orderByEnum(schema, entity), filterInput(entity))
  parts.push(`type Query {\n${entities.map(rootFields).join('\n')}\n${FIXED_ROOT_FIELDS}}`)
  return parts.join('\n')
}

/** The subgraph's own types and enums; lists of entities get the arguments of a collection. */
function inputDefinitions(schema: Schema): string[] {
  const document = parse(schema.source, { noLocation: true })
  return document.definitions.flatMap((node) => {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) return [print(node)]
    const entity = node.kind === Kind.OBJECT_TYPE_DEFINITION ? schema.entities.get(node.name.value) : undefined
    return node.kind === Kind.OBJECT_TYPE_DEFINITION && entity !== undefined ? [objectType(node, entity)] : []
  })
}

function objectType(node: ObjectTypeDefinitionNode, entity: EntityType): string {
  const fields = (node.fields ?? []).map((fieldNode, index) => {
    const field = entity.fields[index]
    const description = fieldNode.description === undefined ? '' : `${print(fieldNode.description)}\n`
    const collection = field?.kind === 'reference' && field.list ? `(${collectionArguments(field.typeName)})` : ''
    return `${description}${fieldNode.name.value}${collection}: ${print(fieldNode.type)}`
  })
  const description = node.description === undefined ? '' : `${print(node.description)}\n`
  return `${description}type ${entity.name} {\n${fields.join('\n')}\n}`
}

function collectionArguments(typeName: string): string {
  return `${RANGE}, orderBy: ${typeName}_orderBy, orderDirection: OrderDirection, where: ${typeName}_filter`
}

function orderByEnum(schema: Schema, entity: EntityType): string {
  const values = entity.fields.flatMap((field) => [field.name, ...childOrders(schema, field)])
  return `enum ${entity.name}_orderBy {\n  ${values.join('\n  ')}\n}`
}

/** `field__childField` for the plain fields of the one entity that a field leads to. */
function childOrders(schema: Schema, field: FieldDef): string[] {
  const target = field.kind === 'reference' && !field.list ? schema.entities.get(field.typeName) : undefined
  const plain = target?.fields.filter((child) => !child.list && child.kind !== 'reference') ?? []
  return plain.map((child) => `${field.name}__${child.name}`)
}

function filterInput(entity: EntityType): string {
  const name = `${entity.name}_filter`
  const fields = filterInputs(entity).map((input) => `  ${input.name}: ${input.type}`)
  return `input ${name} {\n${fields.join('\n')}\n  "Filter for the block changed event."\n  _change_block: BlockChangedFilter\n  and: [${name}]\n  or: [${name}]\n}`
}

function rootFields(entity: EntityType): string {
  const { one, many } = rootNames(entity.name)
  return `  ${one}(id: ID!, ${AT_BLOCK}): ${entity.name}\n  ${many}(${collectionArguments(entity.name)}, ${AT_BLOCK}): [${entity.name}!]!`
}
