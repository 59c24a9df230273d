import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where Debian's package puts it. */
export const STRACE = '/usr/bin/strace'

/** Why the tests that need Debian's strace cannot run; false where they can. */
export const NO_STRACE =
  process.platform !== 'linux' || !existsSync(STRACE) ? 'strace is not installed (apt-get install strace)' : false

export const WRITER = join(import.meta.dirname, 'writer.ts')

/** The calls that change files, and those that make changes last. Locks are points in time only. */
export const CALLS: Readonly<Record<'change' | 'read' | 'sync' | 'lock', readonly string[]>> = {
  change: ['pwrite64', 'ftruncate', 'unlink', 'unlinkat', 'rename', 'openat'],
  read: ['pread64'],
  sync: ['fsync', 'fdatasync'],
  lock: ['fcntl'],
}

/** How a traced run ended. */
export type Outcome = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

const SUFFIXES = ['', '-wal', '-shm', '.lock', '.new', '.new-wal', '.new-shm', '.new-journal']

/** What strace sees of a run: the calls on the store's files, or on its main file alone. */
export type Seen = 'all files' | 'main file'

/** Runs the writer on the store at `path` under strace. */
export function traceWriter(
  path: string,
  section: readonly [number, number],
  args: readonly string[],
  seen: Seen = 'all files',
): Promise<Outcome> {
  const files = seen === 'main file' ? [path] : [dirname(path), ...SUFFIXES.map((suffix) => `${path}${suffix}`)]
  return trace([...args, ...files.flatMap((file) => ['-P', file])], [WRITER, path, ...section.map(String)])
}

/** Runs a program of Node under strace, its threads included. */
export function trace(straceArgs: readonly string[], program: readonly string[]): Promise<Outcome> {
  const child = spawn(STRACE, ['-f', '-qq', ...straceArgs, process.execPath, ...program])
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      output[name] += String(chunk)
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
}

/** A place to interfere: the n-th of a call that any one thread makes, of those that are seen. */
export type Point = {
  readonly section: readonly [number, number]
  readonly call: string
  readonly n: number
  readonly seen: Seen
}

/** The places of a section that its first run passes, by a log written to `log`. */
export async function findPoints(
  path: string,
  section: readonly [number, number],
  calls: readonly string[],
  log: string,
  seen: Seen,
): Promise<Point[]> {
  await traceWriter(path, section, ['-o', log, '-e', `trace=${calls.join(',')}`], seen)
  const counts = new Map<string, number>()
  for (const [, thread, call] of readFileSync(log, 'utf8').matchAll(/^(\d+) +(\w+)\(/gm))
    counts.set(`${call} ${thread}`, (counts.get(`${call} ${thread}`) ?? 0) + 1)
  return calls.flatMap((call) => {
    const most = Math.max(0, ...[...counts].filter(([key]) => key.startsWith(`${call} `)).map(([, count]) => count))
    return Array.from({ length: most }, (_, index) => ({ section, call, n: index + 1, seen }))
  })
}
