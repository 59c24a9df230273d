import type { RequestHandler } from 'express'
import { type ContentStore, findHashOfCid } from '../content.ts'
import { ApiError, ErrorCode } from '../errors.ts'

/** `GET /ipfs/:cid`: a document's bytes, like an IPFS gateway's raw answer, checked against the CID. */
export function contentHandler(content: ContentStore): RequestHandler<{ cid: string }> {
  return async (request, response) => {
    const hash = findHashOfCid(request.params.cid)
    const bytes = hash && (await content.get(hash).catch(() => undefined))
    if (!bytes)
      throw new ApiError(ErrorCode.ContentNotFound, 'No content of this CID (a CIDv1 of raw bytes by sha2-256)')
    response.set({
      'content-type': 'application/vnd.ipld.raw',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    response.send(Buffer.from(bytes))
  }
}
