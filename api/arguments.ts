import { ApiError, ErrorCode } from './errors.ts'

/** The greatest page. graph-node has the same bound. */
export const MAX_FIRST = 1000

/** @throws ApiError INVALID_FIRST unless `first` is within 1..1000. */
export function parseFirst(first: number | null | undefined): number {
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
    throw new ApiError(ErrorCode.InvalidFirst, `first must be between 1 and ${MAX_FIRST}, got ${first}`)
  }
  return first
}

/**
 * An id as the subgraph writes it: 0x-prefixed lower-case hex.
 *
 * @param name - What the value is, for the message.
 * @param bytes - Its length.
 * @throws ApiError INVALID_ID
 */
export function parseHex(name: string, value: string, bytes: number): string {
  if (!isHex(value, bytes)) {
    throw new ApiError(ErrorCode.InvalidId, `${name} must be 0x and ${bytes * 2} hex digits, got ${shorten(value)}`)
  }
  return value.toLowerCase()
}

/** Whether `value` is 0x-prefixed hex of `bytes` bytes, in either case. */
export function isHex(value: unknown, bytes: number): value is string {
  return typeof value === 'string' && value.length === 2 + bytes * 2 && /^0x[0-9a-fA-F]*$/.test(value)
}

export const parseDatasetId = (value: string) => parseHex('dataset id', value, 32)
export const parseBatchId = (value: string) => parseHex('batch id', value, 32)
export const parseLabelId = (value: string) => parseHex('label id', value, 34)
export const parseAddress = (value: string) => parseHex('address', value, 20)

/**
 * The beginning of an address, in lower case and with 0x.
 *
 * @throws ApiError INVALID_ID
 */
export function parseAddressBeginning(value: string): string {
  if (!/^(0x)?[0-9a-fA-F]{0,40}$/.test(value)) {
    throw new ApiError(
      ErrorCode.InvalidId,
      `beginning of an address must be at most 40 hex digits, got ${shorten(value)}`,
    )
  }
  return `0x${value.toLowerCase().replace(/^0x/, '')}`
}

/** Keeps a message short whatever the client sent. */
function shorten(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}
