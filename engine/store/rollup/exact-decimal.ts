import type { BigDecimal } from '../../types.ts'

/*
 * Decimals as PostgreSQL's `numeric` adds and multiplies them: to the last digit, where mappings round to 34. Trailing
 * zeros do not matter.
 */

export function add(a: BigDecimal, b: BigDecimal): BigDecimal {
  const exp = Math.min(a.exp, b.exp)
  return { digits: scaled(a, exp) + scaled(b, exp), exp }
}

export function negate({ digits, exp }: BigDecimal): BigDecimal {
  return { digits: -digits, exp }
}

export function multiply(a: BigDecimal, b: BigDecimal): BigDecimal {
  return { digits: a.digits * b.digits, exp: a.exp + b.exp }
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: BigDecimal, b: BigDecimal): number {
  const exp = Math.min(a.exp, b.exp)
  const difference = scaled(a, exp) - scaled(b, exp)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The digits of a value with the exponent `exp`, which is not above its own. */
function scaled({ digits, exp }: BigDecimal, to: number): bigint {
  return digits * 10n ** BigInt(exp - to)
}

/** The whole number that a value is; a fraction is rounded half away from zero, as PostgreSQL assigns it. */
export function toInteger({ digits, exp }: BigDecimal): bigint {
  if (exp >= 0) return digits * 10n ** BigInt(exp)
  const unit = 10n ** BigInt(-exp)
  const half = digits < 0n ? -unit / 2n : unit / 2n
  return (digits + half) / unit
}
