import { toHex } from './hex.ts'

/** One limb of a large integer, as a number and as its bytes, the lowest first. */
const LIMB = new BigInt64Array(1)
const LIMB_BYTES = new Uint8Array(LIMB.buffer)

/** So many bytes always make a safe integer. */
const NUMBER_BYTES = 6
const POWERS_OF_256 = Array.from({ length: NUMBER_BYTES + 1 }, (_, power) => 256 ** power)

/** As `bigIntFromBytes`; a number where there are at most six bytes. */
export function integerFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): number | bigint {
  const length = end - start
  if (length > NUMBER_BYTES) return bigIntFromBytes(bytes, start, end)
  if (length <= 0) return 0
  let value = 0
  for (let i = end - 1; i >= start; i--) value = value * 256 + (bytes[i] ?? 0)
  return ((bytes[end - 1] ?? 0) & 0x80) === 0 ? value : value - (POWERS_OF_256[length] ?? 0)
}

/** Reads a signed little-endian two's complement integer of any length; no bytes are zero. */
export function bigIntFromBytes(bytes: Uint8Array, start = 0, end = bytes.length): bigint {
  const length = end - start
  if (length <= NUMBER_BYTES) return BigInt(integerFromBytes(bytes, start, end))
  const negative = ((bytes[end - 1] ?? 0) & 0x80) !== 0
  // From the top: the first limb has the sign, and the bytes that do not fill one.
  let at = start + ((length - 1) & ~7)
  let value = readLimb(bytes, at, end, negative ? 0xff : 0)
  for (at -= 8; at >= start; at -= 8) value = (value << 64n) | BigInt.asUintN(64, readLimb(bytes, at, at + 8, 0))
  return value
}

function readLimb(bytes: Uint8Array, start: number, end: number, fill: number): bigint {
  for (let i = 0; i < 8; i++) LIMB_BYTES[i] = start + i < end ? (bytes[start + i] ?? 0) : fill
  return LIMB[0] ?? 0n
}

/** Writes a signed integer as little-endian two's complement in as few bytes as hold it; zero takes one byte. */
export function bigIntToBytes(value: bigint): Uint8Array {
  if (value >= -0x8000_0000n && value <= 0x7fff_ffffn) return smallToBytes(Number(value))
  const length = layOutBigInt(value)
  return layout.slice(0, length)
}

let limbs = new BigInt64Array(8)
let layout = new Uint8Array(limbs.buffer)

/** Writes the bytes of `bigIntToBytes` to a place that the next call writes to, too. Returns their number. */
export function layOutBigInt(value: bigint): number {
  let count = 0
  for (let rest = value; ; rest >>= 64n) {
    if (count === limbs.length) growLayout()
    limbs[count++] = rest
    if (BigInt.asIntN(64, rest) === rest) break
  }
  let length = count * 8
  const sign = value < 0n ? 0xff : 0
  // A byte that repeats the sign is not needed, as long as the one below has the same sign.
  while (length > 1 && layout[length - 1] === sign && (((layout[length - 2] ?? 0) ^ sign) & 0x80) === 0) length--
  return length
}

function growLayout(): void {
  const larger = new BigInt64Array(limbs.length * 4)
  larger.set(limbs)
  limbs = larger
  layout = new Uint8Array(limbs.buffer)
}

/** Copies what `layOutBigInt` wrote. */
export function copyLayout(target: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) target[at + i] = layout[i] ?? 0
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

/** The bytes of base58 digits; undefined where there is another character. */
export function fromBase58(text: string): Uint8Array | undefined {
  let value = 0n
  for (const digit of text) {
    const index = ALPHABET.indexOf(digit)
    if (index < 0) return undefined
    value = value * 58n + BigInt(index)
  }
  const zeros = text.length - text.replace(/^1+/, '').length
  const hex = value === 0n ? '' : value.toString(16)
  return Uint8Array.from([
    ...new Uint8Array(zeros),
    ...Buffer.from(hex.padStart(hex.length + (hex.length & 1), '0'), 'hex'),
  ])
}
