import { type Bloom, type BloomBits, bloomBits, mayContain } from './proof/index.ts'

/** Which logs to ask for. Lower-case `0x` hex. */
export type LogFilter = {
  /** All where it is absent. */
  readonly addresses?: readonly string[]
  readonly topics0: readonly string[]
  /** Topics 1 to 3, as far as they are restricted: any of the list, or anything for null. */
  readonly otherTopics?: readonly (readonly string[] | null)[]
  /** Whether the receipts of the logs' transactions are wanted. */
  readonly receipts?: boolean
}

/** Tells which logs and which blocks the filters are about. */
export type Matcher = {
  matches(log: LogPlace): boolean
  /** Indices of the filters of which the block may hold logs: of the others it has none. */
  admitted(bloom: Bloom): number[]
}

type LogPlace = { readonly address: string; readonly topic0: string; readonly topics: readonly string[] }

export function createMatcher(filters: readonly LogFilter[]): Matcher {
  const sets = filters.map((filter) => ({
    addresses: filter.addresses && new Set(filter.addresses.map((address) => address.toLowerCase())),
    topics: topicsOf(filter).map((values) => values && new Set(values)),
  }))
  // Hashed once, not for every header.
  const bits = filters.map((filter) =>
    [filter.addresses, ...topicsOf(filter)].flatMap((values) => (values ? [values.map(bloomBits)] : [])),
  )
  return {
    matches: (log) =>
      sets.some(
        (filter) =>
          filter.addresses?.has(log.address) !== false &&
          filter.topics.every(
            (values, at) => values === null || values.has((at === 0 ? log.topic0 : log.topics[at]) ?? ''),
          ),
      ),
    admitted: (bloom) =>
      bits.flatMap((filter, index) => (filter.every((values) => anyOf(bloom, values)) ? [index] : [])),
  }
}

/** The topics as `eth_getLogs` takes them. */
export function topicsOf({ topics0, otherTopics = [] }: LogFilter): readonly (readonly string[] | null)[] {
  return [topics0, ...otherTopics]
}

function anyOf(bloom: Bloom, values: readonly BloomBits[]): boolean {
  return values.some((one) => mayContain(bloom, one))
}
