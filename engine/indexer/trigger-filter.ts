import type { BlockFilter, CallFilter, LogFilter, TriggerFilter } from '../chain/index.ts'
import type { DataSource } from '../manifest/index.ts'
import type { Sources } from './sources.ts'

/** Beyond this many addresses, nodes are asked for the events of every contract (as by graph-node). */
const MAX_ADDRESSES = 2_000

/**
 * What the data sources from an index on have to be shown, as they are when it is asked for. The filter of all comes
 * with every range, and seldom changes.
 * @param reading as `triggerFilter` has it; it grows
 */
export function createTriggerFilters(
  sources: Pick<Sources, 'all'>,
  reading: ReadonlySet<string>,
): (since?: number) => TriggerFilter {
  const of = (since: number) =>
    triggerFilter(
      sources.all.slice(since).map(({ source }) => source),
      reading,
    )
  let last: { readonly sources: number; readonly reading: number; readonly filter: TriggerFilter } | undefined
  return (since = 0) => {
    if (since > 0) return of(since)
    if (last?.sources !== sources.all.length || last.reading !== reading.size)
      last = { sources: sources.all.length, reading: reading.size, filter: of(0) }
    return last.filter
  }
}

/**
 * What the data sources have to be shown. It may be more than they want, which is sorted out per trigger.
 * @param reading the events, by topic 0, whose handlers look into transactions
 */
function triggerFilter(sources: readonly DataSource[], reading: ReadonlySet<string>): TriggerFilter {
  const filters = logFilters(sources)
  const unread = new Set(filters.flatMap(({ topics0 }) => topics0)).difference(reading)
  const calls = callFilters(sources)
  return { filters, unread, blocks: blockFilters(sources), ...(calls.length > 0 && { calls }) }
}

/**
 * One request for all sources with an address, another for those without; events that are filtered by further topics,
 * or seen with receipts, have one each.
 */
function logFilters(sources: readonly DataSource[]): LogFilter[] {
  const addressed = sources.filter((source) => source.address !== undefined)
  const anywhere = sources.filter((source) => source.address === undefined)
  const addresses = [...new Set(addressed.flatMap(({ address }) => (address === undefined ? [] : [address])))]
  const bound = addresses.length <= MAX_ADDRESSES ? { addresses } : {}
  return [...filtersOf(addressed, bound), ...filtersOf(anywhere, {})]
}

function filtersOf(sources: readonly DataSource[], bound: Pick<LogFilter, 'addresses'>): LogFilter[] {
  const handlers = [...new Set(sources.flatMap((source) => [...source.handlers.values()].flat()))]
  const plain = handlers.filter(({ otherTopics, receipt }) => otherTopics.length === 0 && !receipt)
  const topics0 = [...new Set(plain.map(({ event }) => event.topic0))]
  return [
    ...(topics0.length > 0 ? [{ ...bound, topics0 }] : []),
    ...handlers
      .filter((handler) => !plain.includes(handler))
      .map(({ event, otherTopics, receipt }) => ({
        ...bound,
        topics0: [event.topic0],
        ...(otherTopics.length > 0 && { otherTopics }),
        ...(receipt && { receipts: true }),
      })),
  ]
}

function blockFilters(sources: readonly DataSource[]): BlockFilter[] {
  const filters = sources.flatMap(({ startBlock, endBlock, blockHandlers }) =>
    blockHandlers.flatMap(({ when }): BlockFilter | readonly BlockFilter[] => {
      if (when.kind === 'polling') {
        return { from: startBlock, ...(endBlock !== undefined && { to: endBlock }), every: when.every }
      }
      return when.kind === 'once' ? { from: startBlock, to: startBlock, every: 1 } : []
    }),
  )
  // Many data sources of one template want the same blocks.
  return [...new Map(filters.map((filter) => [JSON.stringify(filter), filter])).values()]
}

function callFilters(sources: readonly DataSource[]): CallFilter[] {
  return sources.flatMap(({ address, startBlock, blockHandlers, callHandlers }) => {
    const wantsCalls = callHandlers.length > 0 || blockHandlers.some(({ when }) => when.kind === 'call')
    return wantsCalls && address !== undefined ? [{ address, from: startBlock }] : []
  })
}
