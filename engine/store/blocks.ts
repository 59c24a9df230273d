import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { BlockHeader } from '../types.ts'

/** The kept block headers. The newest is the cursor: it moves with the data because it is part of it. */
export type Blocks = {
  head(): BlockHeader | undefined
  find(number: number): BlockHeader | undefined
  findAtOrBefore(number: number): BlockHeader | undefined
  insert(header: BlockHeader): void
  removeAbove(number: number): void
}

const COLUMNS = 'SELECT number, hash, parent_hash, timestamp FROM "$block"'

export function openBlocks(db: DatabaseSync): Blocks {
  const newest = db.prepare(`${COLUMNS} ORDER BY number DESC LIMIT 1`)
  const byNumber = db.prepare(`${COLUMNS} WHERE number = ?`)
  const atOrBefore = db.prepare(`${COLUMNS} WHERE number <= ? ORDER BY number DESC LIMIT 1`)
  const insert = db.prepare('INSERT INTO "$block" (number, hash, parent_hash, timestamp) VALUES (?, ?, ?, ?)')
  const removeAbove = db.prepare('DELETE FROM "$block" WHERE number > ?')
  return {
    head: () => readHeader(newest.get()),
    find: (number) => readHeader(byNumber.get(number)),
    findAtOrBefore: (number) => readHeader(atOrBefore.get(number)),
    insert: (header) => void insert.run(header.number, header.hash, header.parentHash, header.timestamp),
    removeAbove: (number) => void removeAbove.run(number),
  }
}

/** A row of `$block` as a header. */
export function readHeader(row: Record<string, SQLOutputValue> | undefined): BlockHeader | undefined {
  if (row === undefined) return undefined
  return {
    number: row.number as number,
    hash: row.hash as string,
    parentHash: row.parent_hash as string,
    timestamp: row.timestamp as number,
  }
}
