const PLACES = 34

/** `a / b` as a decimal text with 34 places, zeros at its end left out. */
export function divide(a: bigint, b: bigint): string {
  const text = ((a * 10n ** BigInt(PLACES)) / b).toString().padStart(PLACES + 1, '0')
  return `${text.slice(0, -PLACES)}.${text.slice(-PLACES)}`.replace(/\.?0+$/, '')
}
