import type { EventParam } from '../abi/event.ts'
import { EventWords } from '../abi/event-words.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import {
  type CallTrigger,
  type ChainBlock,
  type ChainTransaction,
  type EventTrigger,
  isWhole,
  type TransactionPlace,
} from '../trigger.ts'
import { TypeId } from '../type-ids.ts'
import { UNREAD_FIELDS } from '../wasm-unread.ts'
import { writeEthereumValue } from './ethereum.ts'
import { writeEventWords } from './event-words.ts'
import { writeReceipt } from './receipt.ts'

/** Writes `ethereum.Event`; its block and its transaction were written before, since events share them. */
export function writeEvent(memory: WasmMemory, event: EventTrigger, block: Pointer, transaction: Pointer): Pointer {
  const logIndex = memory.writeInteger(event.logIndex)
  return memory.writeObject(
    TypeId.EthereumEvent,
    writeHex(memory, event.address),
    logIndex,
    logIndex,
    0,
    block,
    transaction,
    event.params instanceof EventWords ? writeEventWords(memory, event.params) : writeParams(memory, event.params),
    event.receipt === undefined ? 0 : writeReceipt(memory, event.receipt),
  )
}

/** Writes `ethereum.Call`; its block and its transaction were written before. */
export function writeCall(memory: WasmMemory, call: CallTrigger, block: Pointer, transaction: Pointer): Pointer {
  return memory.writeObject(
    TypeId.EthereumCall,
    writeHex(memory, call.to),
    writeHex(memory, call.from),
    block,
    transaction,
    writeParams(memory, call.inputs),
    writeParams(memory, call.outputs),
  )
}

/** Writes `ethereum.Block`. */
export function writeBlock(memory: WasmMemory, block: ChainBlock): Pointer {
  return memory.writeObject(
    TypeId.EthereumBlock,
    writeHex(memory, block.hash),
    writeHex(memory, block.parentHash),
    writeHex(memory, block.sha3Uncles),
    writeHex(memory, block.miner),
    writeHex(memory, block.stateRoot),
    writeHex(memory, block.transactionsRoot),
    writeHex(memory, block.receiptsRoot),
    writeQuantity(memory, block.number),
    writeQuantity(memory, block.gasUsed),
    writeQuantity(memory, block.gasLimit),
    writeQuantity(memory, block.timestamp),
    writeQuantity(memory, block.difficulty ?? '0x0'),
    writeQuantity(memory, block.totalDifficulty ?? '0x0'),
    writeNullable(memory, block.size, writeQuantity),
    writeNullable(memory, block.baseFeePerGas, writeQuantity),
  )
}

/**
 * Writes `ethereum.Transaction`. Of a place the other fields point out of the memory: whoever reads what is there traps.
 */
export function writeTransaction(memory: WasmMemory, transaction: ChainTransaction | TransactionPlace): Pointer {
  if (!isWhole(transaction)) {
    const [hash, index] = [writeHex(memory, transaction.hash), writeQuantity(memory, transaction.transactionIndex)]
    return memory.writeObject(TypeId.EthereumTransaction, hash, index, ...UNREAD_FIELDS)
  }
  return memory.writeObject(
    TypeId.EthereumTransaction,
    writeHex(memory, transaction.hash),
    writeQuantity(memory, transaction.transactionIndex),
    writeHex(memory, transaction.from),
    writeNullable(memory, transaction.to, writeHex),
    writeQuantity(memory, transaction.value),
    writeQuantity(memory, transaction.gas),
    writeQuantity(memory, transaction.gasPrice ?? '0x0'),
    writeHex(memory, transaction.input),
    writeQuantity(memory, transaction.nonce),
  )
}

function writeParams(memory: WasmMemory, params: readonly EventParam[]): Pointer {
  const items = params.map(({ name, value }) =>
    memory.writeObject(TypeId.EventParam, memory.writeName(name), writeEthereumValue(memory, value)),
  )
  return memory.writeArray(TypeId.ArrayEventParam, items)
}

function writeHex(memory: WasmMemory, hex: string): Pointer {
  return memory.writeHex(hex)
}

function writeQuantity(memory: WasmMemory, quantity: string): Pointer {
  const value = Number(quantity)
  return value <= 0x7fff_ffff ? memory.writeInteger(value) : memory.writeBigInt(BigInt(quantity))
}

function writeNullable(
  memory: WasmMemory,
  text: string | null | undefined,
  write: (memory: WasmMemory, text: string) => Pointer,
): Pointer {
  return text === null || text === undefined ? 0 : write(memory, text)
}
