import type { DatabaseSync } from 'node:sqlite'
import type { EntityChange } from '../types.ts'

/*
 * A hash of everything that blocks did to the store, chained from block to block (docs/decisions/012-state-hash.md).
 * Blocks that did nothing have none: which of them are stored depends on where a run fetched.
 */

/** The state before the first change. */
export const EMPTY_STATE = `0x${'0'.repeat(64)}`

/** The hashes by block. */
export type StateHashes = {
  /** The hash after a block: that of the last block up to it that did something. */
  findAt(block: number): { readonly block: number; readonly hash: string } | undefined
  insert(block: number, hash: string): void
  removeAbove(block: number): void
}

export function openStateHashes(db: DatabaseSync): StateHashes {
  const at = db.prepare('SELECT block, hash FROM "$state_hash" WHERE block <= ? ORDER BY block DESC LIMIT 1')
  const insert = db.prepare('INSERT INTO "$state_hash" (block, hash) VALUES (?, ?)')
  const removeAbove = db.prepare('DELETE FROM "$state_hash" WHERE block > ?')
  return {
    findAt(block) {
      const row = at.get(block)
      return row === undefined ? undefined : { block: row.block as number, hash: row.hash as string }
    },
    insert: (block, stateHash) => void insert.run(block, stateHash),
    removeAbove: (block) => void removeAbove.run(block),
  }
}

/** The changes of a block in the order in which they are hashed: by type, then by id, as JavaScript compares texts. */
export function inHashOrder(changes: readonly EntityChange[]): EntityChange[] {
  return [...changes].sort((a, b) =>
    a.type === b.type ? (a.id < b.id ? -1 : Number(a.id > b.id)) : a.type < b.type ? -1 : 1,
  )
}
