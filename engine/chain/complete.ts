import type { Logger } from '../types.ts'
import { ChainMovedError, RpcError, rejected } from './errors.ts'
import { array } from './fields.ts'
import { type LogFilter, type Matcher, topicsOf } from './filter.ts'
import type { SeenHeader } from './headers.ts'
import { areSameLogs, type ChainLog, type CheckedLogs, checkLogs } from './logs.ts'
import { readProvenLogs } from './receipts.ts'
import type { Rpc } from './rpc.ts'

export type CompleteOptions = {
  readonly node: Rpc
  readonly filters: readonly LogFilter[]
  readonly matcher: Matcher
  readonly logger: Logger
}

/** Logs per block; a block is there only if it has any. */
export type LogsByBlock = ReadonlyMap<number, readonly ChainLog[]>

/**
 * The node's logs, held against the blooms of the headers. A block that may have logs of a filter and got none is asked
 * for by its hash, then by its receipts. One log that was missing makes the answer suspect as a whole: then all is asked for again.
 * @throws ChainMovedError when a log is of another block than the header, RpcError when a log cannot be in its block
 */
export async function completeLogs(
  headers: readonly SeenHeader[],
  { logs, disputed, answered }: CheckedLogs,
  options: CompleteOptions,
): Promise<LogsByBlock> {
  const found = new Map(Map.groupBy(logs, (log) => log.blockNumber))
  checkPlaces(headers, found)
  const positive = headers.filter(({ admits = [] }) => admits.length > 0)
  const doubtful = positive.filter(
    ({ number, admits = [] }) =>
      disputed.has(number) || !found.has(number) || admits.some((index) => answered?.[index]?.has(number) === false),
  )
  let withheld = await readAgain(doubtful, found, options)
  if (withheld > 0) {
    withheld += await readAgain(
      positive.filter((header) => !doubtful.includes(header)),
      found,
      options,
    )
    options.logger.warn('the node left out logs that its blocks have', { node: options.node.shown, logs: withheld })
  }
  return found
}

/** The logs of each block that may have any, proven, and equal to what the node answered for the range. */
export async function proveLogs(
  headers: readonly SeenHeader[],
  { logs }: CheckedLogs,
  { node, matcher }: CompleteOptions,
): Promise<LogsByBlock> {
  const found = new Map(Map.groupBy(logs, (log) => log.blockNumber))
  checkPlaces(headers, found)
  for (const header of headers) {
    if (header.admits?.length === 0) continue
    const proven = await readProvenLogs(node, header, matcher)
    const claimed = found.get(header.number) ?? []
    if (!areSameLogs(proven, claimed)) {
      throw rejected(
        `the logs of block ${header.number} are ${claimed.length}, its receipts prove ${proven.length} others`,
      )
    }
  }
  return found
}

/** A log must be of the block that stands at its height, and its block's bloom must admit it. */
function checkPlaces(headers: readonly SeenHeader[], found: LogsByBlock): void {
  for (const header of headers) {
    const own = found.get(header.number)
    if (own === undefined) continue
    if (own.some((log) => log.blockHash !== header.hash)) {
      throw new ChainMovedError(`the logs of block ${header.number} are of another block than ${header.hash}`)
    }
    if (header.admits?.length === 0) throw rejected(`a log in block ${header.number}, whose bloom has none like it`)
  }
}

/** Replaces the logs of the blocks. Returns how many there are more than before. */
async function readAgain(
  headers: readonly SeenHeader[],
  found: Map<number, readonly ChainLog[]>,
  options: CompleteOptions,
): Promise<number> {
  let more = 0
  const answers = await logsByHash(headers, options)
  for (const [index, header] of headers.entries()) {
    const byHash = answers?.[index] ?? []
    const all = byHash.length > 0 ? byHash : await readProvenLogs(options.node, header, options.matcher)
    if (all.some((log) => log.blockHash !== header.hash)) throw new ChainMovedError(`block ${header.number} moved`)
    more += all.length - (found.get(header.number)?.length ?? 0)
    if (all.length > 0) found.set(header.number, all)
    else found.delete(header.number)
  }
  return more
}

/** Undefined where the node does not answer by hash: the receipts will do. */
async function logsByHash(
  headers: readonly SeenHeader[],
  { node, filters, matcher }: CompleteOptions,
): Promise<(readonly ChainLog[])[] | undefined> {
  const calls = headers.flatMap(({ hash }) => filters.map((filter) => logsCall(filter, { blockHash: hash })))
  if (calls.length === 0) return []
  try {
    const answers = await node.batch(calls)
    return headers.map(({ number, admits = [] }, index) => {
      const own = answers.slice(index * filters.length, (index + 1) * filters.length)
      const lists = own.map((answer) => array(answer, 'logs'))
      const { logs, disputed } = checkLogs(lists.flat(), matcher, number, number)
      // Where a log is said to be removed, or the answer for one filter is empty against the bloom, only receipts tell.
      return disputed.size > 0 || admits.some((at) => lists[at]?.length === 0) ? [] : logs
    })
  } catch (error) {
    if (error instanceof RpcError && ['fatal', 'range', 'too-large', 'missing'].includes(error.kind)) return undefined
    throw error
  }
}

export type LogsPlace = { readonly blockHash: string } | { readonly fromBlock: string; readonly toBlock: string }

export function logsCall(wanted: LogFilter, place: LogsPlace) {
  const { addresses } = wanted
  const filter = { ...place, ...(addresses !== undefined && { address: addresses }), topics: topicsOf(wanted) }
  return { method: 'eth_getLogs', params: [filter] }
}
