import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import type { ChainReceipt, ReceiptLog } from '../trigger.ts'
import { TypeId } from '../type-ids.ts'

/** Writes `ethereum.TransactionReceipt`. */
export function writeReceipt(memory: WasmMemory, receipt: ChainReceipt): Pointer {
  const quantity = (text: string) => memory.writeBigInt(BigInt(text))
  return memory.writeObject(
    TypeId.TransactionReceipt,
    memory.writeHex(receipt.transactionHash),
    quantity(receipt.transactionIndex),
    memory.writeHex(receipt.blockHash),
    quantity(receipt.blockNumber),
    quantity(receipt.cumulativeGasUsed),
    quantity(receipt.gasUsed),
    orNull(receipt.contractAddress, (hex) => memory.writeHex(hex)),
    memory.writeArray(
      TypeId.ArrayLog,
      receipt.logs.map((log) => writeLog(memory, log)),
    ),
    orNull(receipt.status, quantity),
    orNull(receipt.root, (hex) => memory.writeHex(hex)),
    memory.writeHex(receipt.logsBloom),
  )
}

/** Writes `ethereum.Log`. Its `blockNumber` is a BigInt, whose bytes graph-ts declares as Bytes. */
function writeLog(memory: WasmMemory, log: ReceiptLog): Pointer {
  const quantity = (text: string) => memory.writeBigInt(BigInt(text))
  return memory.writeObject(
    TypeId.Log,
    memory.writeHex(log.address),
    memory.writeArray(
      TypeId.ArrayH256,
      log.topics.map((topic) => memory.writeHex(topic)),
    ),
    memory.writeHex(log.data),
    memory.writeHex(log.blockHash),
    quantity(log.blockNumber),
    memory.writeHex(log.transactionHash),
    quantity(log.transactionIndex),
    quantity(log.logIndex),
    0,
    0,
    memory.writeObject(TypeId.WrappedBool, log.removed === true ? 1 : 0),
  )
}

function orNull(text: string | null | undefined, write: (text: string) => Pointer): Pointer {
  return text === null || text === undefined ? 0 : write(text)
}
