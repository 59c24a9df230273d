import type { BigDecimal } from './types.ts'

/**
 * Decimal arithmetic with graph-node's results, digit for digit.
 *
 * graph-node computes with the Rust crate bigdecimal 0.1.2 and rounds every result to 34 significant digits. Two
 * properties of that crate reach stored data and are kept here: the magnitude of a positive number is rounded half up,
 * that of a negative one is cut off; and the digits of a negative number are estimated from its bits, so that a
 * negative result may keep a 35th digit.
 */

/** The zero of `BigDecimal`; every zero is this one. */
export const ZERO: BigDecimal = { digits: 0n, exp: 0 }

const SIGNIFICANT_DIGITS = 34
const ROUNDING_LIMIT = 10n ** BigInt(SIGNIFICANT_DIGITS)
const DIVISION_DIGITS = 100
const QUICK_DIGITS = 40
/** The constant of the crate's estimate, not log2(10) itself. */
const BITS_PER_DIGIT = 3.3219280949
const SYNTAX = /^([+-]?)(\d[\d_]*|(?=\.\d))(?:\.([\d_]*))?(?:[eE]([+-]?\d+))?$/

/** The number `digits * 10 ** exp`, rounded and without trailing zeros. */
export function toDecimal(digits: bigint, exp: number): BigDecimal {
  return stripZeros(...round(digits, exp))
}

/**
 * Reads `-1.5`, `.5`, `1e-3` and the like.
 * @throws SyntaxError when the text is no decimal number or its exponent leaves the safe integers
 */
export function parseDecimal(text: string): BigDecimal {
  const match = SYNTAX.exec(text)
  if (match === null) throw new SyntaxError(`\`${text}\` is not a decimal number`)
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const exp = Number(exponent) - fraction.length
  if (!Number.isSafeInteger(exp)) throw new SyntaxError(`the exponent of \`${text}\` is out of range`)
  const magnitude = BigInt((whole + fraction).replaceAll('_', ''))
  return toDecimal(sign === '-' ? -magnitude : magnitude, exp)
}

/** Prints a number plainly, never with an exponent: `-0.0015`, `1200`. */
export function formatDecimal({ digits, exp }: BigDecimal): string {
  if (exp === 0) return digits.toString()
  if (exp > 0) return digits.toString() + '0'.repeat(exp)
  const sign = digits < 0n ? '-' : ''
  const text = magnitude(digits)
    .toString()
    .padStart(1 - exp, '0')
  return `${sign}${text.slice(0, exp)}.${text.slice(exp)}`
}

export function plus(x: BigDecimal, y: BigDecimal): BigDecimal {
  const exp = Math.min(x.exp, y.exp)
  return toDecimal(digitsAt(x, exp) + digitsAt(y, exp), exp)
}

export function minus(x: BigDecimal, y: BigDecimal): BigDecimal {
  const exp = Math.min(x.exp, y.exp)
  return toDecimal(digitsAt(x, exp) - digitsAt(y, exp), exp)
}

export function times(x: BigDecimal, y: BigDecimal): BigDecimal {
  return toDecimal(x.digits * y.digits, x.exp + y.exp)
}

/**
 * The quotient, computed to 100 digits and then rounded like every result.
 * @throws RangeError when `y` is zero
 */
export function dividedBy(x: BigDecimal, y: BigDecimal): BigDecimal {
  if (y.digits === 0n) throw new RangeError(`attempted to divide BigDecimal \`${formatDecimal(x)}\` by zero`)
  if (x.digits === 0n) return ZERO
  const divisor = magnitude(y.digits)
  const dividend = magnitude(x.digits)
  const isPositive = x.digits < 0n === y.digits < 0n
  if (isPositive) {
    const quick = quickQuotient(dividend, divisor, x.exp - y.exp)
    if (quick !== undefined) return quick
  }
  // At least 100 digits in the quotient; the surplus is dropped below.
  const shift = Math.max(0, DIVISION_DIGITS + decimalLength(divisor) - decimalLength(dividend))
  const scaled = dividend * powerOfTen(shift)
  let quotient = scaled / divisor
  let exp = x.exp - y.exp - shift
  const surplus = Math.min(decimalLength(quotient) - DIVISION_DIGITS, shift)
  if (surplus > 0) {
    const unit = powerOfTen(surplus)
    const rest = quotient % unit
    quotient /= unit
    exp += surplus
    // The crate looks at the next digit alone.
    if (rest * 10n >= unit * 5n) quotient += 1n
  }
  return toDecimal(isPositive ? quotient : -quotient, exp)
}

