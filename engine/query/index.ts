/** The GraphQL API of a subgraph, as graph-node generates and answers it. */
import { buildSchema, type DocumentNode, type GraphQLSchema, printSchema, validate } from 'graphql'
import { searchFunctions } from '../fulltext/index.ts'
import type { SqliteStore } from '../store/index.ts'
import type { Schema } from '../types.ts'
import { QueryError } from './errors.ts'
import { executePlan, type QueryResponse } from './execute.ts'
import { introspect } from './introspection.ts'
import { planQuery, rootTargets } from './plan-query.ts'
import { coerceVariables, findOperation, parseDocument, type QueryRequest } from './request.ts'
import { apiSdl } from './sdl.ts'
import { expandSelections, type Selection } from './selection.ts'

export type { QueryResponse } from './execute.ts'
export type { QueryRequest } from './request.ts'

export type QueryServiceOptions = {
  readonly schema: Schema
  readonly store: Pick<SqliteStore, 'openReader'>
  /** Id of the deployment, for `_meta` and messages. */
  readonly deployment: string
  /** Whether a handler failed at `block` or before. */
  hasIndexingErrors(block: number): boolean
  /** First block that may be asked for; 0 by default. */
  readonly earliestBlock?: number
  /**
   * `lenient` (as graph-node by default): unknown arguments are ignored, unused variables and fragments allowed, types
   * of variables not compared. `strict`: the rules of the GraphQL specification on top.
   */
  readonly validation?: 'lenient' | 'strict'
}

export type QueryService = {
  /** The API's schema. */
  readonly sdl: string
  /** Never rejects for a fault of the query: that is in `errors`. */
  execute(request: QueryRequest): Promise<QueryResponse>
  close(): void
}

/** Parsed queries are kept: clients send the same texts again and again. */
const MAX_DOCUMENTS = 256
const MAX_KEPT_QUERY_LENGTH = 16_384

/** Opens a reader on the store; `close()` closes it. */
export function createQueryService(options: QueryServiceOptions): QueryService {
  const { schema, deployment, earliestBlock = 0, validation = 'lenient' } = options
  const apiSchema = buildSchema(apiSdl(schema))
  const targets = rootTargets(schema)
  const reader = options.store.openReader(searchFunctions())
  const documents = new Map<string, DocumentNode>()

  function documentOf(query: string): DocumentNode {
    const document = documents.get(query) ?? parseDocument(query)
    if (query.length > MAX_KEPT_QUERY_LENGTH) return document
    documents.delete(query)
    documents.set(query, document)
    const oldest = documents.keys().next().value
    if (documents.size > MAX_DOCUMENTS && oldest !== undefined) documents.delete(oldest)
    return document
  }

  function run(request: QueryRequest): QueryResponse {
    const document = documentOf(request.query)
    const operation = findOperation(document, request.operationName)
    const variables = coerceVariables(apiSchema, operation, request.variables ?? {})
    const selections = expandSelections(apiSchema, document, operation.selectionSet, variables)
    if (validation === 'strict') refuseInvalid(apiSchema, document)
    const groups = planQuery(schema, targets, selections)
    const context = {
      schema,
      deployment,
      earliestBlock,
      hasIndexingErrors: options.hasIndexingErrors,
      introspect: (selection: Selection) => introspect(apiSchema, selection),
    }
    return reader.snapshot((snapshot) => executePlan(context, snapshot, groups))
  }

  return {
    sdl: printSchema(apiSchema),
    async execute(request) {
      try {
        return run(request)
      } catch (error) {
        if (error instanceof QueryError) return { errors: error.errors }
        // Braces in braces exhaust the stack of the parser, lists in lists that of the coercion.
        if (error instanceof RangeError && !('code' in error))
          return { errors: [{ message: 'query is too expensive' }] }
        throw error
      }
    },
    close: reader.close,
  }
}

function refuseInvalid(schema: GraphQLSchema, document: DocumentNode): void {
  const errors = validate(schema, document)
  if (errors.length > 0) throw new QueryError(errors.map(({ message, locations = [] }) => ({ locations, message })))
}
