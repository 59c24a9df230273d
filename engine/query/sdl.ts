import { Kind, type ObjectTypeDefinitionNode, parse, print } from 'graphql'
import type { EntityType, FieldDef, Schema } from '../types.ts'
import { filterInputs } from './filter-inputs.ts'
import { rootNames } from './names.ts'

const FIXED = `
"Bytes as 0x and lower-case hex."
scalar Bytes
"An integer of any size, as decimal text."
scalar BigInt
"A decimal with 34 significant digits, as plain decimal text."
scalar BigDecimal
"A signed integer of 8 bytes, as decimal text."
scalar Int8
"Microseconds since 1970, as decimal text."
scalar Timestamp

directive @entity on OBJECT
directive @subgraphId(id: String!) on OBJECT
directive @derivedFrom(field: String!) on FIELD_DEFINITION

enum OrderDirection { asc desc }

enum _SubgraphErrorPolicy_ {
  "Answer even though a handler failed at some block."
  allow
  "Answer with an error where a handler failed at some block."
  deny
}

"The block to read: the one with a hash or number, or the latest if it is at least a number."
input Block_height { hash: Bytes number: Int number_gte: Int }

"Entities that changed at a block or later."
input BlockChangedFilter { number_gte: Int! }

type _Block_ {
  "Null where the query names a block by number."
  hash: Bytes
  number: Int!
  "Unix time, in seconds."
  timestamp: Int
  parentHash: Bytes
}

type _Meta_ {
  "The block that was read."
  block: _Block_!
  "Id of the deployment."
  deployment: String!
  "Whether a handler failed at this block or before."
  hasIndexingErrors: Boolean!
}
`

const RANGE = 'skip: Int = 0, first: Int = 100'
const AT_BLOCK = 'block: Block_height, subgraphError: _SubgraphErrorPolicy_! = deny'

/** The GraphQL API of a subgraph, as graph-node derives it from schema.graphql. */
export function apiSdl(schema: Schema): string {
  const entities = [...schema.entities.values()]
  const parts = [FIXED, ...inputDefinitions(schema)]
  for (const entity of entities) parts.push(orderByEnum(schema, entity), filterInput(entity))
  parts.push(`type Query {\n${entities.map(rootFields).join('\n')}\n  _meta(block: Block_height): _Meta_\n}`)
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
  return `input ${name} {\n${fields.join('\n')}\n  _change_block: BlockChangedFilter\n  and: [${name}]\n  or: [${name}]\n}`
}

function rootFields(entity: EntityType): string {
  const { one, many } = rootNames(entity.name)
  return `  ${one}(id: ID!, ${AT_BLOCK}): ${entity.name}\n  ${many}(${collectionArguments(entity.name)}, ${AT_BLOCK}): [${entity.name}!]!`
}
