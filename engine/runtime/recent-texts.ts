import { HEX_DIGITS, SHORT } from './bytes.ts'

/** How many bits of a hash say where a text is kept. */
const PLACE_BITS = 13
const ZERO = 0x30
const X = 0x78

/** Where texts are put together. */
const TEXT = Buffer.alloc(2 + 2 * SHORT)
TEXT.write('0x')

/**
 * Short texts that were read lately. An id is read several times for each event: a text that is there already takes no
 * memory, and a Map need not hash it.
 */
export class RecentTexts {
  readonly #texts = new Array<string>(1 << PLACE_BITS).fill('')

  /** The hex of at most `SHORT` bytes, in lower case with `0x`. */
  hexOf(bytes: Uint8Array, start: number, end: number): string {
    let hash = 0
    for (let i = start; i < end; i++) hash = mix(hash, bytes[i] ?? 0)
    const place = placeOf(hash)
    const recent = this.#texts[place] ?? ''
    if (isHexOf(recent, bytes, start, end)) return recent
    let at = 2
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0
      TEXT[at++] = HEX_DIGITS[byte >>> 4] ?? 0
      TEXT[at++] = HEX_DIGITS[byte & 15] ?? 0
    }
    return this.#keep(place, at)
  }

  /** A text of at most `SHORT` characters; undefined where one is not of ASCII, or null. */
  ofUnits(units: Uint16Array, start: number, length: number): string | undefined {
    let hash = 0
    for (let i = 0; i < length; i++) {
      const unit = units[start + i] ?? 0
      if (unit === 0 || unit > 0x7f) return undefined
      hash = mix(hash, unit)
    }
    const place = placeOf(hash)
    const recent = this.#texts[place] ?? ''
    if (isOfUnits(recent, units, start, length)) return recent
    for (let i = 0; i < length; i++) TEXT[i] = units[start + i] ?? 0
    const text = this.#keep(place, length)
    TEXT[0] = ZERO
    TEXT[1] = X
    return text
  }

  #keep(place: number, length: number): string {
    const text = TEXT.toString('latin1', 0, length)
    this.#texts[place] = text
    return text
  }
}

/** FNV. */
function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x0100_0193)
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & ((1 << PLACE_BITS) - 1)
}

function isHexOf(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== 2 + 2 * (end - start) || text.charCodeAt(0) !== ZERO || text.charCodeAt(1) !== X) return false
  let at = 2
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0
    if (text.charCodeAt(at++) !== HEX_DIGITS[byte >>> 4] || text.charCodeAt(at++) !== HEX_DIGITS[byte & 15])
      return false
  }
  return true
}

function isOfUnits(text: string, units: Uint16Array, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== units[start + i]) return false
  return true
}
