/** How values are written. Pure: no clock, no locale of the visitor, so that the same data always reads the same. */

/** Stands where there is no value. */
export const none = '–'

/** `0x1234567890…` becomes `0x1234…cdef`; what is short already stays whole. */
export function shortHex(hex: string, head = 4, tail = 4): string {
  return hex.length <= head + tail + 3 ? hex : `${hex.slice(0, head + 2)}…${hex.slice(-tail)}`
}

/** A whole number with its thousands apart. */
export function formatCount(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** A share of 0 to 1 in percent; null where nothing was compared. */
export function formatPercent(share: number | null, digits = 1): string {
  return share === null ? none : `${(share * 100).toFixed(digits)}%`
}

/** A reputation of 0 to 1. */
export function formatScore(score: number): string {
  return score.toFixed(3)
}

/**
 * An amount of a token in its smallest unit (a decimal string), in whole tokens. Cut, never rounded up, to
 * `digits` decimals and written with two at least, so that a column lines up; an amount too small to show is `<0.0001`,
 * so that something never reads as nothing.
 */
export function formatTokens(units: string, decimals = 18, digits = 4): string {
  const value = BigInt(units)
  const scale = 10n ** BigInt(decimals)
  const magnitude = value < 0n ? -value : value
  const sign = value < 0n ? '-' : ''
  const fraction = (magnitude % scale).toString().padStart(decimals, '0').slice(0, digits).replace(/0+$/, '')
  const whole = magnitude / scale
  if (magnitude > 0n && whole === 0n && fraction === '') return `${sign}<0.${'1'.padStart(digits, '0')}`
  return magnitude === 0n ? '0' : `${sign}${formatCount(whole)}.${fraction.padEnd(2, '0')}`
}

/** The exact amount in whole tokens as a plain decimal number, for files. */
export function exactTokens(units: string, decimals = 18): string {
  const value = BigInt(units)
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return (value < 0n ? '-' : '') + digits.slice(0, digits.length - decimals) + (fraction && `.${fraction}`)
}

/** Sum of decimal strings. */
export function sumUnits(amounts: string[]): string {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n).toString()
}

/** An ISO 8601 time as `2026-03-01 14:05` in UTC. */
export function formatTime(iso: string): string {
  const time = new Date(iso)
  return Number.isNaN(time.getTime()) ? iso : time.toISOString().slice(0, 16).replace('T', ' ')
}

/** `NoConsensus` becomes `No consensus`. */
export function formatWords(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A tier of 0 to 4; 255 stands for who has not answered enough gold yet, or a project without any. */
export function formatTier(tier: number): string {
  return tier === 255 ? 'Unrated' : `Tier ${tier}`
}

/** `1 label`, `2 labels`, `2 batches`. */
export function formatNumberOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}
