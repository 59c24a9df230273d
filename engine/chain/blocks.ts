import type { ChainBlock, ChainTransaction, TransactionPlace } from '../runtime/index.ts'
import type { BlockHeader } from '../types.ts'
import { rejected } from './errors.ts'
import { array, bytes, hash, integer, object, quantity } from './fields.ts'

/** A block as `eth_getBlockByHash` answers it, with the transactions of its logs and calls. */
export type FullBlock = ChainBlock & { readonly transactions: readonly (ChainTransaction | TransactionPlace)[] }

const QUANTITIES = ['number', 'gasUsed', 'gasLimit', 'timestamp'] as const
const NULLABLE_QUANTITIES = ['difficulty', 'totalDifficulty', 'size', 'baseFeePerGas'] as const
const HASHES = ['hash', 'parentHash', 'sha3Uncles', 'stateRoot', 'transactionsRoot', 'receiptsRoot'] as const

/** @throws RpcError when a field of the header is absent or cannot be read */
export function readHeader(answer: unknown): BlockHeader {
  const block = object(answer, 'block')
  return {
    number: integer(block.number, 'block.number'),
    hash: hash(block.hash, 'block.hash'),
    parentHash: hash(block.parentHash, 'block.parentHash'),
    timestamp: integer(block.timestamp, 'block.timestamp'),
  }
}

/** What is known to be in a block. */
export type Contents = {
  /** Logs and calls. */
  readonly items: readonly { readonly transactionHash: string; readonly transactionIndex: number }[]
  /** Whether their transactions are read as a whole; else the answer need only list the hashes of its transactions. */
  readonly whole: boolean
}

/**
 * A block whose fields are in one form, with the transactions of its contents. Fields that are not read stay as they came.
 * @throws RpcError when a field cannot be read, or a transaction is not in its place
 */
export function readBlock(answer: unknown, { items, whole }: Contents): FullBlock {
  const block = { ...object(answer, 'block') }
  for (const name of HASHES) block[name] = hash(block[name], `block.${name}`)
  for (const name of QUANTITIES) block[name] = quantity(block[name], `block.${name}`)
  for (const name of NULLABLE_QUANTITIES) {
    if (block[name] !== undefined && block[name] !== null) block[name] = quantity(block[name], `block.${name}`)
  }
  block.miner = bytes(block.miner, 'block.miner', 20)
  const listed = array(block.transactions, 'block.transactions')
  const misplaced = () => rejected(`block ${block.hash} has another transaction where its log or call claims one`)
  const used = new Map<string, number>()
  for (const { transactionHash, transactionIndex: index } of items) {
    if ((used.get(transactionHash) ?? index) !== index) throw misplaced()
    used.set(transactionHash, index)
  }
  block.transactions = [...used].map(([id, index]) => {
    const item = listed[index]
    const raw = typeof item === 'string' && !whole ? { hash: item } : object(item ?? {}, 'transaction')
    if (raw.hash === undefined || hash(raw.hash, 'transaction.hash') !== id) throw misplaced()
    return whole ? readTransaction(raw, id) : { hash: id, transactionIndex: quantity(index, 'log.transactionIndex') }
  })
  return block as unknown as FullBlock
}

function readTransaction(raw: Record<string, unknown>, id: string): Record<string, unknown> {
  const { to, gasPrice } = raw
  return {
    ...raw,
    hash: id,
    transactionIndex: quantity(raw.transactionIndex, 'transaction.transactionIndex'),
    from: bytes(raw.from, 'transaction.from', 20),
    to: to === undefined || to === null ? null : bytes(to, 'transaction.to', 20),
    value: quantity(raw.value, 'transaction.value'),
    gas: quantity(raw.gas, 'transaction.gas'),
    gasPrice: gasPrice === undefined || gasPrice === null ? null : quantity(gasPrice, 'transaction.gasPrice'),
    input: bytes(raw.input, 'transaction.input'),
    nonce: quantity(raw.nonce, 'transaction.nonce'),
  }
}
