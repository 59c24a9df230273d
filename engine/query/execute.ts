import { readHeader } from '../store/blocks.ts'
import { EARLIEST_BLOCK } from '../store/pruning.ts'
import type { Snapshot } from '../store/reader.ts'
import type { BlockHeader, Schema } from '../types.ts'
import { cannotDecode, collect, failure, QueryError, type ResponseError } from './errors.ts'
import type { BlockConstraint, BlockOutput, MetaOutput, PlanGroup, RootField } from './plan.ts'
import { readEntities } from './read.ts'
import type { JsonValue } from './scalars.ts'
import type { Selection } from './selection.ts'
import { setKey } from './set-key.ts'

/** A response, as it is sent. */
export type QueryResponse = { data?: { [key: string]: JsonValue }; errors?: readonly ResponseError[] }

export type ExecuteContext = {
  readonly schema: Schema
  readonly deployment: string
  /** First block that can be read, where none is pruned. */
  readonly earliestBlock: number
  readonly hasIndexingErrors: (block: number) => boolean
  /** Answers `__schema` and `__type`. */
  readonly introspect: (selection: Selection) => JsonValue
}

/** The block of a group. `header`: where it is known which one it is, and not asked for by number. */
type ResolvedBlock = { readonly number: number; readonly isHead: boolean; readonly header?: BlockHeader }

const SELECT_BLOCK = 'SELECT number, hash, parent_hash, timestamp FROM "$block"'

/** Runs a planned query on one snapshot. */
export function executePlan(context: ExecuteContext, snapshot: Snapshot, groups: readonly PlanGroup[]): QueryResponse {
  const head = findBlock(snapshot, `${SELECT_BLOCK} ORDER BY number DESC LIMIT 1`, [])
  if (head === undefined)
    throw failure(
      `Store error: query execution failed: Subgraph \`${context.deployment}\` has not started syncing yet. Wait for it to ingest a few blocks before querying it`,
    )
  const blocks = groups.map((group) => resolveBlock(context, snapshot, head, group.block))
  const responses = groups.flatMap((group, i) => {
    const block = blocks[i]
    return block === undefined ? [] : [executeGroup(context, snapshot, group, block)]
  })
  let data: QueryResponse['data']
  const errors: ResponseError[] = []
  for (const response of responses) {
    if (response.data !== undefined) data = { ...data, ...response.data }
    errors.push(...(response.errors ?? []))
  }
  return { ...(data === undefined ? {} : { data }), ...(errors.length > 0 ? { errors } : {}) }
}

function executeGroup(
  context: ExecuteContext,
  snapshot: Snapshot,
  group: PlanGroup,
  block: ResolvedBlock,
): QueryResponse {
  try {
    const data: { [key: string]: JsonValue } = {}
    refuseLogs(group)
    // Entities first, then `_meta` and `__typename`, then introspection: graph-node's order.
    const fields = [...group.fields].sort((a, b) => rank(a) - rank(b))
    const values = collect(fields, (field) => readRootField(context, snapshot, field, block))
    fields.forEach((field, i) => void setKey(data, field.key, values[i] ?? null))
    return applyErrorPolicy(context, group, block, data)
  } catch (error) {
    if (error instanceof QueryError) return { errors: error.errors }
    throw error
  }
}

function refuseLogs({ fields }: PlanGroup): void {
  if (!fields.some(({ kind }) => kind === 'logs')) return
  if (fields.some(({ kind }) => kind === 'entities' || kind === 'failed'))
    throw failure('The _logs query cannot be combined with other entity queries in the same request')
  throw failure('Not supported: the `_logs` query is not enabled on this indexer')
}

function rank(field: RootField): number {
  return field.kind === 'entities' || field.kind === 'failed' ? 0 : field.kind === 'introspection' ? 2 : 1
}

