import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Writable } from 'node:stream'
import { createApp } from './app.ts'
import type { ContentStore } from './content.ts'
import { createDocuments } from './documents.ts'
import { openExport, writeJsonl } from './export/jsonl.ts'
import type { Logger } from './logger.ts'
import { createGraphQlServer } from './server.ts'
import { createSubgraphClient, type Endpoint } from './source/client.ts'

export type { ContentFolder, ContentStore, GatewayOptions } from './content.ts'
export { ContentError, cidOf, findHashOfCid, hashOf, openContentFolder, openContentGateway } from './content.ts'
export { ApiError, ErrorCode } from './errors.ts'
export type { ExportRow } from './export/row.ts'
export { createJsonLogger, type Logger } from './logger.ts'

export type ApiOptions = {
  readonly subgraph: Endpoint
  readonly content: ContentStore
  /** EIP-155 id of the chain that the subgraph indexes. */
  readonly chainId: number
  /** Folder of the built dashboard, served at `/`. */
  readonly dashboardDir?: string
  readonly logger: Logger
}

export type Listening = {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string
  /** Ends open requests' connections, exports included. */
  close(): Promise<void>
}

export type Api = {
  /** @param address - Port 0 takes any free one. */
  listen(address: { host: string; port: number }): Promise<Listening>
  /**
   * Writes a dataset's verified labels to `out`; see `writeJsonl`.
   *
   * @throws ApiError INVALID_ID, DATASET_NOT_FOUND, BLOCK_ORPHANED, SUBGRAPH_UNAVAILABLE
   */
  exportJsonl(request: {
    dataset: string
    out: Writable
    signal?: AbortSignal
    /** Rows written so far, after each page. */
    onProgress?: (rows: number) => void
  }): Promise<{ rows: number; block: { number: number; hash: string } }>
}

/** The API over a subgraph's endpoint. Starts nothing that needs to be stopped before `listen`. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const { content, logger } = options
  const client = createSubgraphClient(options.subgraph)
  const documents = createDocuments(content, logger)
  return {
    async listen({ host, port }) {
      const graphql = createGraphQlServer(logger)
      await graphql.start()
      const server = createServer(createApp({ ...options, graphql, client, documents }))
      try {
        server.listen({ host, port })
        await once(server, 'listening')
      } catch (error) {
        await graphql.stop()
        throw error
      }
      const address = server.address()
      const actualPort = typeof address === 'object' && address ? address.port : port
      return {
        url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
        async close() {
          const closed = once(server, 'close')
          server.close()
          server.closeAllConnections()
          await closed
          await graphql.stop()
        },
      }
    },
    async exportJsonl({ dataset, out, signal, onProgress }) {
      return writeJsonl(await openExport(client, dataset), documents, out, { signal, onProgress })
    },
  }
}
