import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { nameError, StoreError } from './errors.ts'

/** Held for as long as one writer has the store open. */
export type WriterLock = { release(): void }

/** What is locked in this process. A store that is forgotten, not closed, would else free its lock when collected. */
const held = new Set<DatabaseSync>()

/**
 * Takes the one writer's lock of the store at `path`, without waiting; makes the store's folder.
 *
 * Node has no file locks of its own, SQLite has: the lock is an exclusive transaction, never ended, on an empty database
 * beside the store. It is a lock of the operating system, so it vanishes with the process, `kill -9` included, and it
 * leaves the store itself free for readers. The empty file stays: deleting it would let two writers lock two files.
 * @throws StoreError STORE_IN_USE or NOT_WRITABLE.
 */
export function lockStore(path: string): WriterLock {
  let taken: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    taken = new DatabaseSync(`${path}.lock`, { timeout: 0 })
    taken.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    taken?.close()
    const named = nameError(error, path)
    if (named instanceof StoreError && named.code === 'STORE_IN_USE')
      throw new StoreError(
        'STORE_IN_USE',
        `the store is in use: ${path} is open in another engine; stop it, or choose another store path`,
      )
    throw named
  }
  const lock = taken
  held.add(lock)
  return {
    release() {
      held.delete(lock)
      lock.close()
    },
  }
}
