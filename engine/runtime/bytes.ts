/** Bytes as lower-case `0x` hex, the form of Bytes values throughout the engine. */
export function toHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`
}

/** The bytes of well-formed hex, with or without `0x`. The input is the engine's own or was checked by the caller. */
export function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex.startsWith('0x') ? hex.slice(2) : hex, 'hex')
}

/** Whether the text is an even number of hex digits, with or without `0x`. */
export function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^(0x)?[0-9a-fA-F]*$/.test(text)
}

/** Reads a signed little-endian two's complement integer of any length; no bytes are zero. */
export function bigIntFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): bigint {
  const length = end - start
  if (length <= 0) return 0n
  const negative = ((bytes[end - 1] ?? 0) & 0x80) !== 0
  if (length <= 6) {
    let value = 0
    for (let i = end - 1; i >= start; i--) value = value * 256 + (bytes[i] ?? 0)
    return BigInt(negative ? value - 2 ** (8 * length) : value)
  }
  const unsigned = BigInt(`0x${Buffer.from(bytes.subarray(start, end)).reverse().toString('hex')}`)
  return negative ? unsigned - (1n << BigInt(8 * length)) : unsigned
}

/** Writes a signed integer as little-endian two's complement in as few bytes as hold it; zero takes one byte. */
export function bigIntToBytes(value: bigint): Uint8Array {
  if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) return smallToBytes(Number(value))
  const negative = value < 0n
  // The bits of a negative number are those of ~value inverted, so both signs need room for one sign bit above them.
  const magnitude = negative ? ~value : value
  const digits = magnitude.toString(16)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').reverse()
  const signByte = (bytes[bytes.length - 1] ?? 0) & 0x80 ? 1 : 0
  const result = new Uint8Array(bytes.length + signByte)
  result.set(bytes)
  if (negative) for (let i = 0; i < result.length; i++) result[i] = ~(result[i] ?? 0)
  return result
}

function smallToBytes(value: number): Uint8Array {
  if (value >= -0x80 && value < 0x80) return Uint8Array.of(value)
  if (value >= -0x8000 && value < 0x8000) return Uint8Array.of(value, value >> 8)
  if (value >= -0x80_0000 && value < 0x80_0000) return Uint8Array.of(value, value >> 8, value >> 16)
  return Uint8Array.of(value, value >> 8, value >> 16, value >> 24)
}

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Base58 with the alphabet of Bitcoin and IPFS. */
export function toBase58(bytes: Uint8Array): string {
  let zeros = 0
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++
  let text = ''
  for (let rest = BigInt(toHex(bytes.subarray(zeros)).padEnd(3, '0')); rest > 0n; rest /= 58n) {
    text = ALPHABET.charAt(Number(rest % 58n)) + text
  }
  return '1'.repeat(zeros) + text
}
