import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { diskFailed, StoreError } from './errors.ts'
import { hasLostLog } from './lost-log.ts'

/** Marks the file as ours (`PRAGMA application_id`): the ASCII bytes `subg`. */
const APPLICATION_ID = 0x73756267
/** Version of the layout (`PRAGMA user_version`). Raise it with every change of the tables, and migrate (`migrations.ts`). */
export const FORMAT = 2

const BUSY_TIMEOUT_MS = 5_000

/**
 * When a commit counts. `full`: once it is on the disk. `backfill`: once the operating system has it; after a power
 * failure the last commits may be missing (never torn), and are derived from the chain again.
 */
export type Durability = 'full' | 'backfill'

/** A page of twice SQLite's usual size is half as many writes where rows are added at the end of a table. */
const PAGE_BYTES = 8_192
/**
 * `checkpointBytes`: of pages in the write-ahead log before SQLite moves them to the main file. A backfill writes the
 * same pages of its indexes again and again, which are moved once.
 */
export const DURABILITIES = {
  full: { synchronous: 'FULL', checkpointBytes: 16 * 1024 ** 2 },
  backfill: { synchronous: 'NORMAL', checkpointBytes: 192 * 1024 ** 2 },
} as const
/** Making an index sorts in as much again. */
const CACHE_KIB = 16_384
export const READING_CACHE_KIB = 8_192
const WAL_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Opens the database at `path` for the one writer, making it with `statements` where there is none.
 * Call it with the writer's lock held.
 * @throws StoreError NOT_A_STORE, NEWER_FORMAT, STORE_DAMAGED; errors of SQLite and the file system as they are.
 */
export function openFile(path: string, statements: readonly string[]): DatabaseSync {
  if (!existsSync(path)) createFile(path, statements)
  if (statSync(path).size === 0)
    throw new StoreError('NOT_A_STORE', `${path} is empty, not a store: delete it, or choose another path`)
  if (hasLostLog(path))
    throw new StoreError(
      'STORE_DAMAGED',
      `${path} has lost its log, ${path}-wal: put it back, or delete ${path}* and index again`,
    )
  const db = openWritable(path)
  try {
    checkFormat(db, path)
    checkWhole(db, path)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** A connection that writes to a store that is there and was checked. The caller holds the writer's lock. */
export function openWritable(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
  db.exec(`PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}`)
  setDurability(db, 'full')
  return db
}

/** @param cacheKib how much of the file the connection keeps: little is enough where another one writes */
export function setDurability(db: DatabaseSync, durability: Durability, cacheKib = CACHE_KIB): void {
  const { synchronous, checkpointBytes } = DURABILITIES[durability]
  const checkpointPages = checkpointBytes / Number(pragma(db, 'page_size'))
  db.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA wal_autocheckpoint = ${checkpointPages};
    PRAGMA cache_size = -${cacheKib}`)
}

/** A second connection to a store that is open: reads only, sees committed state only. */
export function openReadOnly(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  db.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY')
  return db
}

/** Makes the file aside and renames it into place, so that a store is never half made. */
function createFile(path: string, statements: readonly string[]): void {
  const draft = `${path}.new`
  // Left over from a crash, or from a store that was deleted without its log, which SQLite would apply to the new file.
  for (const stale of [draft, `${draft}-wal`, `${draft}-shm`, `${draft}-journal`, `${path}-wal`, `${path}-shm`])
    rmSync(stale, { force: true })
  const db = new DatabaseSync(draft)
  try {
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN`)
    for (const statement of statements) db.exec(statement)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}; COMMIT`)
  } finally {
    db.close()
  }
  renameSync(draft, path)
}

/** @throws StoreError NOT_A_STORE, NEWER_FORMAT */
export function checkFormat(db: DatabaseSync, path: string): void {
  if (pragma(db, 'application_id') !== APPLICATION_ID)
    throw new StoreError('NOT_A_STORE', `${path} is another program's database: choose another path`)
  if (formatOf(db) > FORMAT)
    throw new StoreError(
      'NEWER_FORMAT',
      `${path} has format ${formatOf(db)}, this engine knows ${FORMAT}: upgrade the engine`,
    )
}

function checkWhole(db: DatabaseSync, path: string): void {
  const verdict = String(pragma(db, 'quick_check'))
  if (verdict === 'ok') return
  const first = verdict.split('\n').find((line) => !line.startsWith('***'))
  // What cannot be read for now is not known to be damaged.
  const isUnread = READ_FAILED.test(verdict)
  if (isUnread) throw new StoreError('DISK_ERROR', `${diskFailed(path)} (${first})`)
  throw new StoreError('STORE_DAMAGED', `${path} is damaged: delete it and index again (${first})`)
}

/** In a verdict of SQLite: the operating system answered a read with EIO (SQLITE_IOERR_READ, SQLITE_IOERR_CORRUPTFS). */
const READ_FAILED = /error code=(?:266|8458)\b/

export function formatOf(db: DatabaseSync): number {
  return Number(pragma(db, 'user_version'))
}

export function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
}
