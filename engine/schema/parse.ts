import { type DocumentNode, GraphQLError, type ObjectTypeDefinitionNode, parse } from 'graphql'
import type { EntityType, InterfaceType, Schema } from '../types.ts'
import { readAggregations } from './aggregation.ts'
import { type Declarations, idScalarOf, readDeclarations } from './declarations.ts'
import { entityFlag, lineOf } from './directives.ts'
import { SchemaError } from './errors.ts'
import { readField } from './fields.ts'
import { readSearches } from './fulltext.ts'
import { checkSchema } from './validate.ts'

/**
 * Parses a subgraph's schema.graphql.
 *
 * Unions are refused by name: the engine does not run them yet.
 * @throws SchemaError with the line of the offending definition.
 */
export function parseSchema(source: string): Schema {
  const declarations = readDeclarations(parseDocument(source))
  const entities = new Map<string, EntityType>()
  for (const node of declarations.entities.values()) entities.set(node.name.value, readEntity(node, declarations))
  const schema: Schema = {
    source,
    entities,
    interfaces: readInterfaces(declarations),
    aggregations: readAggregations(declarations, entities),
    enums: declarations.enums,
    searches: readSearches(declarations.searches, entities),
  }
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

function readEntity(node: ObjectTypeDefinitionNode, declarations: Declarations): EntityType {
  const name = node.name.value
  const interfaces = node.interfaces?.map((item) => item.name.value) ?? []
  const timeseries = entityFlag(node, 'timeseries') ?? false
  const immutable = entityFlag(node, 'immutable') ?? timeseries
  const skipDuplicates = entityFlag(node, 'skipDuplicates') ?? false
  if (timeseries && !immutable)
    throw new SchemaError(`Timeseries ${name} is marked as mutable, it must be immutable`, lineOf(node))
  if (skipDuplicates && !immutable) {
    const message = `Entity type \`${name}\` has skipDuplicates: true but is not immutable; skipDuplicates requires immutable: true`
    throw new SchemaError(message, lineOf(node))
  }
  const entity: EntityType = {
    name,
    immutable,
    idScalar: idScalarOf(node),
    fields: (node.fields ?? []).map((field) => readField(field, name, declarations)),
    ...(node.description === undefined ? {} : { description: node.description.value }),
    ...(interfaces.length > 0 && { interfaces: [...new Set(interfaces)] }),
    ...(timeseries && { timeseries }),
    ...(skipDuplicates && { skipDuplicates }),
  }
  if (timeseries) checkTimeseries(entity, node)
  return entity
}

function checkTimeseries({ name, idScalar, fields }: EntityType, node: ObjectTypeDefinitionNode): void {
  if (idScalar !== 'Int8')
    throw new SchemaError(`Timeseries \`${name}\` must have an \`id\` field of type \`Int8\``, lineOf(node))
  const timestamp = fields.find((field) => field.name === 'timestamp')
  if (timestamp === undefined)
    throw new SchemaError(`Timeseries ${name} is missing a \`timestamp\` field`, lineOf(node))
  if (timestamp.typeName === 'Timestamp') return
  const message = `Type ${name} has a \`timestamp\` field of type ${timestamp.typeName}, but it must be of type Timestamp`
  throw new SchemaError(message, lineOf(node))
}

function readInterfaces(declarations: Declarations): Map<string, InterfaceType> {
  const interfaces = new Map<string, InterfaceType>()
  for (const node of declarations.interfaces.values()) {
    const name = node.name.value
    const implementers = declarations.implementers.get(name) ?? []
    const [first] = implementers
    interfaces.set(name, {
      name,
      idScalar: first === undefined ? 'String' : idScalarOf(first),
      fields: (node.fields ?? []).map((field) => readField(field, name, declarations)),
      implementers: implementers.map((implementer) => implementer.name.value),
    })
  }
  return interfaces
}
