import { keccak256 } from '../../keccak.ts'
import { bytesOfHex } from './rlp.ts'

/** A header's `logsBloom`: no false negatives, some false positives. */
export type Bloom = Uint8Array

const BYTES = 256

/** The three bits of a value, as [byte, mask]. */
export type BloomBits = readonly (readonly [byte: number, mask: number])[]

/** Where an address or a topic is marked (Yellow Paper, section 4.3.1). @param value `0x` hex */
export function bloomBits(value: string): BloomBits {
  const hash = keccak256(bytesOfHex(value))
  return [0, 2, 4].map((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 0x7ff
    return [BYTES - 1 - (bit >> 3), 1 << (bit & 7)]
  })
}

export function mayContain(bloom: Bloom, bits: BloomBits): boolean {
  return bits.every(([byte, mask]) => ((bloom[byte] ?? 0) & mask) !== 0)
}

/** The bloom of logs. */
export function bloomOf(logs: readonly { readonly address: string; readonly topics: readonly string[] }[]): Bloom {
  const bloom = new Uint8Array(BYTES)
  for (const value of new Set(logs.flatMap(({ address, topics }) => [address, ...topics]))) {
    for (const [byte, mask] of bloomBits(value)) bloom[byte] = (bloom[byte] ?? 0) | mask
  }
  return bloom
}
