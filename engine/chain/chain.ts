import type { ChainBlock, ChainTransaction } from '../runtime/index.ts'
import type { BlockHeader, BlockPtr } from '../types.ts'
import { ChainMovedError } from './errors.ts'
import type { Rpc } from './rpc.ts'

/** A log as `eth_getLogs` answers it. */
export type ChainLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly transactionIndex: string
  readonly logIndex: string
}

/** Which logs to ask for: all addresses where `addresses` is absent. */
export type LogFilter = { readonly addresses?: readonly string[]; readonly topics0: readonly string[] }

/** A block that has logs for the subgraph, with these logs in their order. */
export type BlockWithLogs = {
  readonly header: BlockHeader
  readonly block: ChainBlock & { readonly transactions: readonly ChainTransaction[] }
  readonly logs: readonly ChainLog[]
}

/** All that the subgraph sees in a range of blocks; every block belongs to one chain, that of `last`. */
export type ChainRange = {
  readonly last: BlockHeader
  /** In ascending order. */
  readonly blocks: readonly BlockWithLogs[]
}

export type RangeRequest = {
  readonly filters: readonly LogFilter[]
  readonly from: number
  readonly to: number
  /** The block that `from` must follow, where it is known. */
  readonly parent?: BlockPtr
}

/** The chain as the indexer reads it. Every method throws RpcError when the node does not answer. */
export type Chain = {
  chainId(): Promise<number>
  head(): Promise<BlockHeader>
  findHeader(number: number): Promise<BlockHeader | undefined>
  /** @throws ChainMovedError when the answers are not of one chain, or `from` does not follow `parent` */
  fetchRange(request: RangeRequest): Promise<ChainRange>
}

export function createChain(rpc: Rpc): Chain {
  const headerCall = (number: number) => ({ method: 'eth_getBlockByNumber', params: [toQuantity(number), false] })

  async function fetchLogs(filters: readonly LogFilter[], from: number, to: number): Promise<ChainLog[]> {
    const calls = filters.map(({ addresses, topics0 }) => ({
      method: 'eth_getLogs',
      params: [
        {
          fromBlock: toQuantity(from),
          toBlock: toQuantity(to),
          ...(addresses !== undefined && { address: addresses }),
          topics: [topics0],
        },
      ],
    }))
    const answers = (calls.length === 1 ? [await callOne(calls)] : await rpc.batch(calls)) as ChainLog[][]
    return answers.flat()
  }

  const callOne = (calls: readonly { method: string; params: readonly unknown[] }[]) => {
    const [call] = calls
    return call === undefined ? Promise.resolve([]) : rpc.call(call.method, call.params)
  }

  return {
    chainId: async () => Number(await rpc.call('eth_chainId', [])),
    head: async () => toHeader((await rpc.call('eth_getBlockByNumber', ['latest', false])) as ChainBlock),
    findHeader: async (number) => {
      const { method, params } = headerCall(number)
      const block = (await rpc.call(method, params)) as ChainBlock | null
      return block === null ? undefined : toHeader(block)
    },
    async fetchRange({ filters, from, to, parent }) {
      const [first, last] = (await rpc.batch([headerCall(from), headerCall(to)])) as (ChainBlock | null)[]
      if (!first || !last) throw new ChainMovedError(`block ${from} or ${to} is gone`)
      if (parent !== undefined && parent.number === from - 1 && first.parentHash !== parent.hash) {
        throw new ChainMovedError(`block ${from} does not follow ${parent.hash}`)
      }
      const logs = await fetchLogs(filters, from, to)
      const hashes = [...new Set(logs.map((log) => log.blockHash))]
      // The hash of `to` stands for all of its ancestors: if it is the same before and after, one chain answered.
      const answers = await rpc.batch([
        ...hashes.map((hash) => ({ method: 'eth_getBlockByHash', params: [hash, true] })),
        headerCall(to),
      ])
      const lastAgain = answers.pop() as ChainBlock | null
      if (lastAgain?.hash !== last.hash) throw new ChainMovedError(`block ${to} was replaced`)
      const blocks = joinBlocks(answers as (BlockWithLogs['block'] | null)[], logs)
      checkLinks([...(parent === undefined ? [] : [parent]), ...blocks.map((item) => item.header), toHeader(last)])
      return { last: toHeader(last), blocks }
    },
  }
}

export function toHeader(block: ChainBlock): BlockHeader {
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: Number(block.timestamp),
  }
}

function joinBlocks(blocks: readonly (BlockWithLogs['block'] | null)[], logs: readonly ChainLog[]): BlockWithLogs[] {
  const logsByBlock = Map.groupBy(logs, (log) => log.blockHash)
  const joined = blocks.map((block): BlockWithLogs => {
    if (block === null) throw new ChainMovedError('a block with logs is gone')
    const own = logsByBlock.get(block.hash) ?? []
    if (own.some((log) => log.blockNumber !== block.number)) {
      throw new ChainMovedError(`logs of block ${block.hash} carry another number than ${Number(block.number)}`)
    }
    return { header: toHeader(block), block, logs: inOrder(own) }
  })
  return joined.sort((a, b) => a.header.number - b.header.number)
}

/** By log index; a log that two filters match is taken once. */
function inOrder(logs: readonly ChainLog[]): ChainLog[] {
  const byIndex = new Map(logs.map((log) => [Number(log.logIndex), log]))
  return [...byIndex].sort(([a], [b]) => a - b).map(([, log]) => log)
}

/** Where two blocks are neighbours the later must name the earlier; two blocks of one number must be the same. */
function checkLinks(headers: readonly (BlockPtr & { readonly parentHash?: string })[]): void {
  for (const [index, header] of headers.entries()) {
    const before = headers[index - 1]
    if (before === undefined) continue
    const linked =
      before.number === header.number
        ? before.hash === header.hash
        : before.number !== header.number - 1 || header.parentHash === before.hash
    if (!linked) throw new ChainMovedError(`block ${header.number} does not follow ${before.hash}`)
  }
}

function toQuantity(number: number): string {
  return `0x${number.toString(16)}`
}
