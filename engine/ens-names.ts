import { DatabaseSync } from 'node:sqlite'

/** Names of ENS by their hashes: what the chain does not have, for it keeps the hashes alone. */
export type EnsNames = {
  /** @param hash as the mapping gives it, `0x` and hex as a rule */
  find(hash: string): string | undefined
  close(): void
}

/** A file without names that can be read; the message says what to give. */
export class EnsNamesError extends Error {
  override readonly name = 'EnsNamesError'
}

/**
 * Opens an SQLite file with graph-node's table of names, which is only read.
 * @throws EnsNamesError
 */
export function openEnsNames(path: string): EnsNames {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { readOnly: true })
    const find = db.prepare('SELECT name FROM ens_names WHERE hash = ?')
    if (db.prepare('SELECT 1 FROM ens_names LIMIT 1').get() === undefined) throw new Error('it has no names')
    return {
      find: (hash) => find.get(hash)?.name as string | undefined,
      close: () => db?.close(),
    }
  } catch (error) {
    db?.close()
    const wanted = 'an SQLite file with the table ens_names (hash TEXT PRIMARY KEY, name TEXT NOT NULL)'
    throw new EnsNamesError(`cannot read names of ENS from ${path} (${(error as Error).message}): give ${wanted}`)
  }
}
