import { DeterministicError, InvalidEntityError } from '../runtime/index.ts'
import type { BlockPtr, SubgraphError } from '../types.ts'

/** A handler failed; the cause says how. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError'
  readonly handler: string

  constructor(handler: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.handler = handler
  }
}

/**
 * Whether a handler failed in a way that leaves its block standing: without its updates where the manifest allows it,
 * else without any of the block's.
 */
export function keepsBlock(error: unknown): boolean {
  const cause = error instanceof HandlerError ? error.cause : undefined
  return cause instanceof DeterministicError && !(cause instanceof InvalidEntityError)
}

/** The failure to record; undefined where the error is not deterministic. */
export function toFailure(error: unknown, { number, hash }: BlockPtr): SubgraphError | undefined {
  const cause = error instanceof HandlerError ? error.cause : error
  if (!(cause instanceof DeterministicError)) return undefined
  const handler = error instanceof HandlerError ? error.handler : undefined
  const place = `${handler === undefined ? '' : ` in handler \`${handler}\``} at block #${number} (${hash})`
  const block = { number, hash }
  return { message: `${cause.message}${place}`, block, ...(handler !== undefined && { handler }) }
}
