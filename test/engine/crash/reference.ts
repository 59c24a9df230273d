import { createHash } from 'node:crypto'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dump } from '../store/support.ts'
import { open, runSteps, SECTIONS, STEPS } from './workload.ts'

/** What a run that nothing disturbs makes. */
export type Reference = {
  /** After so many steps. */
  readonly states: readonly string[]
  /** The closed store that a run from this step on begins with; none at the beginning. */
  readonly storeAt: ReadonlyMap<number, string>
}

/** Does all steps one by one, with stores in `folder`. */
export function makeReference(folder: string): Reference {
  const path = join(folder, 'reference.sqlite')
  const states: string[] = []
  const storeAt = new Map<number, string>()
  for (let steps = 0; steps <= STEPS.length; steps++) {
    runSteps(open(path), [Math.max(steps - 1, 0), steps], () => {})
    states.push(stateOf(path))
    if (steps === 0 || !SECTIONS.some(([from]) => from === steps)) continue
    const copy = join(folder, `after-${steps}.sqlite`)
    copyFileSync(path, copy)
    storeAt.set(steps, copy)
  }
  return { states, storeAt }
}

/** Puts the store that a run from `from` on begins with at `path`, and nothing beside it. */
export function prepareStore({ storeAt }: Reference, from: number, path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.new', '.new-wal', '.new-shm', '.new-journal'])
    rmSync(`${path}${suffix}`, { force: true })
  const store = storeAt.get(from)
  if (store !== undefined) copyFileSync(store, path)
}

/** Digest of every row of every table, row numbers included. */
export function stateOf(path: string): string {
  const text = JSON.stringify(dump(path), (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  return createHash('sha256').update(text).digest('hex')
}

/** What SQLite finds wrong with tables, indexes and references; undefined if nothing. */
export function findDamage(path: string): string | undefined {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const found = [...db.prepare('PRAGMA integrity_check').all(), ...db.prepare('PRAGMA foreign_key_check').all()]
    return found.length === 1 && found[0]?.integrity_check === 'ok' ? undefined : JSON.stringify(found)
  } finally {
    db.close()
  }
}
