import { existsSync, readFileSync } from 'node:fs'

/** Where the index of a write-ahead log counts frames, in 32 bits each (https://sqlite.org/walformat.html, section 2). */
const OFFSET = { frames: 16, movedFrames: 96 }

/**
 * Whether the write-ahead log of a store was removed with transactions that are not in the main file yet, of which it may
 * have pages already. SQLite makes the log before its index and removes it after, so that an index alone tells.
 */
export function hasLostLog(path: string): boolean {
  if (existsSync(`${path}-wal`) || !existsSync(`${path}-shm`)) return false
  const index = readFileSync(`${path}-shm`)
  // In the machine's order of bytes, which is this one wherever Node runs.
  return (
    index.length > OFFSET.movedFrames + 4 && index.readUInt32LE(OFFSET.frames) > index.readUInt32LE(OFFSET.movedFrames)
  )
}
