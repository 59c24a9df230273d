/** The thread of `openWriteBehind`. */
import type { DatabaseSync } from 'node:sqlite'
import { type MessagePort, workerData } from 'node:worker_threads'
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './behind.ts'
import { type Checkpoints, openCheckpoints } from './checkpoints.ts'
import { nameError, StoreError } from './errors.ts'
import { openWritable, setDurability } from './file.ts'
import { createPacker } from './packed.ts'
import { openTables, runTransaction, type Tables } from './tables.ts'

const { port, answered, ...options } = workerData as ThreadOptions & { readonly port: MessagePort }
const { path, schema, historyBlocks, logBytes } = options
const packer = createPacker(schema)
let store: { readonly db: DatabaseSync; readonly tables: Tables; readonly checkpoints: Checkpoints } | undefined

port.on('message', async (request: ThreadRequest) => {
  // Only what nothing follows waits, so that nobody overtakes.
  if (request === 'close' || 'index' in request) await store?.checkpoints.finished()
  port.postMessage(answer(request))
  if (request === 'close') port.close()
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
})

/** Every failure is an answer, that of opening the file included. */
function answer(request: ThreadRequest): ThreadAnswer {
  try {
    if (request === 'close') {
      store?.db.close()
    } else {
      store ??= open()
      const { db, tables, checkpoints } = store
      if ('index' in request) {
        // Moved here, or the thread that answers queries would have to.
        db.exec(`${request.index}; PRAGMA wal_checkpoint(PASSIVE)`)
      } else {
        checkpoints.makeRoom()
        runTransaction(db, () => tables.write(packer.unpack(request.packed)))
      }
    }
    return 'done'
  } catch (error) {
    const named = nameError(error, path)
    const message = named instanceof Error ? named.message : String(named)
    return named instanceof StoreError ? { message, code: named.code } : { message }
  }
}

function open() {
  const db = openWritable(path)
  setDurability(db, 'backfill')
  const checkpoints = openCheckpoints(db, path, logBytes)
  return { db, tables: openTables(db, schema, historyBlocks), checkpoints }
}
