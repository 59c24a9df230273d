import { DeployError } from './errors.ts'
import { isSubgraphName } from './names.ts'
import type { Subgraphs } from './subgraphs.ts'

type JsonRpcError = { readonly code: number; readonly message: string }
type JsonRpcReply = { readonly jsonrpc: '2.0'; readonly id: unknown } & (
  | { readonly result: unknown }
  | { readonly error: JsonRpcError }
)

export type AdminOptions = {
  readonly subgraphs: Pick<Subgraphs, 'create' | 'deploy' | 'remove'>
  /** Port of the GraphQL server: a client puts its own host name before it. */
  queryPort(): number
  /** Whether the message of an error is for the client; that of any other is kept from it. */
  isExpected(error: unknown): boolean
  onError(error: unknown): void
}

const PARSE_ERROR = { code: -32700, message: 'Parse error' }
const INVALID_REQUEST = { code: -32600, message: 'Invalid request' }
const METHOD_NOT_FOUND = { code: -32601, message: 'Method not found' }
const INVALID_PARAMS = -32602
/** graph-node's code for a failed deployment. */
const FAILED = 0

class InvalidParamsError extends Error {}

/** Answers graph-node's admin JSON-RPC, single or as a batch: `subgraph_create`, `subgraph_deploy`, `subgraph_remove`. */
export async function answerAdmin(body: string, options: AdminOptions): Promise<JsonRpcReply | JsonRpcReply[]> {
  let request: unknown
  try {
    request = JSON.parse(body)
  } catch {
    return { jsonrpc: '2.0', id: null, error: PARSE_ERROR }
  }
  if (!Array.isArray(request)) return answerOne(request, options)
  if (request.length === 0) return { jsonrpc: '2.0', id: null, error: INVALID_REQUEST }
  const replies: JsonRpcReply[] = []
  for (const item of request) replies.push(await answerOne(item, options))
  return replies
}

async function answerOne(request: unknown, options: AdminOptions): Promise<JsonRpcReply> {
  if (!isObject(request) || typeof request.method !== 'string')
    return { jsonrpc: '2.0', id: null, error: INVALID_REQUEST }
  const { id = null, method, params } = request
  try {
    const run = methodsOf(options).get(method)
    if (run === undefined) return { jsonrpc: '2.0', id, error: METHOD_NOT_FOUND }
    return { jsonrpc: '2.0', id, result: await run(params) }
  } catch (error) {
    if (error instanceof InvalidParamsError)
      return { jsonrpc: '2.0', id, error: { code: INVALID_PARAMS, message: `Invalid params: ${error.message}` } }
    const isForClient = error instanceof DeployError || options.isExpected(error)
    if (!isForClient) options.onError(error)
    const message = isForClient && error instanceof Error ? error.message : 'internal error'
    return { jsonrpc: '2.0', id, error: { code: FAILED, message } }
  }
}

function methodsOf({ subgraphs, queryPort }: AdminOptions): Map<string, (params: unknown) => Promise<unknown>> {
  return new Map<string, (params: unknown) => Promise<unknown>>([
    [
      'subgraph_create',
      async (params) => {
        const { name } = readParams(params, ['name'])
        await subgraphs.create(name)
        return { id: name }
      },
    ],
    [
      'subgraph_deploy',
      async (params) => {
        const { name, ipfs_hash: cid } = readParams(params, ['name', 'ipfs_hash'])
        if (isObject(params) && (params.debug_fork ?? null) !== null)
          throw new DeployError('debug_fork is not supported by this engine')
        await subgraphs.deploy(name, cid)
        const queries = `:${queryPort()}/subgraphs/name/${name}`
        return { playground: queries, queries }
      },
    ],
    [
      'subgraph_remove',
      async (params) => {
        const { name } = readParams(params, ['name'])
        await subgraphs.remove(name)
        return null
      },
    ],
  ])
}

/** Parameters by name or by position. */
function readParams<K extends string>(params: unknown, names: readonly ('name' | K)[]): Record<'name' | K, string> {
  const given: Record<string, unknown> = Array.isArray(params)
    ? Object.fromEntries(names.map((name, index) => [name, params[index]]))
    : isObject(params)
      ? params
      : {}
  for (const key of names) {
    if (given[key] === undefined) throw new InvalidParamsError(`missing field \`${key}\``)
    if (typeof given[key] !== 'string') throw new InvalidParamsError(`invalid type for \`${key}\`, expected a string`)
  }
  if (!isSubgraphName(String(given.name)))
    throw new InvalidParamsError(`invalid value: string ${JSON.stringify(given.name)}, expected valid subgraph name`)
  return given as Record<'name' | K, string>
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
