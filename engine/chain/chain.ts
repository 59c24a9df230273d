import type { BlockHeader } from '../types.ts'
import { wantedBlocks } from './block-filter.ts'
import { readHeader } from './blocks.ts'
import { completeLogs, proveLogs } from './complete.ts'
import { checkIdentity, identify } from './connect.ts'
import { integer } from './fields.ts'
import { createMatcher, type LogFilter, type Matcher } from './filter.ts'
import { checkLinks, headerCall, lacking, readHeaders, type SeenHeader } from './headers.ts'
import type { ChainLog } from './logs.ts'
import { mergeBlocks } from './merge.ts'
import type { Nodes } from './nodes.ts'
import { readBlocks, type WantedBlock, withReceipts } from './read-blocks.ts'
import { readLogs } from './read-logs.ts'
import type { Rpc } from './rpc.ts'
import { checkCallPlaces, readCalls } from './traces.ts'
import type { Chain, ChainOptions, ChainRange, RangeRequest } from './types.ts'

const SILENT = { debug() {}, info() {}, warn() {}, error() {} }
/** A range near the head; the whole of it can be read at once. */
const SHORT_RANGE = 32
/** Bounds what is waited for before the first block of a range can be run. */
const MAX_HEADERS = 2_000

export function createChain(rpc: Rpc | Nodes, options: ChainOptions = {}): Chain {
  const { check = 'bloom', identity, archive, logger = SILENT } = options
  const use = <T>(work: (node: Rpc) => Promise<T>): Promise<T> => ('use' in rpc ? rpc.use(work) : work(rpc))

  /** Whether the headers that were read last tell by themselves whether an answer has all logs: then both are asked for at once. */
  let areTelling = false
  /** The same filters come with every range. */
  const matchers = new WeakMap<readonly LogFilter[], Matcher>()

  async function fetchRange(
    node: Rpc,
    { filters, blocks: blockFilters = [], calls: callFilters = [], unread, from, to, parent }: RangeRequest,
  ): Promise<ChainRange> {
    const matcher = matchers.get(filters) ?? createMatcher(filters)
    matchers.set(filters, matcher)
    const every = check !== 'ends' || to - from < SHORT_RANGE
    const wanted = new Set(wantedBlocks(blockFilters, from, to))
    const numbers = every
      ? Array.from({ length: to - from + 1 }, (_, index) => from + index)
      : [...new Set([from, ...wanted, to])].sort((a, b) => a - b)
    const place = { filters, matcher, from, to }
    const [headers, early] = await Promise.all([
      readHeaders(node, { numbers, matcher, wanted, prove: check === 'proof' }),
      areTelling && archive === undefined && from < to ? readLogs(node, place) : undefined,
    ])
    checkLinks([...(parent === undefined ? [] : [parent]), ...headers])
    const tell = every && headers.every(({ admits }) => admits !== undefined)
    areTelling = tell
    const last = headers.at(-1)
    if (last === undefined) throw new RangeError(`no blocks from ${from} to ${to}`)
    // What a block's hash stands for never changes: what is kept of the blocks of these headers needs no logs.
    const asked = { filters, matcher, proven: check === 'proof', headers: headers.filter(mayHaveLogs) }
    // Calls are not kept: nothing in a header tells which there are.
    const isKept = every && callFilters.length === 0
    const kept = isKept ? archive?.find(asked) : undefined
    const complete = check === 'proof' ? proveLogs : completeLogs
    const logs =
      kept === undefined
        ? await complete(headers, (tell ? early : undefined) ?? (await readLogs(node, place, last)), {
            node,
            filters,
            matcher,
            logger,
          })
        : new Map<number, readonly ChainLog[]>()
    const calls = await readCalls(node, callFilters, from, to)
    const items = new Map<number, WantedBlock>()
    for (const { header } of kept ?? []) wanted.delete(header.number)
    for (const header of headers) {
      checkCallPlaces(calls.get(header.number) ?? [], header)
      if (wanted.has(header.number)) items.set(header.number, { ...header, logs: [], calls: [], whole: false })
    }
    const answers = new Map(headers.map(({ number, answer }) => [number, answer]))
    const isRead = ({ topic0 }: ChainLog) => archive !== undefined || unread?.has(topic0) !== true
    for (const number of new Set([...logs.keys(), ...calls.keys()])) {
      const [own, made] = [logs.get(number) ?? [], calls.get(number) ?? []]
      const [whole, answer] = [made.length > 0 || own.some(isRead), answers.get(number)]
      const hash = (own[0] ?? made[0])?.blockHash ?? ''
      items.set(number, { number, hash, logs: own, calls: made, whole, ...(answer && { answer }) })
    }
    // Headers that follow one another, and of which each tells whether its logs are all there, are of one chain.
    const isOneChain = tell && callFilters.length === 0
    const request = { wanted: [...items.values()], last, isOneChain, prove: check === 'proof' }
    const bare = await readBlocks(node, request)
    const read = await withReceipts(node, bare, filters)
    const blocks = mergeBlocks(kept ?? [], read)
    checkLinks([...(parent === undefined ? [] : [parent]), ...blocks.map(({ header }) => header), toHeader(last)])
    if (isKept && kept === undefined) archive?.keep(asked, read)
    return { last: toHeader(last), blocks }
  }

  return {
    ...(check !== 'ends' && { maxRange: MAX_HEADERS }),
    chainId: async () => integer(await rpc.call('eth_chainId', []), 'chainId'),
    head: () =>
      use(async (node) => {
        const latest = { method: 'eth_getBlockByNumber', params: ['latest', false] }
        const [id, head] = await node.batch([{ method: 'eth_chainId', params: [] }, latest])
        const served = { chainId: integer(id, 'chainId') }
        if (identity !== undefined) checkIdentity(served, identity, node.shown)
        if (head === null) throw lacking(node, 'latest')
        return readHeader(head)
      }),
    findHeader: async (number) => {
      const { method, params } = headerCall(number)
      const block = await rpc.call(method, params)
      return block === null ? undefined : readHeader(block)
    },
    fetchRange: (request) => use((node) => fetchRange(node, request)),
    checkIdentity: async () => {
      if (identity !== undefined) checkIdentity(await identify(rpc), identity, rpc.shown)
    },
  }
}

function mayHaveLogs({ admits }: SeenHeader): boolean {
  return admits?.length !== 0
}

function toHeader({ number, hash, parentHash, timestamp }: BlockHeader): BlockHeader {
  return { number, hash, parentHash, timestamp }
}