function readRootField(context: ExecuteContext, snapshot: Snapshot, field: RootField, block: ResolvedBlock): JsonValue {
  switch (field.kind) {
    case 'entities':
      return readEntities({ schema: context.schema, snapshot, block }, field.plan)
    case 'meta':
      return metaValue(context, field.outputs, block)
    case 'typename':
      return 'Query'
    case 'failed':
      throw new QueryError(field.errors, field.isLate)
    case 'logs':
      throw new Error('refused before')
    case 'introspection':
      return context.introspect(field.selection)
  }
}

/** After a failed handler data is kept back, or given with a warning; what is no data is always given. */
function applyErrorPolicy(
  context: ExecuteContext,
  group: PlanGroup,
  block: ResolvedBlock,
  data: { [key: string]: JsonValue },
): QueryResponse {
  const isHarmless = Object.keys(data).every((key) => key === '_meta')
  if (isHarmless || !context.hasIndexingErrors(block.number)) return { data }
  const errors = [{ message: 'indexing_error' }]
  if (group.onIndexingError === 'allow') return { data, errors }
  const kept = Object.entries(data).filter(([key]) => key === '_meta' || key === '__schema' || key === '__type')
  return kept.length === 0 ? { errors } : { data: Object.fromEntries(kept), errors }
}

function resolveBlock(
  context: ExecuteContext,
  snapshot: Snapshot,
  head: BlockHeader,
  block: BlockConstraint,
): ResolvedBlock {
  const latest = { number: head.number, isHead: true, header: head }
  const tooEarly = (number: number) =>
    `subgraph ${context.deployment} has only indexed up to block number ${head.number} and data for block number ${number} is therefore not yet available`
  switch (block.at) {
    case 'latest':
      return latest
    case 'minimum':
      if (head.number < block.number) throw cannotDecode('block.number_gte', tooEarly(block.number))
      return latest
    case 'number':
      if (block.number > head.number) throw cannotDecode('block.number', tooEarly(block.number))
      refusePruned(context, snapshot, block.number)
      return { number: block.number, isHead: block.number === head.number }
    case 'hash': {
      const header = findBlock(snapshot, `${SELECT_BLOCK} WHERE hash = ?`, [block.hash])
      if (header === undefined) throw cannotDecode('block.hash', 'no block with that hash found')
      refusePruned(context, snapshot, header.number)
      return { number: header.number, isHead: header.number === head.number, header }
    }
  }
}

/** What is pruned is asked of the snapshot: the data that the query goes on to read is that of the same moment. */
function refusePruned({ deployment, earliestBlock }: ExecuteContext, snapshot: Snapshot, number: number): void {
  const [[kept = 0] = []] = snapshot.all('SELECT value FROM "$meta" WHERE key = ?', [EARLIEST_BLOCK])
  const earliest = Math.max(earliestBlock, Number(kept))
  if (number >= earliest) return
  const reason = `subgraph ${deployment} only has data starting at block number ${earliest} and data for block number ${number} is therefore not available`
  throw cannotDecode('block.number', reason)
}

function findBlock(snapshot: Snapshot, sql: string, parameters: readonly string[]): BlockHeader | undefined {
  const row = snapshot.all(sql, parameters)[0]
  if (row === undefined) return undefined
  const [number = null, hash = null, parent_hash = null, timestamp = null] = row
  return readHeader({ number, hash, parent_hash, timestamp })
}

function metaValue(context: ExecuteContext, outputs: readonly MetaOutput[], block: ResolvedBlock): JsonValue {
  const result: { [key: string]: JsonValue } = {}
  for (const output of outputs) {
    if (output.name === 'block') setKey(result, output.key, blockValue(output.outputs, block))
    else if (output.name === 'deployment') setKey(result, output.key, context.deployment)
    else if (output.name === '__typename') setKey(result, output.key, '_Meta_')
    else setKey(result, output.key, context.hasIndexingErrors(block.number))
  }
  return result
}

function blockValue(outputs: readonly BlockOutput[], { number, header }: ResolvedBlock): JsonValue {
  const result: { [key: string]: JsonValue } = {}
  for (const { key, name } of outputs) {
    if (name === '__typename') setKey(result, key, '_Block_')
    else if (name === 'number') setKey(result, key, number)
    else setKey(result, key, header?.[name] ?? null)
  }
  return result
}
