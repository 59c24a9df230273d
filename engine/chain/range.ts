import { RpcError } from './errors.ts'

/** How many blocks the next request for logs spans. Pure: every outcome gives a new state. */
export type RangeSize = {
  readonly blocks: number
  /** What the node was found to take. */
  readonly limit: number
  /** Requests of `limit` blocks that went well since it was set: after some, a larger one is tried. */
  readonly atLimit: number
  /** The last failure that did not say whether fewer blocks would help. */
  readonly problem?: string
}

/** What to do after a failure. */
export type AfterFailure = { readonly size: RangeSize; readonly retry: boolean }

const MAX_RANGE = 100_000
/** Few enough for an answer of some megabytes, enough to keep the mapping busy while the next is fetched. */
const TARGET_LOGS = 5_000
const GROWTH = 4
/** Nothing is known of the density yet: blocks can have a thousand logs each. */
const FIRST_BLOCKS = 10
/** The node's limit may have been for a dense stretch, or for another node behind the same URL. */
const TRIES_AT_LIMIT = 8

export function initialRange(maxBlocks = MAX_RANGE): RangeSize {
  return { blocks: Math.min(FIRST_BLOCKS, maxBlocks), limit: maxBlocks, atLimit: 0 }
}

/**
 * The size after a whole range brought `logs` logs.
 * @param since how many of its blocks there are from the first with logs on: where logs begin, what follows is like these
 */
export function grow(size: RangeSize, logs: number, maxBlocks = MAX_RANGE, since = size.blocks): RangeSize {
  const { blocks } = size
  const wanted = logs === 0 ? blocks * GROWTH : Math.floor((since * TARGET_LOGS) / logs)
  const atLimit = blocks >= size.limit ? size.atLimit + 1 : size.atLimit
  const limit = atLimit >= TRIES_AT_LIMIT ? Math.min(maxBlocks, size.limit * 2) : size.limit
  return {
    blocks: Math.max(1, Math.min(wanted, blocks * GROWTH, limit)),
    limit,
    atLimit: limit === size.limit ? atLimit : 0,
  }
}

/**
 * The size after a request for `asked` blocks from `from` on failed, or undefined where fewer blocks cannot help.
 * A limit on ranges shrinks at once, to what the node names or to half. Words that nobody knows, a timeout and a server
 * error halve when they come twice alike. A rate never shrinks anything.
 */
export function shrink(size: RangeSize, asked: number, error: unknown): AfterFailure | undefined {
  if (!(error instanceof RpcError) || asked <= 1) return undefined
  const half = Math.floor(asked / 2)
  if (error.kind === 'range' || error.kind === 'too-large') {
    const named = namedBlocks(error)
    return { size: limited(named !== undefined && named < asked ? named : half), retry: true }
  }
  const unclear =
    (error.kind === 'fatal' && error.code === 'NODE_ERROR') ||
    (error.kind === 'transient' && ['TIMEOUT', 'HTTP_STATUS', 'NODE_ERROR'].includes(error.code))
  if (!unclear) return undefined
  const problem = error.message.replaceAll(/0x[0-9a-f]+|\d+/gi, '#')
  // What may pass by itself is for the indexer to wait for.
  const retry = error.kind === 'fatal'
  if (size.problem !== problem) return { size: { ...size, problem }, retry }
  return { size: { ...limited(half), problem }, retry }
}

function limited(blocks: number): RangeSize {
  return { blocks, limit: blocks, atLimit: 0 }
}

function namedBlocks({ hint }: RpcError): number | undefined {
  if (hint === undefined) return undefined
  return 'maxBlocks' in hint ? hint.maxBlocks : hint.to - hint.from + 1
}
