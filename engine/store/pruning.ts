import type { DatabaseSync } from 'node:sqlite'
import type { Schema } from '../types.ts'
import { quote, storedTypes } from './layout.ts'
import type { Meta } from './meta.ts'

/** Key in `$meta` of the first block whose state is kept. Read by queries, in the snapshot of the data. */
export const EARLIEST_BLOCK = 'earliestBlock'

/** A transaction removes at most this many versions for each that it writes, which is more than it closes, and as many more. */
const REMOVED_PER_CHANGE = 2
const REMOVED_PER_TRANSACTION = 1_000

/** Removes versions that no kept block sees. */
export type Pruning = {
  /** The first block whose state is kept. */
  earliestBlock(): number
  /**
   * Moves the first kept block to `historyBlocks` before the head, never back, and removes some of the versions that end
   * there or before; the rest is left to later transactions.
   */
  advance(head: number, historyBlocks: number, changes: number): void
}

/** Of a history without end nothing is removed, and no version of an immutable entity ends. */
export function openPruning(db: DatabaseSync, schema: Schema, meta: Meta): Pruning {
  const removals = storedTypes(schema)
    .filter(({ immutable }) => !immutable)
    .map(({ name }) => {
      const ended = `SELECT "vid$" FROM ${quote(name)} WHERE "block$to" <= ? LIMIT ?`
      return db.prepare(`DELETE FROM ${quote(name)} WHERE "vid$" IN (${ended})`)
    })
  const earliestBlock = () => Number(meta.get(EARLIEST_BLOCK) ?? 0)
  return {
    earliestBlock,
    advance(head, historyBlocks, changes) {
      const earliest = head - historyBlocks
      if (earliest > earliestBlock()) meta.set(EARLIEST_BLOCK, String(earliest))
      let budget = changes * REMOVED_PER_CHANGE + REMOVED_PER_TRANSACTION
      for (const removal of removals) {
        if (budget > 0) budget -= Number(removal.run(earliestBlock(), budget).changes)
      }
    },
  }
}
