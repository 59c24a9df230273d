import type { ChainReceipt } from '../runtime/index.ts'
import type { BlockPtr } from '../types.ts'
import { ChainMovedError, RpcError, rejected } from './errors.ts'
import { array, hash, object } from './fields.ts'
import type { Matcher } from './filter.ts'
import { lacking } from './headers.ts'
import { type ChainLog, readLog } from './logs.ts'
import { type ProvableReceipt, receiptsRoot } from './proof/index.ts'
import type { Rpc } from './rpc.ts'

/**
 * The logs of a block, proven: all its receipts give the root that its header holds, so none was withheld, added or
 * altered. The place of a log is taken from where it stands.
 * @throws RpcError when the receipts do not give the root, or contradict the place that they claim
 */
export async function readProvenLogs(
  node: Rpc,
  block: BlockPtr & { readonly receiptsRoot: string },
  matcher: Matcher,
): Promise<ChainLog[]> {
  const receipts = await readProvenReceipts(node, block)
  let nextLog = 0
  const logs = receipts.flatMap((receipt, index) => {
    const transactionHash = hash(receipt.transactionHash, 'receipt.transactionHash')
    return array(receipt.logs, 'receipt.logs').map((item) => {
      const log = readLog(item)
      const isThere =
        log.blockHash === block.hash &&
        log.blockNumber === block.number &&
        log.transactionHash === transactionHash &&
        log.transactionIndex === index &&
        log.logIndex === nextLog++
      if (!isThere) throw rejected(`a log in the receipts of block ${block.number} claims another place`)
      return log
    })
  })
  return logs.filter((log) => matcher.matches(log))
}

/** All receipts of a block. @throws RpcError when they do not give the root that the header holds */
async function readProvenReceipts(
  node: Rpc,
  block: BlockPtr & { readonly receiptsRoot: string },
): Promise<Record<string, unknown>[]> {
  const receipts = (await readReceipts(node, block)).map((receipt) => object(receipt, 'receipt'))
  if (rootOf(receipts) === block.receiptsRoot) return receipts
  throw rejected(`the receipts of block ${block.number} do not give the receiptsRoot of its header`)
}

/** The receipts of transactions by hash. @throws ChainMovedError when one is gone or of another block */
export async function readTransactionReceipts(
  node: Rpc,
  logs: readonly Pick<ChainLog, 'transactionHash' | 'blockHash'>[],
): Promise<Map<string, ChainReceipt>> {
  const blocks = new Map(logs.map((log) => [log.transactionHash, log.blockHash]))
  const calls = [...blocks.keys()].map((id) => ({ method: 'eth_getTransactionReceipt', params: [id] }))
  const answers = await node.batch(calls)
  return new Map(
    [...blocks].map(([id, blockHash], index) => {
      const receipt = answers[index] === null ? undefined : object(answers[index], 'receipt')
      if (receipt === undefined || hash(receipt.blockHash, 'receipt.blockHash') !== blockHash) {
        throw new ChainMovedError(`the receipt of ${id} is not of block ${blockHash}`)
      }
      return [id, receipt as unknown as ChainReceipt]
    }),
  )
}

/** A field that cannot be encoded makes an error of its own kind. */
function rootOf(receipts: readonly Record<string, unknown>[]): string {
  try {
    return receiptsRoot(receipts as unknown as ProvableReceipt[])
  } catch (error) {
    throw rejected(`a receipt cannot be encoded: ${error instanceof Error ? error.message : error}`)
  }
}

/** All receipts of a block, one by one where the node cannot give them together. */
async function readReceipts(node: Rpc, block: BlockPtr): Promise<readonly unknown[]> {
  const together = await node.call('eth_getBlockReceipts', [block.hash]).catch((error: unknown) => {
    if (error instanceof RpcError && (error.kind === 'fatal' || error.kind === 'too-large')) return undefined
    throw error
  })
  if (together === null) throw lacking(node, block.hash)
  if (together !== undefined) return array(together, 'receipts')
  const answer = await node.call('eth_getBlockByHash', [block.hash, false])
  if (answer === null) throw lacking(node, block.hash)
  const hashes = array(object(answer, 'block').transactions, 'block.transactions')
  return node.batch(hashes.map((id) => ({ method: 'eth_getTransactionReceipt', params: [id] })))
}
