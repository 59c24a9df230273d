import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ApiError, ErrorCode, publicError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { requestIdOf } from './headers.ts'

export const routeNotFound: RequestHandler = (request) => {
  throw new ApiError(ErrorCode.RouteNotFound, `No such route: ${request.method} ${request.path}`)
}

/** Answers `{ error: { code, message, requestId } }`; once an answer has begun, it can only be cut off. */
export function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const known = publicError(fromExpress(error))
    const requestId = requestIdOf(response)
    if (known.code === ErrorCode.Internal) logger.error('request failed', { requestId, error: describe(error) })
    else if (known.cause) logger.warn('request failed', { requestId, code: known.code, error: describe(known.cause) })
    if (response.headersSent) {
      response.destroy()
      return
    }
    response.status(known.status).json({ error: { code: known.code, message: known.message, requestId } })
  }
}

/** Errors of the body parser and of `send` carry a status and, where it may be said, a type. */
function fromExpress(error: unknown): unknown {
  if (error instanceof ApiError || !(error instanceof Error) || !('status' in error)) return error
  if (error.status === 413) return new ApiError(ErrorCode.BodyTooLarge, error.message)
  if (error.status === 404) return new ApiError(ErrorCode.RouteNotFound, 'No such file')
  return Number(error.status) < 500 ? new ApiError(ErrorCode.BadRequest, 'The request cannot be read') : error
}

/** For the log: with the stack. */
function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
