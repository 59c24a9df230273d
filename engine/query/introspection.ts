import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  print,
} from 'graphql'
import type { JsonValue } from './scalars.ts'
import type { Selection } from './selection.ts'
import { setKey } from './set-key.ts'

/** A value that introspection can show: fields by name, asked for one by one. */
type Shown = { readonly [name: string]: () => JsonValue | Shown | readonly Shown[] | null }

/**
 * Answers a root field `__schema` or `__type` as graph-node does: types in the order of their names, the types of
 * introspection itself not among them, built-in scalars without a description.
 */
export function introspect(schema: GraphQLSchema, { name, arguments: given, selections }: Selection): JsonValue {
  if (name === '__schema') return show(showSchema(schema), selections)
  const wanted = given.get('name')
  const type = schemaTypes(schema).find((candidate) => candidate.name === wanted)
  return type === undefined ? null : show(showNamed(schema, type), selections)
}

function show(value: Shown, selections: readonly Selection[]): JsonValue {
  const result: { [key: string]: JsonValue } = {}
  for (const { key, name, selections: below } of selections) {
    const found = value[name]?.() ?? null
    setKey(result, key, below.length === 0 ? (found as JsonValue) : showBelow(found, below))
  }
  return result
}

function showBelow(found: JsonValue | Shown | readonly Shown[], selections: readonly Selection[]): JsonValue {
  if (found === null) return null
  return Array.isArray(found)
    ? (found as readonly Shown[]).map((item) => show(item, selections))
    : show(found as Shown, selections)
}

function schemaTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  return types.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function showSchema(schema: GraphQLSchema): Shown {
  const query = schema.getQueryType()
  return {
    __typename: () => '__Schema',
    description: () => null,
    queryType: () => (query ? showNamed(schema, query) : null),
    mutationType: () => null,
    subscriptionType: () => null,
    types: () => schemaTypes(schema).map((type) => showNamed(schema, type)),
    directives: () => schemaDirectives(schema).map((directive) => showDirective(schema, directive)),
  }
}

/** Those of the specification, but not what graphql-js adds on its own, then the API's. */
function schemaDirectives(schema: GraphQLSchema): GraphQLDirective[] {
  const all = schema.getDirectives()
  const specified = ['skip', 'include'].flatMap((name) => all.find((directive) => directive.name === name) ?? [])
  return [...specified, ...all.filter((directive) => directive.astNode)]
}

function showDirective(schema: GraphQLSchema, directive: GraphQLDirective): Shown {
  // Those of the specification come without words.
  const isOwn = directive.astNode !== undefined && directive.astNode !== null
  return {
    __typename: () => '__Directive',
    name: () => directive.name,
    description: () => (isOwn ? (directive.description ?? null) : null),
    locations: () => [...directive.locations],
    args: () =>
      directive.args.map((argument) => showInput(schema, isOwn ? argument : { ...argument, description: null })),
    isRepeatable: () => directive.isRepeatable,
  }
}

function showType(schema: GraphQLSchema, type: GraphQLType): Shown {
  if (!isNonNullType(type) && !isListType(type)) return showNamed(schema, type)
  return {
    __typename: () => '__Type',
    kind: () => (isNonNullType(type) ? 'NON_NULL' : 'LIST'),
    ofType: () => showType(schema, type.ofType),
  }
}

const BUILT_IN_DESCRIPTIONS: Readonly<Record<string, string | null>> = {
  Int: '4 bytes signed integer',
  Float: null,
  String: null,
  Boolean: null,
  ID: null,
}

function showNamed(schema: GraphQLSchema, type: GraphQLNamedType): Shown {
  const builtIn = BUILT_IN_DESCRIPTIONS[type.name]
  const hasFields = isObjectType(type) || isInterfaceType(type)
  return {
    __typename: () => '__Type',
    kind: () => kindOf(type),
    name: () => type.name,
    description: () => (builtIn === undefined ? (type.description ?? null) : builtIn),
    fields: () => (hasFields ? Object.values(type.getFields()).map((field) => showField(schema, field)) : null),
    inputFields: () =>
      isInputObjectType(type) ? Object.values(type.getFields()).map((field) => showInput(schema, field)) : null,
    interfaces: () => (isObjectType(type) ? type.getInterfaces().map((item) => showNamed(schema, item)) : null),
    enumValues: () => (isEnumType(type) ? type.getValues().map(showEnumValue) : null),
    possibleTypes: () => {
      // Of none, graph-node says nothing.
      const types = isInterfaceType(type) ? schema.getPossibleTypes(type) : []
      return types.length === 0 ? null : types.map((item) => showNamed(schema, item))
    },
  }
}

function kindOf(type: GraphQLNamedType): string {
  if (isScalarType(type)) return 'SCALAR'
  if (isEnumType(type)) return 'ENUM'
  if (isInputObjectType(type)) return 'INPUT_OBJECT'
  if (isInterfaceType(type)) return 'INTERFACE'
  return isObjectType(type) ? 'OBJECT' : 'UNION'
}

function showField(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): Shown {
  return {
    __typename: () => '__Field',
    name: () => field.name,
    description: () => field.description ?? null,
    args: () => field.args.map((argument) => showInput(schema, argument)),
    type: () => showType(schema, field.type),
    isDeprecated: () => false,
    deprecationReason: () => null,
  }
}

function showInput(schema: GraphQLSchema, input: GraphQLArgument | GraphQLInputField): Shown {
  const value = input.defaultValue === undefined ? null : astFromValue(input.defaultValue, input.type)
  return {
    __typename: () => '__InputValue',
    name: () => input.name,
    description: () => input.description ?? null,
    type: () => showType(schema, input.type),
    defaultValue: () => (value ? print(value) : null),
  }
}

function showEnumValue(value: GraphQLEnumValue): Shown {
  return {
    __typename: () => '__EnumValue',
    name: () => value.name,
    description: () => value.description ?? null,
    isDeprecated: () => false,
    deprecationReason: () => null,
  }
}
