/** The thread of `openCheckpoints`: moves what is in the log to the main file, and ends. */
import { workerData } from 'node:worker_threads'
import { openWritable } from './file.ts'

const db = openWritable(workerData as string)
try {
  db.exec('PRAGMA wal_checkpoint(PASSIVE)')
} finally {
  db.close()
}
