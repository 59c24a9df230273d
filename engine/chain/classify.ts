/** What a failure asks for. */
export type ErrorKind =
  /** Fewer blocks. */
  | 'range'
  /** Patience, with the same request. */
  | 'rate'
  /** A smaller answer: fewer blocks, or fewer calls in a batch. */
  | 'too-large'
  /** A node that has the block: it is not there yet, or is pruned. */
  | 'missing'
  /** Another key; trying again is no use. */
  | 'auth'
  /** The same request again. */
  | 'transient'
  /** None of these: the same request fails again. */
  | 'fatal'

/** What a node would answer: the blocks `from` to `to`, or any `maxBlocks` of them. */
export type RangeHint = { readonly from: number; readonly to: number } | { readonly maxBlocks: number }

export type Classified = { readonly kind: ErrorKind; readonly hint?: RangeHint; readonly waitMs?: number }

/** A failure as it came: the error object's fields, or the body's text, with the HTTP status. */
export type RawError = {
  readonly message?: string
  readonly code?: number
  readonly data?: unknown
  /** HTTP status, where it is not 200. */
  readonly status?: number
}

/**
 * By the message first, by code and HTTP status second: providers use -32005, -32602 and -32012 for rates and for ranges.
 * The order matters: a message may speak of a limit of logs and name a range.
 */
const MESSAGES: readonly (readonly [ErrorKind, RegExp])[] = [
  ['range', /this block range should work|try with this block range|retry with the range/i],
  ['fatal', /revert|invalid opcode|invalid jump|out of gas|stack (?:under|over)flow|vm execution error/i],
  ['rate', /too many requests|rate.?limit|compute units|credits limited|request count exceeded|throttl|quota/i],
  [
    'missing',
    /beyond current head|blockoutofrange|cannot be found|history unavailable|unknown block|header not found/i,
  ],
  ['missing', /missing trie node|block not found|pruned/i],
  ['too-large', /(?:response|batch) (?:is )?too large|response size should not|(?:batch|response) (?:size|limit)/i],
  ['range', /block ?range|max range|blocks distance|requested (?:too many )?blocks|at most [\d,]+ ?k? blocks/i],
  ['range', /ranges? (?:over )?[\d,]+|limited to (?:a )?[\d,]+ ?k? (?:block|range)|max(?:imum)? is [\d,]+ ?k? blocks/i],
  ['range', /max results|too many (?:logs|results)|returned more than|logs matched|more than [\d,]+ results/i],
  [
    'auth',
    /unauthori[sz]ed|forbidden|(?:invalid|missing|wrong) (?:api|access|project).?(?:key|token|id)|must be authenticated/i,
  ],
  [
    'transient',
    /timed? ?out|no backend is currently healthy|temporarily|unavailable|try again|busy|overload|internal error/i,
  ],
]

const CODES: Readonly<Record<number, ErrorKind>> = {
  429: 'rate',
  [-32005]: 'transient',
  [-32603]: 'transient',
  [-32701]: 'range',
  4444: 'missing',
  [-32001]: 'missing',
}

const STATUSES: Readonly<Record<number, ErrorKind>> = {
  401: 'auth',
  403: 'auth',
  408: 'transient',
  413: 'too-large',
  425: 'transient',
  429: 'rate',
}

/** What a failure asks for. Pure. */
export function classify({ message = '', code, data, status }: RawError): Classified {
  const kind = kindOf(message, code, status)
  if (kind === 'range') {
    const hint = rangeIn(message) ?? maxBlocksIn(message)
    return hint === undefined ? { kind } : { kind, hint }
  }
  if (kind !== 'rate') return { kind }
  const waitMs = backoffIn(data)
  return waitMs === undefined ? { kind } : { kind, waitMs }
}

function kindOf(message: string, code: number | undefined, status: number | undefined): ErrorKind {
  // A page instead of JSON is the proxy's before the node: its words say nothing about the request.
  const isPage = /^\s*</.test(message)
  const byMessage = isPage ? undefined : MESSAGES.find(([, words]) => words.test(message))?.[0]
  if (byMessage !== undefined) return byMessage
  const byStatus = status === undefined ? undefined : (STATUSES[status] ?? (status >= 500 ? 'transient' : undefined))
  return (code === undefined ? undefined : CODES[code]) ?? byStatus ?? 'fatal'
}

/** `[0x10, 0x2f]`, `[16, 47]` or `range 16-47`; both ends are included. */
function rangeIn(message: string): RangeHint | undefined {
  const ends =
    /\[\s*(0x[0-9a-f]+|\d+)\s*,\s*(0x[0-9a-f]+|\d+)\s*\]/i.exec(message) ?? /range (\d+)\s*-\s*(\d+)/i.exec(message)
  if (ends === null) return undefined
  const [from, to] = [Number(ends[1]), Number(ends[2])]
  return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to ? { from, to } : undefined
}

const COUNT = '([\\d,]*\\d ?k?)'
/** Where a number of blocks stands; a number of results, logs or bytes must not be taken for one. */
const MAX_BLOCKS: readonly RegExp[] = [
  new RegExp(
    `(?:up to a|limited to(?: an?)?|at most|max(?:imum)?(?: is)?|greater than|over) ${COUNT} ?(?:block|range|max)`,
    'i',
  ),
  new RegExp(`range \\d+ exceeds limit of ${COUNT}`, 'i'),
  new RegExp(`block range:? ${COUNT}\\b`, 'i'),
  new RegExp(`range exceeds server limit, narrow your filter: ${COUNT}`, 'i'),
  new RegExp(`maximum is set to ${COUNT}`, 'i'),
  new RegExp(`max range: ${COUNT}`, 'i'),
  new RegExp(`number of requested blocks is ${COUNT}`, 'i'),
  new RegExp(`\\(maximum ${COUNT}\\)`, 'i'),
  new RegExp(`blocks distance: ${COUNT}`, 'i'),
]

function maxBlocksIn(message: string): RangeHint | undefined {
  for (const pattern of MAX_BLOCKS) {
    const text = pattern.exec(message)?.[1]?.toLowerCase()
    if (text === undefined) continue
    const count = Number(text.replace(/[, k]/g, '')) * (text.endsWith('k') ? 1_000 : 1)
    if (Number.isSafeInteger(count) && count > 0) return { maxBlocks: count }
  }
  return undefined
}

/** Infura puts `{ rate: { backoff_seconds } }` beside the message. */
function backoffIn(data: unknown): number | undefined {
  const { rate, backoff_seconds: own } = (data ?? {}) as {
    rate?: { backoff_seconds?: unknown }
    backoff_seconds?: unknown
  }
  const seconds = Number(rate?.backoff_seconds ?? own ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1_000) : undefined
}
