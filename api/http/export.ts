import type { RequestHandler } from 'express'
import type { Documents } from '../documents.ts'
import { openExport, writeJsonl } from '../export/jsonl.ts'
import type { Logger } from '../logger.ts'
import type { SubgraphClient } from '../source/client.ts'
import { requestIdOf } from './headers.ts'

/**
 * `GET /datasets/:id/export.jsonl`. Headers say the block: `labelproof-block-number`, `labelproof-block-hash`. A failure after
 * the first byte cuts the connection, so that a short file cannot be taken for a whole one.
 */
export function exportHandler(
  client: SubgraphClient,
  documents: Documents,
  logger: Logger,
): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const opened = await openExport(client, request.params.id)
    response.set({
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${opened.dataset}.jsonl"`,
      'cache-control': 'no-store',
      'labelproof-block-number': String(opened.at.block.number),
      'labelproof-block-hash': opened.at.block.hash,
    })
    if (request.method === 'HEAD') {
      response.end()
      return
    }
    try {
      const { rows } = await writeJsonl(opened, documents, response)
      response.end()
      logger.info('export', { requestId: requestIdOf(response), dataset: opened.dataset, rows })
    } catch (error) {
      if (!response.closed) throw error
      logger.info('export stopped by the client', { requestId: requestIdOf(response), dataset: opened.dataset })
    }
  }
}
