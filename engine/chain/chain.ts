import type { ChainReceipt } from '../runtime/index.ts'
import type { BlockHeader, BlockPtr, Logger } from '../types.ts'
import type { Archive } from './archive.ts'
import { type BlockFilter, wantedBlocks } from './block-filter.ts'
import { type FullBlock, readHeader } from './blocks.ts'
import { completeLogs, logsCall, proveLogs } from './complete.ts'
import { checkIdentity, type Identity, identify } from './connect.ts'
import { RpcError } from './errors.ts'
import { array, integer, quantity } from './fields.ts'
import { createMatcher, type LogFilter, type Matcher } from './filter.ts'
import { checkLinks, headerCall, lacking, readHeaders, type SeenHeader } from './headers.ts'
import { type ChainLog, type CheckedLogs, checkLogs } from './logs.ts'
import { mergeBlocks } from './merge.ts'
import type { Nodes } from './nodes.ts'
import { readBlocks, type WantedBlock, withReceipts } from './read-blocks.ts'
import { readProvenLogs } from './receipts.ts'
import type { Rpc } from './rpc.ts'
import { type CallFilter, type ChainCall, checkCallPlaces, readCalls } from './traces.ts'

/** A block that has logs for the subgraph, with these logs in their order. */
export type BlockWithLogs = {
  readonly header: BlockHeader
  readonly block: FullBlock
  /** None where only the block was wanted. */
  readonly logs: readonly ChainLog[]
  /** The calls that filters want, in their order. */
  readonly calls?: readonly ChainCall[]
  /** By transaction hash, for the logs of filters that want them. */
  readonly receipts?: ReadonlyMap<string, ChainReceipt>
}

/** What a subgraph wants to see. */
export type TriggerFilter = {
  readonly filters: readonly LogFilter[]
  /** Blocks that handlers want whatever is in them. */
  readonly blocks?: readonly BlockFilter[]
  /** Calls of contracts, read from the node's traces: nothing in a block tells whether they are all. */
  readonly calls?: readonly CallFilter[]
  /** Events, by topic 0, whose handlers do not look into transactions: these come by their place, and seldom cost anything. */
  readonly unread?: ReadonlySet<string>
}

/** All that the subgraph sees in a range of blocks; every block belongs to one chain, that of `last`. */
export type ChainRange = {
  readonly last: BlockHeader
  /** In ascending order. */
  readonly blocks: readonly BlockWithLogs[]
}

export type RangeRequest = TriggerFilter & {
  readonly from: number
  readonly to: number
  /** The block that `from` must follow, where it is known. */
  readonly parent?: BlockPtr
}

/** The chain as the indexer reads it. Every method throws RpcError when the node does not answer. */
export type Chain = {
  chainId(): Promise<number>
  /** @throws WrongChainError when the node serves another chain than before */
  head(): Promise<BlockHeader>
  findHeader(number: number): Promise<BlockHeader | undefined>
  /** @throws ChainMovedError when the answers are not of one chain, or `from` does not follow `parent` */
  fetchRange(request: RangeRequest): Promise<ChainRange>
  /** @throws WrongChainError when the node serves another chain, even one of the same id */
  checkIdentity?(): Promise<void>
  /** The most blocks that a range should have. */
  readonly maxRange?: number
}

/** How the node's logs are checked. Everything else about an answer is checked always. */
export type LogCheck =
  /** The first and the last header of a range; every header in short ranges, as near the head. */
  | 'ends'
  /** Every header: a block whose bloom admits a log must have one, or its receipts must prove that it has none. */
  | 'bloom'
  /** Every header's hash and the receipts of every block that the bloom admits, recomputed. */
  | 'proof'

