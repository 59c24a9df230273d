import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A lock that this process holds. */
export type Lock = { release(): void }

/**
 * Takes a lock file for this process, and one left by a process that no longer runs.
 * @returns The lock, or the id of the process that holds it.
 */
export function tryLock(path: string): Lock | { readonly holder: number } {
  mkdirSync(dirname(path), { recursive: true })
  // Linked into place with its content: no other process ever reads an empty lock.
  const own = `${path}.${randomUUID()}`
  writeFileSync(own, String(process.pid))
  try {
    for (;;) {
      const holder = tryLink(own, path)
      if (holder === undefined) return { release: () => rmSync(path, { force: true }) }
      if (isRunning(holder)) return { holder }
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
  }
}

/** Links the file; where there is one already, says whose it is (0: gone meanwhile). */
function tryLink(own: string, path: string): number | undefined {
  try {
    linkSync(own, path)
    return undefined
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    return readHolder(path)
  }
}

function readHolder(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 0
    throw error
  }
}

function isRunning(pid: number): boolean {
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
