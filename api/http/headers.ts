import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import { ApiError, ErrorCode } from '../errors.ts'

/** The pages load nothing but what this server serves; no script and no style that is not a file of the build. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Headers of every answer. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  next()
}

/** Gives each request an id of ours: in the answer's `x-request-id` and in the log. */
export const assignRequestId: RequestHandler = (_request, response, next) => {
  const requestId = randomUUID()
  response.locals.requestId = requestId
  response.set('x-request-id', requestId)
  next()
}

/** A form of another site cannot send JSON: a query has to be. */
export const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new ApiError(ErrorCode.BadRequest, 'Send the query as JSON, with the content-type application/json')
  }
  next()
}

/** @returns the id that `assignRequestId` gave. */
export function requestIdOf(response: { readonly locals: Record<string, unknown> }): string {
  return String(response.locals.requestId)
}
