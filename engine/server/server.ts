import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger, SubgraphError } from '../types.ts'
import { BadRequestError, type GraphqlRequest, parseGraphqlRequest } from './graphql-request.ts'

/** The subgraph as it is served. */
export type Served = {
  readonly deployment: string
  query(request: GraphqlRequest): Promise<unknown>
  status(): ServedStatus
}

export type ServedStatus = {
  readonly head?: { readonly number: number; readonly hash: string }
  readonly chainHead?: number
  readonly failure?: SubgraphError
  readonly synced: boolean
  readonly events: number
}

export type ServerOptions = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly logger: Logger
  readonly maxBodyBytes?: number
}

/** A running server. */
export type Listening = { readonly url: string; close(): Promise<void> }

const MAX_BODY_BYTES = 1024 * 1024
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, accept, authorization, user-agent',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
}

type Reply = { readonly status: number; readonly body: unknown }

/**
 * Serves a subgraph on graph-node's paths: POST `/subgraphs/name/<any>`, `/subgraphs/id/<deployment>` and `/`; GET
 * `/health` while the process lives and `/ready` once it has caught up with the chain.
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function listen(served: Served, options: ServerOptions): Promise<Listening> {
  const { host, port, logger, maxBodyBytes = MAX_BODY_BYTES } = options
  const server = createServer((request, response) => {
    answer(served, request, maxBodyBytes).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        logger.error('a request failed', { path: request.url, error: String(error) })
        send(response, { status: 500, body: { errors: [{ message: 'internal error' }] } })
      },
    )
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise
  const { port: bound } = server.address() as AddressInfo
  const shownHost = host.includes(':') ? `[${host}]` : host
  return { url: `http://${shownHost}:${bound}`, close: () => close(server) }
}

async function answer(served: Served, request: IncomingMessage, maxBodyBytes: number): Promise<Reply> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (request.method === 'OPTIONS') return { status: 204, body: undefined }
  if (pathname === '/health') return { status: 200, body: { status: 'ok', ...served.status() } }
  if (pathname === '/ready') return readiness(served.status())
  const target = findTarget(pathname)
  if (target === undefined) return { status: 404, body: { error: `no such path: ${pathname}` } }
  if (request.method !== 'POST') return { status: 405, body: { error: 'send the query by POST' } }
  if (target.deployment !== undefined && target.deployment !== served.deployment) {
    return { status: 200, body: { errors: [{ message: `deployment \`${target.deployment}\` does not exist` }] } }
  }
  try {
    const body = await readBody(request, maxBodyBytes)
    if (body === undefined) return { status: 413, body: { error: `the body is over ${maxBodyBytes} bytes` } }
    return { status: 200, body: await served.query(parseGraphqlRequest(body)) }
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error
    return { status: 400, body: { errors: [{ message: error.message }] } }
  }
}

function readiness(status: ServedStatus): Reply {
  const ready = status.synced && status.failure === undefined
  return { status: ready ? 200 : 503, body: { ready, ...status } }
}

/** One deployment is served, so that any name stands for it. */
function findTarget(pathname: string): { deployment?: string } | undefined {
  if (pathname === '/' || /^\/subgraphs\/name\/.+$/.test(pathname)) return {}
  const [, deployment] = /^\/subgraphs\/id\/([^/]+)$/.exec(pathname) ?? []
  return deployment === undefined ? undefined : { deployment }
}

/** The body, or undefined when it is longer than `maxBytes`; the rest is then read and dropped. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= maxBytes) chunks.push(chunk)
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { ...CORS, ...(body !== undefined && { 'content-type': 'application/json' }) })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  // Running queries end by themselves; connections that only wait for the next request would keep the server open.
  server.closeIdleConnections()
  return promise
}
