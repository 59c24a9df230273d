import type { BigDecimal } from '../types.ts'

/*
 * Text keys for numbers of any size: for all a, b: a < b exactly when key(a) < key(b), byte by byte, which is how SQLite
 * compares TEXT. SQLite's own numbers end at 64 bits.
 *
 *   positive  `p` magnitude
 *   zero      `o` (a decimal), or `p110` (an integer)
 *   negative  `n` nines' complement of the magnitude, digit by digit
 */

/** A decimal's exponent, shifted to be positive, takes this many digits: graph-node's range (-6143 .. 6144) fits. */
const EXPONENT_BIAS = 50_000

/** Sorts after every digit: ends a negative decimal, so that of two with the same start the shorter is the greater. */
const AFTER_DIGITS = '~'

/** Key of an integer: the count of digits of the count of digits, the count of digits, the digits. 42 is `p1242`. */
export function bigIntKey(value: bigint | number): string {
  return value < 0 ? `n${complement(magnitude((-value).toString()))}` : `p${magnitude(value.toString())}`
}

function magnitude(digits: string): string {
  const count = String(digits.length)
  return `${count.length}${count}${digits}`
}

/** The integer of a key, as decimal text. */
export function bigIntKeyToText(key: string): string {
  const negative = key.charCodeAt(0) === 110
  const body = negative ? complement(key.slice(1)) : key.slice(1)
  const digits = body.slice(1 + Number(body[0]))
  return negative ? `-${digits}` : digits
}

/** The integer of a key. */
export function bigIntFromKey(key: string): bigint {
  return BigInt(bigIntKeyToText(key))
}

/**
 * Key of a decimal: the exponent of `0.digits * 10^exponent`, then the digits without trailing zeros. 1.5 is `p5000115`.
 * @throws RangeError if the exponent is outside -49999 .. 49999.
 */
export function bigDecimalKey(value: BigDecimal): string {
  if (value.digits === 0n) return 'o'
  const negative = value.digits < 0n
  const digits = (negative ? -value.digits : value.digits).toString()
  const exponent = value.exp + digits.length + EXPONENT_BIAS
  if (exponent < 1 || exponent >= 2 * EXPONENT_BIAS) throw new RangeError(`decimal exponent out of range: ${value.exp}`)
  const body = String(exponent).padStart(5, '0') + trimZeros(digits)
  return negative ? `n${complement(body)}${AFTER_DIGITS}` : `p${body}`
}

/** The decimal of a key. */
export function bigDecimalFromKey(key: string): BigDecimal {
  if (key === 'o') return { digits: 0n, exp: 0 }
  const negative = key.charCodeAt(0) === 110
  const body = negative ? complement(key.slice(1, -1)) : key.slice(1)
  const digits = body.slice(5)
  const exp = Number(body.slice(0, 5)) - EXPONENT_BIAS - digits.length
  return { digits: negative ? -BigInt(digits) : BigInt(digits), exp }
}

function trimZeros(digits: string): string {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === 48) end--
  return digits.slice(0, end)
}

/** Nines' complement of decimal digits; its own inverse. */
function complement(digits: string): string {
  let result = ''
  for (let i = 0; i < digits.length; i++) result += String.fromCharCode(105 - digits.charCodeAt(i))
  return result
}
