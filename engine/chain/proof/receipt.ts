import { bloomOf } from './bloom.ts'
import { bytesOfHex, bytesOfQuantity, encodeRlp, type RlpItem } from './rlp.ts'
import { listRoot } from './trie.ts'

/** A receipt as JSON-RPC answers it, with what the receipts root commits to. */
export type ProvableReceipt = {
  readonly type?: string | null
  /** Before Byzantium a state root stands in place of the status. */
  readonly status?: string | null
  readonly root?: string | null
  readonly cumulativeGasUsed: string
  readonly logs: readonly ProvableLog[]
  /** Of a deposit on the OP stack, since Regolith and Canyon. */
  readonly depositNonce?: string | null
  readonly depositReceiptVersion?: string | null
}

export type ProvableLog = { readonly address: string; readonly topics: readonly string[]; readonly data: string }

const OP_DEPOSIT = 0x7e

/** A receipt as the trie holds it (EIP-2718): RLP, with the type's byte before it but for legacy transactions. */
export function encodeReceipt(receipt: ProvableReceipt): Uint8Array {
  const { status, root, cumulativeGasUsed, logs, depositNonce, depositReceiptVersion } = receipt
  const type = Number(receipt.type ?? 0)
  const items: RlpItem[] = [
    root === undefined || root === null ? bytesOfQuantity(status ?? '0x0') : bytesOfHex(root),
    bytesOfQuantity(cumulativeGasUsed),
    // Computed, not taken: the node's bloom need not fit its logs.
    bloomOf(logs),
    logs.map(({ address, topics, data }) => [bytesOfHex(address), topics.map(bytesOfHex), bytesOfHex(data)]),
  ]
  if (type === OP_DEPOSIT && typeof depositReceiptVersion === 'string') {
    items.push(bytesOfQuantity(depositNonce ?? '0x0'), bytesOfQuantity(depositReceiptVersion))
  }
  const encoded = encodeRlp(items)
  return type === 0 ? encoded : Buffer.concat([Uint8Array.of(type), encoded])
}

/** The `receiptsRoot` of a block with these receipts, in their order. `0x` hex. */
export function receiptsRoot(receipts: readonly ProvableReceipt[]): string {
  return listRoot(receipts.map(encodeReceipt))
}
