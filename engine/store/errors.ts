/** Why a store could not be opened or written. */
export type StoreErrorCode =
  /** Another process (or another opener in this one) writes to the store. */
  | 'STORE_IN_USE'
  /** The file is not one that the engine made. */
  | 'NOT_A_STORE'
  /** The file fails SQLite's integrity check. */
  | 'STORE_DAMAGED'
  /** A newer engine wrote the file. */
  | 'NEWER_FORMAT'
  | 'OTHER_DEPLOYMENT'
  | 'OTHER_SCHEMA'
  | 'OTHER_CHAIN'
  /** Folder or file cannot be created or written. */
  | 'NOT_WRITABLE'
  | 'DISK_FULL'
  /** The disk failed; what the last commit left behind is unknown: end the process. */
  | 'DISK_ERROR'
  /** A write that contradicts what is stored: a bug of the caller or of the mapping. */
  | 'CONFLICT'
  | 'UNKNOWN_BLOCK'
  /** The state at a block is no longer kept. */
  | 'PRUNED'
  /** There is no file. */
  | 'NO_STORE'
  /** An older engine wrote the file, and it was only to be read. */
  | 'OLDER_FORMAT'

/** An error of the store. The message says what was found and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** `EEXIST`, `ENOTDIR`: a file is where the folder should be. */
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EROFS', 'EPERM', 'EEXIST', 'ENOTDIR'])

const SQLITE = { busy: 5, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, constraint: 19, notadb: 26 }

/** What is said of a disk that fails, before the particulars. */
export function diskFailed(path: string): string {
  return `the disk failed at ${path}: check it, then start again`
}

/** Names an error of `node:sqlite` or `node:fs` met at `path`; an error it does not know is returned as it is. */
export function nameError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const named = (code: StoreErrorCode, message: string) =>
    new StoreError(code, `${message} (${error.message})`, { cause: error })
  const systemCode = 'code' in error ? error.code : undefined
  if (typeof systemCode === 'string' && NOT_WRITABLE.has(systemCode))
    return named('NOT_WRITABLE', `${path} cannot be written: choose another folder or change its permissions`)
  if (systemCode === 'ENOSPC') return named('DISK_FULL', `no space left for ${path}: free some, then start again`)
  if (systemCode === 'EIO') return named('DISK_ERROR', diskFailed(path))
  if (!('errcode' in error) || typeof error.errcode !== 'number') return error
  // The low byte is the primary code; the rest says more about it.
  switch (error.errcode & 0xff) {
    case SQLITE.busy:
      return named('STORE_IN_USE', `${path} is in use by another process: stop it, or choose another store path`)
    case SQLITE.readonly:
    case SQLITE.cantopen:
      return named('NOT_WRITABLE', `${path} cannot be written: choose another folder or change its permissions`)
    case SQLITE.full:
      return named('DISK_FULL', `no space left for ${path}: free some, then start again`)
    case SQLITE.ioerr:
      return named('DISK_ERROR', diskFailed(path))
    case SQLITE.corrupt:
      return named('STORE_DAMAGED', `${path} is damaged: delete it and index again`)
    case SQLITE.notadb:
      return named('NOT_A_STORE', `${path} is not a store of this engine: choose another path, or move the file away`)
    case SQLITE.constraint:
      return named('CONFLICT', `${path}: the write contradicts what is stored`)
    default:
      return error
  }
}
