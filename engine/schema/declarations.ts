import {
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql'
import type { EntityType, ScalarName } from '../types.ts'
import { findDirective, lineOf } from './directives.ts'
import { SchemaError } from './errors.ts'

/** What schema.graphql declares, by name, before anything is made of it. */
export type Declarations = {
  readonly entities: ReadonlyMap<string, ObjectTypeDefinitionNode>
  readonly interfaces: ReadonlyMap<string, InterfaceTypeDefinitionNode>
  readonly aggregations: ReadonlyMap<string, ObjectTypeDefinitionNode>
  readonly enums: ReadonlyMap<string, readonly string[]>
  /** Of each interface, its entity types in the order of the schema. */
  readonly implementers: ReadonlyMap<string, readonly ObjectTypeDefinitionNode[]>
  /** `_Schema_`, whose directives are fulltext searches. */
  readonly searches?: ObjectTypeDefinitionNode
}

const ID_SCALARS: ReadonlySet<string> = new Set<EntityType['idScalar']>(['ID', 'String', 'Bytes', 'Int8'])

/** @throws SchemaError for a definition that has no place in a schema, or is not supported */
export function readDeclarations(document: DocumentNode): Declarations {
  const entities = new Map<string, ObjectTypeDefinitionNode>()
  const interfaces = new Map<string, InterfaceTypeDefinitionNode>()
  const aggregations = new Map<string, ObjectTypeDefinitionNode>()
  const enums = new Map<string, readonly string[]>()
  const types = new Set<string>()
  let searches: ObjectTypeDefinitionNode | undefined
  for (const node of document.definitions) {
    const line = lineOf(node)
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) enums.set(node.name.value, enumValues(node))
    else if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const name = node.name.value
      if (types.has(name)) throw new SchemaError(`type ${name} is defined twice`, line)
      types.add(name)
      if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) interfaces.set(name, node)
      else if (name === '_Schema_') searches = node
      else if (findDirective(node, 'entity')) entities.set(name, node)
      else if (findDirective(node, 'aggregation')) aggregations.set(name, node)
      else throw new SchemaError(`@entity directive missing on the following types: \`${name}\``, line)
    } else if (node.kind === Kind.UNION_TYPE_DEFINITION)
      throw new SchemaError(`union ${node.name.value}: unions are not supported by this engine yet`, line)
    else throw new SchemaError(`${node.kind} has no place in a subgraph's schema`, line)
  }
  const implementers = findImplementers(entities, interfaces)
  return { entities, interfaces, aggregations, enums, implementers, ...(searches && { searches }) }
}

function findImplementers(
  entities: Declarations['entities'],
  interfaces: Declarations['interfaces'],
): Declarations['implementers'] {
  const implementers = new Map<string, ObjectTypeDefinitionNode[]>([...interfaces.keys()].map((name) => [name, []]))
  for (const node of entities.values())
    for (const { name } of node.interfaces ?? []) {
      const found = implementers.get(name.value)
      if (found === undefined) throw new SchemaError(`Interface \`${name.value}\` not defined`, lineOf(node))
      if (!found.includes(node)) found.push(node)
    }
  return implementers
}

function enumValues(node: EnumTypeDefinitionNode): readonly string[] {
  return (node.values ?? []).map((value) => value.name.value)
}

/** The scalar of a type's id. @throws SchemaError where it has none that can be one */
export function idScalarOf(node: ObjectTypeDefinitionNode): EntityType['idScalar'] {
  const id = node.fields?.find((field) => field.name.value === 'id')
  const name = node.name.value
  if (id?.type.kind === Kind.NON_NULL_TYPE && id.type.type.kind === Kind.NAMED_TYPE) {
    const scalar = id.type.type.name.value
    if (ID_SCALARS.has(scalar)) return scalar as EntityType['idScalar']
  }
  throw new SchemaError(`type ${name} needs a field \`id\` of type ID!, String!, Bytes! or Int8!`, lineOf(node))
}

/** The scalar of what a field of an entity type, interface or aggregation holds; undefined where there is no such type. */
export function findIdScalar(declarations: Declarations, typeName: string): ScalarName | undefined {
  const node = declarations.entities.get(typeName) ?? declarations.aggregations.get(typeName)
  if (node !== undefined) return idScalarOf(node)
  const implementers = declarations.implementers.get(typeName)
  // An interface without implementers has nothing to refer to: graph-node takes its ids for texts.
  return implementers?.[0] === undefined ? implementers && 'String' : idScalarOf(implementers[0])
}
