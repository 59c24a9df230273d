import { DatabaseSync } from 'node:sqlite'

/**
 * Everything that a store file says, as text: each table's rows in a fixed order, past versions included. Two stores of the same
 * chain give the same text. Headers of blocks in which nothing happened are left out: which of them are kept depends on where a
 * run fetched, not on the chain.
 */
export function dumpStore(path: string): string {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .all() as { name: string }[]
    return tables
      .filter(({ name }) => !internalTables.has(name))
      .map(({ name }) => {
        const rows = db.prepare(`SELECT * FROM "${name}"`).all().map(rowText)
        return `${name}\n${rows.sort().join('\n')}`
      })
      .join('\n\n')
  } finally {
    db.close()
  }
}

/** Headers and settings: compared by their meaning, through the head. */
const internalTables: ReadonlySet<string> = new Set(['$block', '$meta'])

/** Row numbers say in which order rows were written, not what they are. */
function rowText(row: Record<string, unknown>): string {
  return JSON.stringify(
    Object.entries(row).filter(([column]) => column !== 'vid$'),
    (_key, value: unknown) => {
      if (typeof value === 'bigint') return value.toString()
      return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
    },
  )
}
