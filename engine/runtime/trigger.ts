import type { EventParam } from './abi/event.ts'
import type { EventParams } from './abi/event-words.ts'

/** A block as `eth_getBlockByHash` answers it: quantities and bytes are `0x` hex. */
export type ChainBlock = {
  readonly hash: string
  readonly parentHash: string
  readonly sha3Uncles: string
  readonly miner: string
  readonly stateRoot: string
  readonly transactionsRoot: string
  readonly receiptsRoot: string
  readonly number: string
  readonly gasUsed: string
  readonly gasLimit: string
  readonly timestamp: string
  readonly difficulty?: string | null
  readonly totalDifficulty?: string | null
  readonly size?: string | null
  readonly baseFeePerGas?: string | null
}

/** A transaction as it stands in a block. */
export type ChainTransaction = {
  readonly hash: string
  readonly transactionIndex: string
  readonly from: string
  readonly to?: string | null
  readonly value: string
  readonly gas: string
  /** The effective price once the transaction is mined. */
  readonly gasPrice?: string | null
  readonly input: string
  readonly nonce: string
}

/** All that a log tells of its transaction: enough where no handler looks further. */
export type TransactionPlace = Pick<ChainTransaction, 'hash' | 'transactionIndex'>

export function isWhole(transaction: ChainTransaction | TransactionPlace): transaction is ChainTransaction {
  return 'from' in transaction
}

/** A log as a receipt lists it. */
export type ReceiptLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly transactionHash: string
  readonly transactionIndex: string
  readonly logIndex: string
  readonly removed?: boolean
}

/** A receipt as `eth_getTransactionReceipt` answers it. */
export type ChainReceipt = {
  readonly transactionHash: string
  readonly transactionIndex: string
  readonly blockHash: string
  readonly blockNumber: string
  readonly cumulativeGasUsed: string
  readonly gasUsed: string
  readonly contractAddress?: string | null
  readonly logs: readonly ReceiptLog[]
  /** From Byzantium on; before, `root`. */
  readonly status?: string | null
  readonly root?: string | null
  readonly logsBloom: string
}

/** A call that a handler is to see. Addresses in lower-case `0x` hex. */
export type CallTrigger = {
  readonly block: ChainBlock
  readonly transaction: ChainTransaction
  readonly from: string
  readonly to: string
  readonly inputs: readonly EventParam[]
  readonly outputs: readonly EventParam[]
}

/** A log that a handler is to see. */
export type EventTrigger = {
  readonly block: ChainBlock
  /** A handler that looks further into it than its place fails: then it is to be run again, on the whole. */
  readonly transaction: ChainTransaction | TransactionPlace
  /** Lower-case `0x` hex. */
  readonly address: string
  readonly logIndex: number
  readonly params: EventParams
  /** For handlers that ask for it. */
  readonly receipt?: ChainReceipt
}
