/** The block-versioned store in SQLite. */
export type { WriteBehind } from './behind.ts'
export { StoreError, type StoreErrorCode } from './errors.ts'
export type { Durability } from './file.ts'
export type { Reader, Snapshot } from './reader.ts'
export { openStore, type SqliteStore, type StoreOptions } from './sqlite-store.ts'
export { findStateMismatch, type Rewound, readStateHash, rewindStore, type StateHash } from './stored.ts'