/**
 * A positive quotient from its first digits. Of the rest only a half less one is not decided by them: the digits that
 * follow, rounded at the hundredth, could make it a half.
 */
function quickQuotient(dividend: bigint, divisor: bigint, exp: number): BigDecimal | undefined {
  const shift = QUICK_DIGITS + decimalLength(divisor) - decimalLength(dividend)
  if (shift < 0) return undefined
  // Of 40 or 41 digits.
  const quotient = (dividend * powerOfTen(shift)) / divisor
  const excess = decimalLength(quotient) - SIGNIFICANT_DIGITS
  const unit = powerOfTen(excess)
  const head = quotient / unit
  const rest = Number(quotient - head * unit)
  const half = 5 * 10 ** (excess - 1)
  if (rest === half - 1) return undefined
  return stripZeros(rest >= half ? head + 1n : head, exp - shift + excess)
}

/** Negative, zero or positive as `x` is below, equal to or above `y`. */
export function compareDecimals(x: BigDecimal, y: BigDecimal): number {
  if (x.exp === y.exp) return compareBigInts(x.digits, y.digits)
  const signs = signOf(x.digits) - signOf(y.digits)
  if (signs !== 0) return signs
  // Compare the places of the leading digits first: aligning 1e6000 with 1e-6000 would need 12,000 digits.
  const places = decimalLength(magnitude(x.digits)) + x.exp - decimalLength(magnitude(y.digits)) - y.exp
  if (places !== 0) return x.digits < 0n ? -places : places
  const exp = Math.min(x.exp, y.exp)
  return compareBigInts(digitsAt(x, exp), digitsAt(y, exp))
}

function round(digits: bigint, exp: number): [digits: bigint, exp: number] {
  if (digits < ROUNDING_LIMIT && digits > -ROUNDING_LIMIT) return [digits, exp]
  const excess = (digits < 0n ? estimatedLength(-digits) : decimalLength(digits)) - SIGNIFICANT_DIGITS
  if (excess <= 0) return [digits, exp]
  const unit = powerOfTen(excess)
  const rest = digits % unit
  const roundUp = rest * 10n >= unit * 5n
  return [digits / unit + (roundUp ? 1n : 0n), exp + excess]
}

function stripZeros(digits: bigint, exp: number): BigDecimal {
  if (digits === 0n) return ZERO
  if (digits % 10n !== 0n) return { digits, exp }
  const text = digits.toString()
  let end = text.length
  while (text.charCodeAt(end - 1) === 0x30) end--
  return { digits: BigInt(text.slice(0, end)), exp: exp + text.length - end }
}

function digitsAt(x: BigDecimal, exp: number): bigint {
  return x.exp === exp ? x.digits : x.digits * powerOfTen(x.exp - exp)
}

/** The count of decimal digits. Comparing big integers is cheaper by far than printing them. */
function decimalLength(magnitude: bigint): number {
  if (magnitude >= LARGEST_POWER) return magnitude.toString().length
  let [low, high] = [0, POWERS.length - 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (magnitude < powerOfTen(middle)) high = middle
    else low = middle + 1
  }
  return Math.max(low, 1)
}

function estimatedLength(magnitude: bigint): number {
  return Math.floor(magnitude.toString(2).length / BITS_PER_DIGIT)
}

function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x
}

function signOf(x: bigint): number {
  return x < 0n ? -1 : x > 0n ? 1 : 0
}

function compareBigInts(x: bigint, y: bigint): number {
  return x < y ? -1 : x > y ? 1 : 0
}

const POWERS = Array.from({ length: 256 }, (_, power) => 10n ** BigInt(power))
const LARGEST_POWER = 10n ** BigInt(POWERS.length - 1)

function powerOfTen(power: number): bigint {
  return POWERS[power] ?? 10n ** BigInt(power)
}
