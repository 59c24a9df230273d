import { type ChainTransaction, isWhole, type TransactionPlace } from '../runtime/index.ts'
import { ChainMovedError } from './errors.ts'
import type { ChainLog } from './logs.ts'
import { type ChainCall, callOrder } from './traces.ts'
import type { BlockWithLogs } from './types.ts'

/**
 * Two readings of the same range as one: the blocks of both in ascending order, with the logs of both.
 * @throws ChainMovedError when they have different blocks of one number
 */
export function mergeBlocks(a: readonly BlockWithLogs[], b: readonly BlockWithLogs[]): BlockWithLogs[] {
  const merged = new Map(a.map((block) => [block.header.number, block]))
  for (const block of b) {
    const known = merged.get(block.header.number)
    merged.set(block.header.number, known === undefined ? block : mergeBlock(known, block))
  }
  return [...merged.values()].sort((x, y) => x.header.number - y.header.number)
}

function mergeBlock(a: BlockWithLogs, b: BlockWithLogs): BlockWithLogs {
  if (a.header.hash !== b.header.hash) throw new ChainMovedError(`block ${a.header.number} was replaced`)
  // A block comes with the transactions of its logs.
  const transactions = new Map<string, ChainTransaction | TransactionPlace>()
  for (const item of [...a.block.transactions, ...b.block.transactions])
    if (isWhole(item) || !transactions.has(item.hash)) transactions.set(item.hash, item)
  const calls = new Map([...(a.calls ?? []), ...(b.calls ?? [])].map((call) => [placeOf(call), call]))
  const receipts = new Map([...(a.receipts ?? []), ...(b.receipts ?? [])])
  return {
    ...a,
    block: { ...a.block, transactions: [...transactions.values()] },
    logs: inOrder([...a.logs, ...b.logs]),
    ...(calls.size > 0 && { calls: [...calls.values()].sort(callOrder) }),
    ...(receipts.size > 0 && { receipts }),
  }
}

function placeOf({ transactionHash, place }: ChainCall): string {
  return `${transactionHash} ${place}`
}

/** By log index; a log that two filters match is taken once. */
function inOrder(logs: readonly ChainLog[]): ChainLog[] {
  const byIndex = new Map(logs.map((log) => [log.logIndex, log]))
  return [...byIndex].sort(([a], [b]) => a - b).map(([, log]) => log)
}
