import type { BlockPtr } from '../types.ts'
import { readBlock, readHeader } from './blocks.ts'
import { ChainMovedError, rejected } from './errors.ts'
import { object } from './fields.ts'
import { createMatcher, type LogFilter } from './filter.ts'
import { headerCall, proveHeader } from './headers.ts'
import type { ChainLog } from './logs.ts'
import { readTransactionReceipts } from './receipts.ts'
import type { Rpc } from './rpc.ts'
import type { ChainCall } from './traces.ts'
import type { BlockWithLogs } from './types.ts'

/** A block to read, with what is known to be in it. */
export type WantedBlock = BlockPtr & {
  readonly logs: readonly ChainLog[]
  readonly calls: readonly ChainCall[]
  /** Whether the transactions of the logs and calls are wanted as a whole, not only their places. */
  readonly whole: boolean
  /** The block without its transactions, where it was read before. */
  readonly answer?: Record<string, unknown>
}

export type BlocksRequest = {
  readonly wanted: readonly WantedBlock[]
  /** The last block of the range, which is looked at again unless one chain is known to have answered. */
  readonly last: BlockPtr
  readonly isOneChain: boolean
  /** Whether the hashes are recomputed from the headers. */
  readonly prove: boolean
}

/** In ascending order: the blocks of logs and calls with their transactions, other blocks without. */
export async function readBlocks(
  node: Rpc,
  { wanted, last, isOneChain, prove }: BlocksRequest,
): Promise<BlockWithLogs[]> {
  const places = [...wanted].sort((a, b) => a.number - b.number)
  const missing = places.filter(({ whole, answer }) => whole || answer === undefined)
  const calls = missing.map(({ hash, whole }) => ({ method: 'eth_getBlockByHash', params: [hash, whole] }))
  const answers =
    missing.length === 0 && isOneChain ? [undefined] : await node.batch([...calls, headerCall(last.number)])
  // The hash of the last block stands for all of its ancestors: if it is the same before and after, one chain answered.
  const lastAgain = answers.pop()
  if (lastAgain === null || (lastAgain !== undefined && readHeader(lastAgain).hash !== last.hash)) {
    throw new ChainMovedError(`block ${last.number} was replaced`)
  }
  const read = new Map(missing.map(({ number }, index) => [number, answers[index]]))
  return places.map(({ number, hash, logs, calls, whole, ...known }) => {
    const answer = read.has(number) ? read.get(number) : known.answer
    if (answer === null) throw new ChainMovedError(`block ${number}, which has logs, is gone`)
    const block = readBlock(answer, { items: [...logs, ...calls], whole })
    const header = readHeader(block)
    if (prove) proveHeader(object(answer, 'block'), header.hash)
    if (header.hash !== hash) throw rejected(`block ${header.hash} where ${hash} was asked for`)
    if (header.number !== number) {
      throw new ChainMovedError(`logs of block ${header.hash} carry another number than ${header.number}`)
    }
    return { header, block, logs, ...(calls.length > 0 && { calls }) }
  })
}

/** Adds the receipts that filters want. */
export async function withReceipts(
  node: Rpc,
  blocks: readonly BlockWithLogs[],
  filters: readonly LogFilter[],
): Promise<readonly BlockWithLogs[]> {
  const wanting = filters.filter((filter) => filter.receipts === true)
  if (wanting.length === 0) return blocks
  const { matches } = createMatcher(wanting)
  const all = await readTransactionReceipts(
    node,
    blocks.flatMap(({ logs }) => logs.filter(matches)),
  )
  return blocks.map((item) => {
    const own = item.logs.flatMap(({ transactionHash }) => {
      const receipt = all.get(transactionHash)
      return receipt === undefined ? [] : [[transactionHash, receipt] as const]
    })
    return own.length === 0 ? item : { ...item, receipts: new Map(own) }
  })
}
