/** What Recursive Length Prefix encodes: bytes, or a list of such. */
export type RlpItem = Uint8Array | readonly RlpItem[]

/** The RLP encoding (Ethereum Yellow Paper, appendix B). */
export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    const [first] = item
    return item.length === 1 && first !== undefined && first < 0x80 ? item : withLength(0x80, item)
  }
  return withLength(0xc0, Buffer.concat(item.map(encodeRlp)))
}

function withLength(offset: number, payload: Uint8Array): Uint8Array {
  if (payload.length <= 55) return Buffer.concat([Uint8Array.of(offset + payload.length), payload])
  const length = bytesOfQuantity(BigInt(payload.length))
  return Buffer.concat([Uint8Array.of(offset + 55 + length.length), length, payload])
}

/** `0x` hex as bytes. */
export function bytesOfHex(hex: string): Uint8Array {
  return Buffer.from(hex.slice(2), 'hex')
}

/** A quantity as RLP wants integers: big-endian without leading zeros, zero is empty. */
export function bytesOfQuantity(quantity: string | bigint): Uint8Array {
  const hex = BigInt(quantity).toString(16)
  return hex === '0' ? new Uint8Array() : Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
