/** Longer texts and bytes are left to Buffer: its calls cost more than a loop, each further byte less. */
export const SHORT = 128

const DIGITS = '0123456789abcdef'
/** The value of a hex digit by its character code. */
const NIBBLES = new Uint8Array(256)
const IS_LOWER_DIGIT = new Uint8Array(256)
for (const [value, digit] of [...DIGITS].entries()) {
  NIBBLES[digit.charCodeAt(0)] = value
  NIBBLES[digit.toUpperCase().charCodeAt(0)] = value
  IS_LOWER_DIGIT[digit.charCodeAt(0)] = 1
}

/** The two digits of each byte. */
export const HEX_DIGITS = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte).toHex(), 'latin1')
/** The two digits of a byte, as they lie in memory: a byte each, or UTF-16. */
const DIGITS_OF = new Uint16Array(Uint8Array.from(HEX_DIGITS).buffer)
export const WIDE_DIGITS_OF = new Uint32Array(Uint16Array.from(HEX_DIGITS).buffer)

/** Where a text's characters are read: one by one from a string costs several times as much. */
const CODES = Buffer.alloc(1024 + 4)
const MAX_CODES = 1024
const CODE_WORDS = new Int32Array(CODES.buffer, CODES.byteOffset, CODES.length >>> 2)

/** The codes of a text of at most 1,024 characters below 256, until the next call. */
function codesOf(text: string): Uint8Array {
  CODES.write(text, 'latin1')
  return CODES
}

const TEXT = Buffer.from(new ArrayBuffer(2 + 2 * SHORT))
const TEXT_PAIRS = new Uint16Array(TEXT.buffer)
TEXT.write('0x')

/** Bytes as lower-case `0x` hex, the form of Bytes values throughout the engine. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > SHORT) return `0x${bytes.subarray(start, end).toHex()}`
  let at = 1
  for (let i = start; i < end; i++) TEXT_PAIRS[at++] = DIGITS_OF[bytes[i] ?? 0] ?? 0
  return TEXT.toString('latin1', 0, 2 * at)
}

/** The bytes of well-formed hex, with or without `0x`. The input is the engine's own or was checked by the caller. */
export function fromHex(hex: string): Uint8Array {
  const start = hex.startsWith('0x') ? 2 : 0
  // From Buffer's pool: views of it are cheap.
  const bytes = Buffer.allocUnsafe((hex.length - start) >>> 1)
  copyHex(hex, start, hex.length, bytes, 0)
  return bytes
}

/** Writes the bytes of the digits from `from` up to `to` of well-formed hex to `target`, from `at` on. */
export function copyHex(hex: string, from: number, to: number, target: Uint8Array, at: number): void {
  if (hex.length > MAX_CODES) {
    const digits = hex.slice(from, to)
    if (digits.length > MAX_CODES) target.set(Buffer.from(digits, 'hex'), at)
    else copyHex(digits, 0, digits.length, target, at)
    return
  }
  const codes = codesOf(hex)
  let byte = at
  for (let i = from; i < to; i += 2)
    target[byte++] = ((NIBBLES[codes[i] ?? 0] ?? 0) << 4) | (NIBBLES[codes[i + 1] ?? 0] ?? 0)
}

/** Whether the text is an even number of hex digits, with or without `0x`. */
export function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^(0x)?[0-9a-fA-F]*$/.test(text)
}

/** Whether the text is `0x` and an even number of lower-case hex digits. */
export function isLowerHex(text: string): boolean {
  if (text.length % 2 !== 0 || !text.startsWith('0x')) return false
  if (text.length > MAX_CODES) return /^0x[0-9a-f]*$/.test(text)
  const codes = codesOf(text)
  for (let i = 2; i < text.length; i++) if (IS_LOWER_DIGIT[codes[i] ?? 0] === 0) return false
  // Of a character beyond Latin-1 a code is only the lower half.
  return Buffer.byteLength(text) === text.length
}

/** MurmurHash3 of the first 1,024 characters and the length, 30 bits of it. */
export function hashOf(text: string): number {
  const length = CODES.write(text, 0, MAX_CODES, 'latin1')
  // The last word is filled up.
  for (let i = length; i < length + 4; i++) CODES[i] = 0
  let hash = text.length
  for (let i = 0; i <= length >>> 2; i++) {
    const word = Math.imul(CODE_WORDS[i] ?? 0, 0xcc9e2d51)
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) & 0x3fffffff
}
