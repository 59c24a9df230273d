/** The seconds that graph-node's calendar holds: years -262143 to 262142. */
const [MIN_SECONDS, MAX_SECONDS] = [-8_334_601_228_800n, 8_210_266_876_799n]

/**
 * Whether graph-node takes a count of microseconds for a time. Before 1970 those are whole seconds only: it splits off
 * the fraction with the sign.
 */
export function isTimestamp(microseconds: bigint): boolean {
  const seconds = microseconds / 1_000_000n
  return microseconds % 1_000_000n >= 0n && seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
}
