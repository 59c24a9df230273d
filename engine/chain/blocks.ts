import type { ChainBlock, ChainTransaction } from '../runtime/index.ts'
import type { BlockHeader } from '../types.ts'
import { rejected } from './errors.ts'
import { array, bytes, hash, integer, object, quantity } from './fields.ts'

/** A block with its transactions, as `eth_getBlockByHash` answers it. */
export type FullBlock = ChainBlock & { readonly transactions: readonly ChainTransaction[] }

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

/**
 * A block whose fields are in one form. Fields that are not read stay as they came.
 * @param used hashes of the transactions that are read: those of the logs
 * @throws RpcError when a field cannot be read, or a transaction is missing
 */
export function readBlock(answer: unknown, used: ReadonlySet<string>): FullBlock {
  const block = { ...object(answer, 'block') }
  for (const name of HASHES) block[name] = hash(block[name], `block.${name}`)
  for (const name of QUANTITIES) block[name] = quantity(block[name], `block.${name}`)
  for (const name of NULLABLE_QUANTITIES) {
    if (block[name] !== undefined && block[name] !== null) block[name] = quantity(block[name], `block.${name}`)
  }
  block.miner = bytes(block.miner, 'block.miner', 20)
  let left = used.size
  const transactions = array(block.transactions, 'block.transactions')
  // A block that was asked for without its transactions lists their hashes.
  const listed = used.size === 0 ? [] : transactions
  block.transactions = listed.map((item) => {
    const raw = object(item, 'transaction')
    const id = hash(raw.hash, 'transaction.hash')
    if (!used.has(id)) return raw
    left--
    return readTransaction(raw, id)
  })
  if (left > 0) throw rejected(`block ${block.hash} lacks the transaction of a log of its own`)
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
