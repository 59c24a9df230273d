import type { DatabaseSync } from 'node:sqlite'
import type { Schema } from '../types.ts'
import { FORMAT, formatOf } from './file.ts'
import { BLOCK_TABLES } from './layout.ts'
import { replayStateHashes } from './replay-hashes.ts'
import { openStateHashes } from './state-hash.ts'

/** By format, what makes the next of it. */
const MIGRATIONS: Readonly<Record<number, (db: DatabaseSync, schema: Schema) => void>> = {
  // State hashes: those of the blocks that are there follow from the rows.
  1(db, schema) {
    for (const table of BLOCK_TABLES) db.exec(table)
    const stateHashes = openStateHashes(db)
    for (const { block, hash } of replayStateHashes(db, schema)) stateHashes.insert(block, hash)
  },
}

/** Brings a store of an older format up to this engine's, in a transaction of the caller. */
export function migrate(db: DatabaseSync, schema: Schema): void {
  for (let format = formatOf(db); format < FORMAT; format++) {
    MIGRATIONS[format]?.(db, schema)
    db.exec(`PRAGMA user_version = ${format + 1}`)
  }
}
