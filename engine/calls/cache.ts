import { createHash } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { openSideFile, pruneSideFile } from '../side-file.ts'
import { CallCacheError } from './errors.ts'

/** What the chain answered about a block: bytes as `0x` hex; null for a call that reverted. */
export type Result = string | null

/** Identifies a question whose answer never changes: the block's hash stands for the whole state. */
export type Question = {
  readonly kind: 'call' | 'balance' | 'code'
  readonly blockHash: string
  readonly address: Uint8Array
  /** Of a call; empty otherwise. */
  readonly data: Uint8Array
}

/** Answers kept in a file of their own. It can be deleted at any time while the engine does not run. */
export type CallCache = {
  /** Undefined where the answer is not kept. */
  find(key: Uint8Array): Result | undefined
  keep(key: Uint8Array, result: Result): void
  close(): void
}

/** `PRAGMA application_id`: the ASCII bytes `call`. */
const APPLICATION_ID = 0x63616c6c
const MAX_BYTES = 512 * 1024 * 1024
/** How many answers are kept between two looks at the size. */
const CHECK_INTERVAL = 1_000

/** A hash, so that call data of any length makes a key of 32 bytes. Every part but the last has a fixed length. */
export function keyOf({ kind, blockHash, address, data }: Question): Uint8Array {
  return createHash('sha256').update(`${kind} ${blockHash} `).update(address).update(data).digest()
}

/**
 * The cache at `path`. The file is opened, or made, with the first question: most subgraphs never ask one.
 *
 * It is not part of a revert: a block that left the chain keeps its hash. When the file holds more than `maxBytes`
 * (512 MiB), the oldest tenth of the answers goes; its pages are used again, so the file stays about that size.
 * A file that is damaged is made anew.
 * @throws CallCacheError at the first question, when the file is another program's
 */
export function openCallCache(path: string, maxBytes = MAX_BYTES): CallCache {
  let open: OpenFile | undefined
  const file = () => {
    open ??= prepare(openDatabase(path))
    return open
  }
  let kept = 0
  return {
    find(key) {
      const row = file().find.get(key)
      if (row === undefined) return undefined
      return row.result instanceof Uint8Array ? `0x${Buffer.from(row.result).toString('hex')}` : null
    },
    keep(key, result) {
      file().keep.run(key, result === null ? null : Buffer.from(result.slice(2), 'hex'))
      if (++kept % CHECK_INTERVAL === 0) pruneSideFile(file().db, 'answers', maxBytes)
    },
    close() {
      open?.db.close()
      open = undefined
    },
  }
}

type OpenFile = { readonly db: DatabaseSync; readonly find: StatementSync; readonly keep: StatementSync }

function prepare(db: DatabaseSync): OpenFile {
  return {
    db,
    find: db.prepare('SELECT result FROM answers WHERE key = ?'),
    keep: db.prepare('INSERT OR IGNORE INTO answers (key, result) VALUES (?, ?)'),
  }
}

function openDatabase(path: string): DatabaseSync {
  return openSideFile({
    path,
    applicationId: APPLICATION_ID,
    tables: 'CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, result BLOB)',
    refuse: (message) => new CallCacheError(message),
  })
}
