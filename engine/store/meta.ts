import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError, type StoreErrorCode } from './errors.ts'

/** The facts kept beside the data, by key. */
export type Meta = {
  get(key: string): string | undefined
  set(key: string, value: string): void
  remove(key: string): void
  /**
   * Remembers a fact that must never change: sets it the first time, compares it ever after.
   * @throws StoreError `code` with `message(kept)` where another value is kept.
   */
  pin(key: string, value: string, code: StoreErrorCode, message: (kept: string) => string): void
}

export function openMeta(db: DatabaseSync): Meta {
  const select = db.prepare('SELECT value FROM "$meta" WHERE key = ?')
  const upsert = db.prepare('INSERT INTO "$meta" VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
  const remove = db.prepare('DELETE FROM "$meta" WHERE key = ?')
  const get = (key: string) => select.get(key)?.value as string | undefined
  return {
    get,
    set: (key, value) => void upsert.run(key, value),
    remove: (key) => void remove.run(key),
    pin(key, value, code, message) {
      const kept = get(key)
      if (kept === undefined) upsert.run(key, value)
      else if (kept !== value) throw new StoreError(code, message(kept))
    },
  }
}

/** What a store remembers of a schema: its hash. */
export function schemaHash(source: string): string {
  return createHash('sha256').update(source).digest('hex')
}
