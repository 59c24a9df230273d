import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../types.ts'
import { readBody } from './body.ts'
import type { Directory, Served, ServedStatus } from './directory.ts'
import { BadRequestError, type GraphqlRequest, parseGraphqlRequest } from './graphql-request.ts'
import { type Listening, listenHttp } from './http.ts'
import { queryIndexingStatus } from './indexing-status.ts'
import { collectMetrics, METRICS_TYPE, writeMetrics } from './metrics.ts'
import { createQueryTimes, type QueryTimes } from './query-times.ts'

export type ServerOptions = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly logger: Logger
  /** Of a request; a longer one is answered with 413 (1 MiB). */
  readonly maxBodyBytes?: number
}

const MAX_BODY_BYTES = 1024 * 1024
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, accept, authorization, user-agent',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
}

/** `body` is sent as JSON, or as it is where it has a type. */
type Reply = { readonly status: number; readonly body: unknown; readonly type?: string }

/**
 * Serves subgraphs on graph-node's paths: POST `/subgraphs/name/<name>` and `/subgraphs/id/<deployment>`, and `/graphql`
 * for the index node's status; GET `/metrics` for Prometheus, `/health` while the process lives and `/ready` once all
 * subgraphs have caught up with the chain. Where there is one subgraph only, POST `/` asks it.
 * @throws the error of `listen`, such as EADDRINUSE
 */
export function listen(directory: Directory, options: ServerOptions): Promise<Listening> {
  const { logger, maxBodyBytes = MAX_BODY_BYTES } = options
  const queries = createQueryTimes()
  return listenHttp((request, response) => {
    answer({ directory, queries, maxBodyBytes }, request).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        logger.error('a request failed', { path: request.url, error: String(error) })
        send(response, { status: 500, body: { errors: [{ message: 'internal error' }] } })
      },
    )
  }, options)
}

type Context = { readonly directory: Directory; readonly queries: QueryTimes; readonly maxBodyBytes: number }

async function answer(context: Context, request: IncomingMessage): Promise<Reply> {
  const { directory, queries } = context
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (request.method === 'OPTIONS') return { status: 204, body: undefined }
  if (pathname === '/health') return { status: 200, body: { status: 'ok', ...statusOf(directory) } }
  if (pathname === '/ready') return readiness(directory)
  if (pathname === '/metrics')
    return { status: 200, body: writeMetrics(collectMetrics(directory, queries)), type: METRICS_TYPE }
  const target = findTarget(directory, pathname)
  if (target === undefined) return { status: 404, body: { error: `no such path: ${pathname}` } }
  if (request.method !== 'POST') return { status: 405, body: { error: 'send the query by POST' } }
  return answerQuery(context, request, target)
}

async function answerQuery(context: Context, request: IncomingMessage, target: Target): Promise<Reply> {
  if ('missing' in target) {
    return { status: 200, body: { errors: [{ message: `deployment \`${target.missing}\` does not exist` }] } }
  }
  const { maxBodyBytes } = context
  try {
    const body = await readBody(request, maxBodyBytes)
    if (body === undefined) return { status: 413, body: { error: `the body is over ${maxBodyBytes} bytes` } }
    return { status: 200, body: await target.run(parseGraphqlRequest(body.toString('utf8')), context) }
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error
    return { status: 400, body: { errors: [{ message: error.message }] } }
  }
}

/** Who answers a query: someone, or a subgraph that is not there. */
type Target = { run(query: GraphqlRequest, context: Context): Promise<unknown> } | { readonly missing: string }

function findTarget(directory: Directory, pathname: string): Target | undefined {
  if (pathname === '/graphql') return { run: (query) => queryIndexingStatus(directory, query) }
  if (pathname === '/') return directory.only && subgraphTarget(directory.only, '')
  const [, name] = /^\/subgraphs\/name\/(.+)$/.exec(pathname) ?? []
  if (name !== undefined) return subgraphTarget(directory.findByName(name), name)
  const [, deployment] = /^\/subgraphs\/id\/([^/]+)$/.exec(pathname) ?? []
  if (deployment !== undefined) return subgraphTarget(directory.findById(deployment), deployment)
  return undefined
}

function subgraphTarget(served: Served | undefined, wanted: string): Target {
  if (served === undefined) return { missing: wanted }
  return { run: (query, { queries }) => queries.measure(served.deployment, () => served.query(query)) }
}

function readiness(directory: Directory): Reply {
  const ready = directory.all().every((served) => isReady(served.status()))
  return { status: ready ? 200 : 503, body: { ready, ...statusOf(directory) } }
}

function isReady(status: ServedStatus): boolean {
  return status.synced && status.failure === undefined
}

/** The status of the one subgraph, or of each by its deployment. */
function statusOf(directory: Directory): object {
  if (directory.only !== undefined) return directory.only.status()
  return { deployments: Object.fromEntries(directory.all().map((served) => [served.deployment, served.status()])) }
}

function send(response: ServerResponse, { status, body, type = 'application/json' }: Reply): void {
  response.writeHead(status, { ...CORS, ...(body !== undefined && { 'content-type': type }) })
  response.end(body === undefined || type !== 'application/json' ? body : JSON.stringify(body))
}
