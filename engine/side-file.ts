import { existsSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** A file beside the store for what can be asked again: it can be deleted at any time while the engine does not run. */
export type SideFileOptions = {
  readonly path: string
  /** `PRAGMA application_id` */
  readonly applicationId: number
  /** `CREATE TABLE IF NOT EXISTS` statements. */
  readonly tables: string
  /** The error for a file of another program. */
  refuse(message: string): Error
}

const BUSY_TIMEOUT_MS = 5_000

/**
 * Opens or makes the file; one that is damaged is made anew.
 * @throws what `refuse` gives, when the file is another program's
 */
export function openSideFile(options: SideFileOptions): DatabaseSync {
  const { path } = options
  let isForeign = false
  const refuse = (message: string) => {
    isForeign = true
    return options.refuse(message)
  }
  try {
    return openDatabase({ ...options, refuse })
  } catch (error) {
    if (isForeign || !existsSync(path)) throw error
    for (const file of [path, `${path}-wal`, `${path}-shm`]) rmSync(file, { force: true })
    return openDatabase(options)
  }
}

/** Lets the oldest tenth of a table's rows go, by their `id`, when the file holds more than `maxBytes`. */
export function pruneSideFile(db: DatabaseSync, table: string, maxBytes: number): void {
  const pages = Number(pragma(db, 'page_count')) - Number(pragma(db, 'freelist_count'))
  if (pages * Number(pragma(db, 'page_size')) <= maxBytes) return
  db.exec(`DELETE FROM ${table} WHERE id <= (SELECT min(id) + (max(id) - min(id)) / 10 FROM ${table})`)
}

function openDatabase({ path, applicationId, tables, refuse }: SideFileOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  try {
    const owner = pragma(db, 'application_id')
    const isNew = owner === 0 && pragma(db, 'page_count') === 0
    if (!isNew && owner !== applicationId) {
      throw refuse(`${path} is another program's database: move it, or choose another store path`)
    }
    // What a loss of power takes away is asked again.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF;
      PRAGMA application_id = ${applicationId}; ${tables}`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
}
