/** The block-versioned store in SQLite. */
export { StoreError, type StoreErrorCode } from './errors.ts'
export type { Reader, Snapshot } from './reader.ts'
export { type Durability, openStore, type SqliteStore, type StoreOptions } from './sqlite-store.ts'
