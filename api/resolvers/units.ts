/** A score or share of the subgraph (parts per million) as a number within 0..1. */
export function fromPpm(ppm: number): number {
  return ppm / 1_000_000
}

/** Unix seconds as ISO 8601 in UTC, to the second. */
export function toIsoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** Basis points as a share of 1. */
export function fromBps(bps: number): number {
  return bps / 10_000
}
