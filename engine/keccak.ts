import { hash } from 'node:crypto'

/** Keccak-256, as Ethereum hashes. OpenSSL's is ten times as fast as one in JavaScript. @param data a text is hashed in UTF-8 */
export function keccak256(data: Uint8Array | string): Buffer {
  return hash('keccak-256', data, 'buffer')
}

/** As `0x` hex. */
export function keccak256Hex(data: Uint8Array | string): string {
  return `0x${hash('keccak-256', data)}`
}