export type ChainOptions = {
  readonly check?: LogCheck
  /** The chain that is followed. */
  readonly identity?: Identity
  /** Keeps what was read of blocks, where every header is read. */
  readonly archive?: Archive
  readonly logger?: Logger
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }
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
    const wanted = wantedBlocks(blockFilters, from, to)
    const numbers = every
      ? Array.from({ length: to - from + 1 }, (_, index) => from + index)
      : [...new Set([from, ...wanted, to])].sort((a, b) => a - b)
    const place = { filters, matcher, from, to }
    const [headers, early] = await Promise.all([
      readHeaders(node, { numbers, matcher, prove: check === 'proof' }),
      areTelling && archive === undefined && from < to ? readLogs(node, place) : undefined,
    ])
    checkLinks([...(parent === undefined ? [] : [parent]), ...headers])
    areTelling = every && headers.every(({ admits }) => admits !== undefined)
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
        ? await complete(headers, (areTelling ? early : undefined) ?? (await readLogs(node, place, last)), {
            node,
            filters,
            matcher,
            logger,
          })
        : new Map<number, readonly ChainLog[]>()
    const calls = await readCalls(node, callFilters, from, to)
    const items = new Map<number, WantedBlock>()
    const wantedNumbers = new Set(wanted)
    for (const { header } of kept ?? []) wantedNumbers.delete(header.number)
    for (const header of headers) {
      checkCallPlaces(calls.get(header.number) ?? [], header)
      if (wantedNumbers.has(header.number)) items.set(header.number, { ...header, logs: [], calls: [], whole: false })
    }
    const answers = new Map(headers.map(({ number, answer }) => [number, answer]))
    const isRead = ({ topics: [topic0 = ''] }: ChainLog) => archive !== undefined || unread?.has(topic0) !== true
    for (const number of new Set([...logs.keys(), ...calls.keys()])) {
      const [own, made] = [logs.get(number) ?? [], calls.get(number) ?? []]
      const [whole, answer] = [made.length > 0 || own.some(isRead), answers.get(number)]
      const hash = (own[0] ?? made[0])?.blockHash ?? ''
      items.set(number, { number, hash, logs: own, calls: made, whole, ...(answer && { answer }) })
    }
    // Headers that follow one another, and of which each tells whether its logs are all there, are of one chain.
    const request = { wanted: [...items.values()], last, isOneChain: areTelling, prove: check === 'proof' }
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

type LogsRequest = Pick<RangeRequest, 'filters' | 'from' | 'to'> & { readonly matcher: Matcher }

/** @param last the header of the range's last block, where there is only one */
async function readLogs(
  node: Rpc,
  { filters, matcher, from, to }: LogsRequest,
  last?: SeenHeader,
): Promise<CheckedLogs> {
  const place = { fromBlock: quantity(from, 'from'), toBlock: quantity(to, 'to') }
  const read = async (where: Parameters<typeof logsCall>[1]) => {
    const [first, ...more] = filters.map((filter) => logsCall(filter, where))
    if (first === undefined) return { logs: [], disputed: new Set<number>() }
    const answers =
      more.length === 0 ? [await node.call(first.method, first.params)] : await node.batch([first, ...more])
    const lists = answers.map((answer) => array(answer, 'logs'))
    const checked = checkLogs(lists.flat(), matcher, from, to)
    const answered = lists.map((logs) => new Set(logs.map((log) => Number((log as ChainLog).blockNumber))))
    return { ...checked, answered }
  }
  try {
    return await read(place)
  } catch (error) {
    if (from !== to || last === undefined || !isTooMuch(error)) throw error
    // One block cannot be asked for in parts, but in other ways.
    return read({ blockHash: last.hash }).catch(async (second: unknown) => {
      if (!isTooMuch(second)) throw second
      return { logs: await readProvenLogs(node, last, matcher), disputed: new Set<number>() }
    })
  }
}

function mayHaveLogs({ admits }: SeenHeader): boolean {
  return admits?.length !== 0
}

function isTooMuch(error: unknown): boolean {
  return error instanceof RpcError && (error.kind === 'range' || error.kind === 'too-large')
}

function toHeader({ number, hash, parentHash, timestamp }: BlockHeader): BlockHeader {
  return { number, hash, parentHash, timestamp }
}
