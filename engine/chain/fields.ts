import { isLowerHex } from '../hex.ts'
import { RpcError } from './errors.ts'

/**
 * Reads fields of a node's answer. What can be read without loss is brought into one form; all else is refused by the
 * field's name. Every function throws RpcError with the code MALFORMED.
 */

/** A quantity as `0x` hex in lower case without leading zeros. Nodes send `0x01`, `0X1` and numbers, too. */
export function quantity(value: unknown, field: string): string {
  if (typeof value === 'string') {
    if (/^0x(?:0|[1-9a-f][0-9a-f]*)$/.test(value)) return value
    // Without the prefix nobody knows whether `10` is ten or sixteen.
    if (/^0x[0-9a-f]+$/i.test(value)) return `0x${BigInt(value).toString(16)}`
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return `0x${value.toString(16)}`
  throw malformed(value, field, 'a quantity')
}

/** A quantity that the engine counts with: at most 2^53 - 1. */
export function integer(value: unknown, field: string): number {
  const number = Number(quantity(value, field))
  if (Number.isSafeInteger(number)) return number
  throw malformed(value, field, 'a number below 2^53')
}

/** Bytes as `0x` hex in lower case. @param length in bytes, where only one fits */
export function bytes(value: unknown, field: string, length?: number): string {
  if (typeof value === 'string' && (length === undefined || value.length === 2 + 2 * length)) {
    if (isLowerHex(value)) return value
    if (value.length % 2 === 0 && /^0x[0-9a-f]*$/i.test(value)) return value.toLowerCase()
  }
  throw malformed(value, field, length === undefined ? 'bytes' : `${length} bytes`)
}

export function hash(value: unknown, field: string): string {
  return bytes(value, field, 32)
}

/** An object, as the start of every answer. */
export function object(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw malformed(value, field, 'an object')
}

export function array(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw malformed(value, field, 'a list')
}

const MAX_SHOWN = 80

function malformed(value: unknown, field: string, wanted: string): RpcError {
  const shown = (JSON.stringify(value) ?? 'absent').slice(0, MAX_SHOWN)
  return new RpcError('MALFORMED', `the node's answer has ${field} ${shown}, which is not ${wanted}`, {
    retryable: true,
  })
}
