import type { RequestHandler } from 'express'
import { ApiError, ErrorCode } from '../errors.ts'
import { readHead } from '../source/blocks.ts'
import type { SubgraphClient } from '../source/client.ts'

/** `GET /health`: the process answers. */
export const health: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' })
}

/** `GET /ready`: the subgraph answers, too, and has indexed a block; else 503 SUBGRAPH_UNAVAILABLE or SUBGRAPH_FAILED. */
export function ready(client: SubgraphClient): RequestHandler {
  return async (_request, response) => {
    const { block, hasIndexingErrors } = await readHead(client)
    if (hasIndexingErrors) throw new ApiError(ErrorCode.SubgraphFailed, `The subgraph stopped at block ${block.number}`)
    response.json({ status: 'ready', block: { number: block.number, hash: block.hash } })
  }
}
