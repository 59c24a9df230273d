import { keccak256Hex } from '../../keccak.ts'
import { bytesOfHex, bytesOfQuantity, encodeRlp } from './rlp.ts'

/** A block header as JSON-RPC answers it; later forks append fields, an earlier block lacks them. */
export type ProvableHeader = { readonly [Field in FieldName]?: string | null }

type FieldName = (typeof FIELDS)[number][0]

/** In the order of the encoding; what a block lacks is left out. */
const FIELDS = [
  ['parentHash', bytesOfHex],
  ['sha3Uncles', bytesOfHex],
  ['miner', bytesOfHex],
  ['stateRoot', bytesOfHex],
  ['transactionsRoot', bytesOfHex],
  ['receiptsRoot', bytesOfHex],
  ['logsBloom', bytesOfHex],
  ['difficulty', bytesOfQuantity],
  ['number', bytesOfQuantity],
  ['gasLimit', bytesOfQuantity],
  ['gasUsed', bytesOfQuantity],
  ['timestamp', bytesOfQuantity],
  ['extraData', bytesOfHex],
  ['mixHash', bytesOfHex],
  ['nonce', bytesOfHex],
  ['baseFeePerGas', bytesOfQuantity],
  ['withdrawalsRoot', bytesOfHex],
  ['blobGasUsed', bytesOfQuantity],
  ['excessBlobGas', bytesOfQuantity],
  ['parentBeaconBlockRoot', bytesOfHex],
  ['requestsHash', bytesOfHex],
] as const

/** The hash that the header's fields give, London to Prague and before. `0x` hex. */
export function headerHash(header: ProvableHeader): string {
  const items: Uint8Array[] = []
  for (const [name, encode] of FIELDS) {
    const value = header[name]
    if (value !== undefined && value !== null) items.push(encode(value))
  }
  return keccak256Hex(encodeRlp(items))
}
