import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_FILE_BYTES } from '../ipfs/index.ts'
import { type Listening, listenHttp, readBody } from '../server/index.ts'
import type { Logger } from '../types.ts'
import { answerAdmin } from './admin.ts'
import { answerIpfs, type IpfsReply } from './ipfs-api.ts'
import type { Subgraphs } from './subgraphs.ts'

export type AdminServerOptions = {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly subgraphs: Subgraphs
  readonly logger: Logger
  queryPort(): number
  isExpected(error: unknown): boolean
}

const MAX_JSON_BYTES = 1024 * 1024
/** A file and the multipart lines around it. */
const MAX_UPLOAD_BYTES = MAX_FILE_BYTES + 64 * 1024

/**
 * Serves what graph-cli deploys to: the admin JSON-RPC at POST `/`, the content store under `/api/v0/`. There are no
 * passwords, as in graph-node: whoever reaches the port may deploy. Web pages may not, though they can reach the loopback
 * interface: a request with an `Origin` is refused.
 * @throws the error of `listen`, such as EADDRINUSE
 */
export function listenAdmin(options: AdminServerOptions): Promise<Listening> {
  return listenHttp((request, response) => {
    answer(request, options).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        options.logger.error('an admin request failed', { path: request.url, error: String(error) })
        send(response, plain(500, 'internal error'))
      },
    )
  }, options)
}

async function answer(request: IncomingMessage, options: AdminServerOptions): Promise<IpfsReply> {
  const { subgraphs, logger } = options
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (request.headers.origin !== undefined) return plain(403, 'not for web pages')
  if (request.method !== 'POST') return plain(405, 'use POST')
  const [, ipfsPath] = /^\/api\/v0\/(.+)$/.exec(url.pathname) ?? []
  if (ipfsPath === undefined && url.pathname !== '/') return plain(404, `no such path: ${url.pathname}`)
  const limit = ipfsPath === undefined ? MAX_JSON_BYTES : MAX_UPLOAD_BYTES
  const body = await readBody(request, limit)
  if (body === undefined) return plain(413, `the body is over ${limit} bytes`)
  if (ipfsPath !== undefined) {
    const headers = { 'content-type': request.headers['content-type'] ?? '' }
    const upload = new Uint8Array(body)
    return answerIpfs(subgraphs.content, ipfsPath, new Request(url, { method: 'POST', headers, body: upload }))
  }
  const onError = (error: unknown) =>
    logger.error('an admin request failed', { error: error instanceof Error ? error.stack : String(error) })
  const reply = await answerAdmin(body.toString('utf8'), { ...options, onError })
  return { status: 200, contentType: 'application/json', body: JSON.stringify(reply) }
}

function plain(status: number, message: string): IpfsReply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${message}\n` }
}

function send(response: ServerResponse, { status, contentType, body }: IpfsReply): void {
  response.writeHead(status, { 'content-type': contentType })
  response.end(body)
}
