import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { openReadOnly } from './file.ts'

/** A prepared statement outlives its query, up to this many. */
const MAX_STATEMENTS = 256

/** One consistent state of the store. */
export type Snapshot = {
  /** The rows of a SELECT, each an array in the order of its columns. */
  all(sql: string, parameters: readonly SQLInputValue[]): SQLOutputValue[][]
}

export type SqlFunction = { readonly name: string; run(...values: readonly SQLOutputValue[]): number }

/** A read-only connection beside the writer's. */
export type Reader = {
  /** Runs `read` on one state of the store: what the writer commits meanwhile is not seen. */
  snapshot<T>(read: (snapshot: Snapshot) => T): T
  close(): void
}

/** @param functions that statements call; equal arguments give equal results */
export function openReader(path: string, functions: readonly SqlFunction[] = []): Reader {
  const db = openReadOnly(path)
  for (const { name, run } of functions)
    db.function(name, { deterministic: true, directOnly: true, varargs: true }, run)
  const statements = new Map<string, StatementSync>()

  function statementFor(sql: string): StatementSync {
    const known = statements.get(sql) ?? prepare(db, sql)
    // Last used, last in the map: the first is the one to drop.
    statements.delete(sql)
    statements.set(sql, known)
    const oldest = statements.keys().next().value
    if (statements.size > MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest)
    return known
  }

  const snapshot: Snapshot = {
    all: (sql, parameters) => statementFor(sql).all(...parameters) as unknown as SQLOutputValue[][],
  }
  return {
    snapshot(read) {
      db.exec('BEGIN')
      try {
        return read(snapshot)
      } finally {
        db.exec('COMMIT')
      }
    },
    close: () => db.close(),
  }
}

function prepare(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  return statement
}
