import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { pragma } from './file.ts'

/** Moves the write-ahead log of a backfill to the main file: most of it on another thread, while transactions go on. */
export type Checkpoints = {
  /** Call it before each transaction. @throws errors of SQLite: the disk may fail here as well */
  makeRoom(): void
  /** Resolves once no other thread uses the file. */
  finished(): Promise<void>
}

/**
 * Takes the place of SQLite's own checkpoints on this connection, which wait for the disk between two transactions.
 * @param logBytes what may be in the log before a thread is started to move it
 */
export function openCheckpoints(db: DatabaseSync, path: string, logBytes: number): Checkpoints {
  // A log that is cut off when it starts over would only have to be given room again.
  db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = -1')
  const pageBytes = Number(pragma(db, 'page_size'))
  const look = db.prepare('PRAGMA wal_checkpoint(NOOP)')
  let pass: Promise<void> | undefined
  let hasEnded = false

  /** The caller meets whatever failed there when it moves the rest. */
  function start(): Promise<void> {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), { workerData: path })
    thread.on('error', () => {})
    return new Promise((resolve) => {
      thread.once('exit', () => {
        hasEnded = true
        resolve()
      })
    })
  }

  return {
    makeRoom() {
      if (pass === undefined) {
        const { log, checkpointed } = look.get() ?? {}
        if ((Number(log) - Number(checkpointed)) * pageBytes >= logBytes) pass = start()
      } else if (hasEnded) {
        // What was written meanwhile: only a log that was moved as a whole starts over.
        db.exec('PRAGMA wal_checkpoint(PASSIVE)')
        pass = undefined
        hasEnded = false
      }
    },
    async finished() {
      await pass
    },
  }
}
