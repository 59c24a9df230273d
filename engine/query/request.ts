import {
  type DocumentNode,
  GraphQLError,
  GraphQLNonNull,
  type GraphQLSchema,
  isExecutableDefinitionNode,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql'
import { coerceNamed } from './coerce.ts'
import { failure, failureAt, QueryError, type ResponseError } from './errors.ts'
import { locationOf } from './location.ts'
import { type InputObject, type InputValue, jsonValue, literalValue } from './values.ts'

export type QueryRequest = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
  readonly operationName?: string | null | undefined
}

/** Words and signs of a query text: more than any client writes. */
const MAX_TOKENS = 20_000

/** @throws QueryError at the place where the text is no GraphQL. */
export function parseDocument(query: string): DocumentNode {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS })
    const foreign = document.definitions.find((definition) => !isExecutableDefinitionNode(definition))
    if (foreign !== undefined) throw new GraphQLError('Syntax Error: Only queries are executed.', { nodes: foreign })
    return document
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const { message, locations } = error
    throw new QueryError([locations === undefined ? { message } : { locations, message }])
  }
}

/**
 * The operation to run: the named one, or the only one.
 * @throws QueryError also for mutations and subscriptions.
 */
export function findOperation(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  // The only operation runs, whatever its name.
  const wanted = name && operations.length > 1 ? operations.filter((node) => node.name?.value === name) : operations
  const [operation] = wanted
  if (operation === undefined && name) throw failure(`Operation name not found \`${name}\``)
  if (operation === undefined || wanted.length > 1) throw failure('Operation name required')
  if (operation.operation === OperationTypeNode.MUTATION) throw failure('Not supported: Mutations are not supported')
  if (operation.operation === OperationTypeNode.SUBSCRIPTION)
    throw failure('Not supported: Subscriptions are not supported')
  return operation
}

/**
 * The values of the operation's variables. One without a value is left out.
 * @throws QueryError
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): InputObject {
  const values = new Map<string, InputValue>()
  const errors: ResponseError[] = []
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value
    const location = locationOf(definition)
    const type = inputTypeOf(schema, definition.type)
    if (type === undefined) {
      errors.push({ locations: [location], message: `Variable \`${name}\` must have an input type` })
      continue
    }
    const value = givenValue(definition, given)
    if (value !== undefined) values.set(name, coerceNamed(name, type, value, location))
    else if (type instanceof GraphQLNonNull)
      errors.push(...failureAt(`No value provided for required variable \`${name}\``, location).errors)
  }
  if (errors.length > 0) throw new QueryError(errors)
  return values
}

function givenValue(
  definition: VariableDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): InputValue | undefined {
  const name = definition.variable.name.value
  if (Object.hasOwn(given, name) && given[name] !== undefined) return jsonValue(given[name])
  return definition.defaultValue === undefined ? undefined : literalValue(definition.defaultValue, new Map())
}

function inputTypeOf(schema: GraphQLSchema, node: TypeNode) {
  const type = node.kind === Kind.NAMED_TYPE ? typeFromAST(schema, node) : typeFromAST(schema, node as never)
  return type !== undefined && isInputType(type) ? type : undefined
}
