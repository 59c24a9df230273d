import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  GraphQLError,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
} from 'graphql'
import type { EntityType, FieldDef, ScalarName, Schema } from '../types.ts'
import { SchemaError } from './errors.ts'
import { checkSchema } from './validate.ts'

const SCALARS: ReadonlySet<string> = new Set<ScalarName>([
  'ID',
  'String',
  'Bytes',
  'Boolean',
  'Int',
  'Int8',
  'Timestamp',
  'BigInt',
  'BigDecimal',
])

const ID_SCALARS: ReadonlySet<string> = new Set<EntityType['idScalar']>(['ID', 'String', 'Bytes', 'Int8'])

type Declarations = {
  readonly entities: ReadonlyMap<string, ObjectTypeDefinitionNode>
  readonly enums: ReadonlyMap<string, readonly string[]>
}

/**
 * Parses a subgraph's schema.graphql.
 *
 * Interfaces, unions, fulltext search, timeseries, aggregations and `skipDuplicates` are refused by name: the engine does not run them yet.
 * @throws SchemaError with the line of the offending definition.
 */
export function parseSchema(source: string): Schema {
  const declarations = readDeclarations(parseDocument(source))
  const entities = new Map<string, EntityType>()
  for (const node of declarations.entities.values()) entities.set(node.name.value, readEntity(node, declarations))
  const schema: Schema = { source, entities, enums: declarations.enums }
  checkSchema(schema)
  return schema
}

function parseDocument(source: string): DocumentNode {
  try {
    return parse(source)
  } catch (error) {
    if (error instanceof GraphQLError) throw new SchemaError(error.message, error.locations?.[0]?.line)
    throw error
  }
}

function readDeclarations(document: DocumentNode): Declarations {
  const entities = new Map<string, ObjectTypeDefinitionNode>()
  const enums = new Map<string, readonly string[]>()
  for (const node of document.definitions) {
    const line = node.loc?.startToken.line
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) enums.set(node.name.value, enumValues(node))
    else if (node.kind === Kind.OBJECT_TYPE_DEFINITION) {
      const name = node.name.value
      refuseUnsupported(node)
      if (findDirective(node.directives, 'entity') === undefined)
        throw new SchemaError(`type ${name} needs @entity`, line)
      if (entities.has(name)) throw new SchemaError(`type ${name} is defined twice`, line)
      entities.set(name, node)
    } else if (node.kind === Kind.INTERFACE_TYPE_DEFINITION)
      throw unsupported(`interface ${node.name.value}`, 'interfaces', line)
    else if (node.kind === Kind.UNION_TYPE_DEFINITION) throw unsupported(`union ${node.name.value}`, 'unions', line)
    else throw new SchemaError(`${node.kind} has no place in a subgraph's schema`, line)
  }
  return { entities, enums }
}

function refuseUnsupported(node: ObjectTypeDefinitionNode): void {
  const name = node.name.value
  const line = node.loc?.startToken.line
  if (name === '_Schema_') throw unsupported('@fulltext on _Schema_', 'fulltext search', line)
  if (node.interfaces?.length) throw unsupported(`type ${name} implements an interface`, 'interfaces', line)
  if (findDirective(node.directives, 'aggregation')) throw unsupported(`type ${name}`, 'aggregations', line)
  if (booleanArgument(node, 'skipDuplicates')) throw unsupported(`type ${name}`, 'skipped duplicates', line)
  if (booleanArgument(node, 'timeseries')) throw unsupported(`type ${name}`, 'timeseries', line)
}

function unsupported(subject: string, feature: string, line: number | undefined): SchemaError {
  return new SchemaError(
    `${subject}: ${feature} are not supported by this engine yet`.replace('search are', 'search is'),
    line,
  )
}

function readEntity(node: ObjectTypeDefinitionNode, declarations: Declarations): EntityType {
  const name = node.name.value
  const fields = (node.fields ?? []).map((field) => readField(field, name, declarations))
  return {
    name,
    immutable: booleanArgument(node, 'immutable'),
    idScalar: idScalar(node),
    fields,
    ...(node.description === undefined ? {} : { description: node.description.value }),
  }
}

function readField(node: FieldDefinitionNode, owner: string, declarations: Declarations): FieldDef {
  const line = node.loc?.startToken.line
  const { typeName, list, nonNull } = unwrap(node.type, `${owner}.${node.name.value}`)
  const derivedFrom = derivedFromArgument(node)
  const base = { name: node.name.value, typeName, list, nonNull, ...(derivedFrom === undefined ? {} : { derivedFrom }) }
  if (SCALARS.has(typeName)) return { ...base, kind: 'scalar', scalar: typeName as ScalarName }
  if (declarations.enums.has(typeName)) return { ...base, kind: 'enum', scalar: 'String' }
  const target = declarations.entities.get(typeName)
  if (target === undefined) throw new SchemaError(`${owner}.${node.name.value}: unknown type ${typeName}`, line)
  return { ...base, kind: 'reference', scalar: idScalar(target) }
}

function unwrap(type: TypeNode, where: string): { typeName: string; list: boolean; nonNull: boolean } {
  const nonNull = type.kind === Kind.NON_NULL_TYPE
  const outer = type.kind === Kind.NON_NULL_TYPE ? type.type : type
  if (outer.kind === Kind.NAMED_TYPE) return { typeName: outer.name.value, list: false, nonNull }
  const inner = outer.type.kind === Kind.NON_NULL_TYPE ? outer.type.type : outer.type
  if (inner.kind === Kind.LIST_TYPE)
    throw new SchemaError(`${where}: lists of lists are not supported`, type.loc?.startToken.line)
  return { typeName: inner.name.value, list: true, nonNull }
}

function idScalar(node: ObjectTypeDefinitionNode): EntityType['idScalar'] {
  const id = node.fields?.find((field) => field.name.value === 'id')
  const name = node.name.value
  if (id?.type.kind === Kind.NON_NULL_TYPE && id.type.type.kind === Kind.NAMED_TYPE) {
    const scalar = id.type.type.name.value
    if (ID_SCALARS.has(scalar)) return scalar as EntityType['idScalar']
  }
  throw new SchemaError(
    `type ${name} needs a field \`id\` of type ID!, String!, Bytes! or Int8!`,
    node.loc?.startToken.line,
  )
}

function findDirective(directives: readonly ConstDirectiveNode[] | undefined, name: string) {
  return directives?.find((directive) => directive.name.value === name)
}

function booleanArgument(node: ObjectTypeDefinitionNode, name: string): boolean {
  const argument = findDirective(node.directives, 'entity')?.arguments?.find((a) => a.name.value === name)
  if (argument === undefined) return false
  if (argument.value.kind === Kind.BOOLEAN) return argument.value.value
  throw new SchemaError(`@entity(${name}:) must be true or false`, argument.loc?.startToken.line)
}

function derivedFromArgument(node: FieldDefinitionNode): string | undefined {
  const directive = findDirective(node.directives, 'derivedFrom')
  if (directive === undefined) return undefined
  const argument = directive.arguments?.find((a) => a.name.value === 'field')
  if (argument?.value.kind === Kind.STRING) return argument.value.value
  throw new SchemaError(`${node.name.value}: @derivedFrom needs field: "name"`, directive.loc?.startToken.line)
}

function enumValues(node: EnumTypeDefinitionNode): readonly string[] {
  return (node.values ?? []).map((value) => value.name.value)
}
