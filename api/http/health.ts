import type { RequestHandler } from 'express'
import { readHead } from '../source/blocks.ts'
import type { SubgraphClient } from '../source/client.ts'

/** `GET /health`: the process answers. */
export const health: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

/** `GET /ready`: the subgraph answers, too, and has indexed a block; else 503 SUBGRAPH_UNAVAILABLE. */
export function ready(client: SubgraphClient): RequestHandler {
  return async (_request, response) => {
    const { block, hasIndexingErrors } = await readHead(client)
    response.json({ status: 'ready', block: { number: block.number, hash: block.hash }, hasIndexingErrors })
  }
}
