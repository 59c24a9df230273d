import { isHex } from './arguments.ts'
import { ApiError, ErrorCode } from './errors.ts'

/** Where a page ended, and the block that all pages of the walk are read at. */
export type Cursor = {
  readonly block: { readonly number: number; readonly hash: string }
  /** The sort key of the last row: one string per column, the id last. */
  readonly key: readonly string[]
}

/**
 * An opaque cursor: base64url of the JSON `[list, block number, block hash, ...key]`.
 *
 * @param list - The list and its order, such as `annotators SCORE`: a cursor is good for that one only.
 */
export function encodeCursor(list: string, { block, key }: Cursor): string {
  return Buffer.from(JSON.stringify([list, block.number, block.hash, ...key])).toString('base64url')
}

/**
 * The inverse of `encodeCursor`.
 *
 * @param columns - One test per string of the key.
 * @throws ApiError INVALID_CURSOR for anything that `encodeCursor` did not make for `list`.
 */
export function decodeCursor(list: string, cursor: string, columns: readonly ((value: string) => boolean)[]): Cursor {
  const fields = parseArray(cursor)
  const [name, number, hash, ...key] = fields
  const valid =
    name === list &&
    Number.isSafeInteger(number) &&
    isHex(hash, 32) &&
    key.length === columns.length &&
    key.every((value, i) => typeof value === 'string' && columns[i]?.(value))
  if (!valid) {
    throw new ApiError(ErrorCode.InvalidCursor, 'after is not a cursor of this list: pass an endCursor as it was given')
  }
  return { block: { number: number as number, hash: (hash as string).toLowerCase() }, key: key as string[] }
}

function parseArray(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** Column tests for `decodeCursor`. */
export const column = {
  id: (bytes: number) => (value: string) => isHex(value, bytes),
  integer: (value: string) => /^\d{1,30}$/.test(value),
} as const
