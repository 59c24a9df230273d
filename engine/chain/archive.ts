import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { openSideFile, pruneSideFile } from '../side-file.ts'
import type { BlockHeader } from '../types.ts'
import type { LogFilter, Matcher } from './filter.ts'
import { createOnce, readLog } from './logs.ts'
import type { BlockWithLogs } from './types.ts'

/** The archive's file is another program's. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** Blocks of a range that may have logs, and what is wanted of them. */
export type Asked = {
  readonly filters: readonly LogFilter[]
  readonly matcher: Matcher
  readonly headers: readonly BlockHeader[]
  /** Whether the logs are, or must be, proven. */
  readonly proven: boolean
}

/**
 * What was read of blocks, by their hash: a reorganisation takes nothing back. Whoever reads from it has the headers of
 * the chain, linked to one another, so that the node's word is not needed for what is in them.
 */
export type Archive = {
  /** The blocks that have logs of the filters; undefined unless all of the headers are kept, for at least these filters. */
  find(asked: Asked): BlockWithLogs[] | undefined
  /** Keeps the blocks of the headers; those that are not among `blocks` have no logs. */
  keep(asked: Asked, blocks: readonly BlockWithLogs[]): void
  close(): void
}

/** `PRAGMA application_id`: the ASCII bytes `logs`. */
const APPLICATION_ID = 0x6c6f6773
const MAX_BYTES = 8 * 1024 ** 3
/** Rows that are written between two looks at the size. */
const CHECK_INTERVAL = 10_000

/** A file's rows name their filters by number. Dropping the filters' table with its rows would save nothing worth it. */
const TABLES = `CREATE TABLE IF NOT EXISTS filters (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS blocks
    (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, filters INTEGER NOT NULL, content BLOB, UNIQUE (hash, filters))`

type Kept = Pick<Asked, 'filters' | 'proven'>
/** Logs are read again as a node's: files of before have their numbers as quantities. */
type Content = Omit<BlockWithLogs, 'logs' | 'receipts'> & {
  readonly logs: readonly unknown[]
  readonly receipts?: readonly [string, unknown][]
}

/**
 * The archive at `path`, opened, or made, with the first range. When the file holds more than `maxBytes` (8 GiB), the
 * oldest tenth goes, and is read from the node when it is wanted again. A file that is damaged is made anew.
 * @throws ArchiveError at the first range, when the file is another program's
 */
export function openArchive(path: string, maxBytes = MAX_BYTES): Archive {
  let opened: ReturnType<typeof prepare> | undefined
  const file = () => {
    opened ??= prepare(
      openSideFile({
        path,
        applicationId: APPLICATION_ID,
        tables: TABLES,
        refuse: (message) => new ArchiveError(message),
      }),
    )
    return opened
  }
  let written = 0

  return {
    find({ headers, matcher, ...wanted }) {
      const { rows, covers } = file()
      const blocks: BlockWithLogs[] = []
      for (const { hash } of headers) {
        const row = rows.all(bytesOf(hash)).find(({ filters }) => covers(Number(filters), wanted))
        if (row === undefined) return undefined
        if (!(row.content instanceof Uint8Array)) continue
        const block = decode(row.content)
        const logs = block.logs.filter((log) => matcher.matches(log))
        if (logs.length > 0) blocks.push({ ...block, logs })
      }
      return blocks
    },
    keep({ headers, filters, proven }, blocks) {
      if (headers.length === 0) return
      const { db, insert, idOf } = file()
      const byHash = new Map(blocks.filter(({ logs }) => logs.length > 0).map((block) => [block.header.hash, block]))
      db.exec('BEGIN')
      try {
        const id = idOf({ proven, filters })
        for (const { hash } of headers) {
          const block = byHash.get(hash)
          insert.run(bytesOf(hash), id, block === undefined ? null : encode(block))
        }
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
      written += headers.length
      if (written < CHECK_INTERVAL) return
      written = 0
      pruneSideFile(db, 'blocks', maxBytes)
    },
    close() {
      opened?.db.close()
      opened = undefined
    },
  }
}

function prepare(db: DatabaseSync) {
  const rows: StatementSync = db.prepare('SELECT filters, content FROM blocks WHERE hash = ?')
  const insert = db.prepare('INSERT OR IGNORE INTO blocks (hash, filters, content) VALUES (?, ?, ?)')
  const insertFilters = db.prepare('INSERT OR IGNORE INTO filters (text) VALUES (?)')
  const filtersByText = db.prepare('SELECT id FROM filters WHERE text = ?')
  const filtersById = db.prepare('SELECT text FROM filters WHERE id = ?')
  /** The same filters come with every range. */
  const known = new WeakMap<readonly LogFilter[], Map<number, boolean>>()
  return {
    db,
    rows,
    insert,
    idOf(kept: Kept): number {
      const text = JSON.stringify(kept)
      insertFilters.run(text)
      return Number(filtersByText.get(text)?.id)
    },
    covers(id: number, wanted: Kept): boolean {
      const answers = known.get(wanted.filters) ?? new Map<number, boolean>()
      known.set(wanted.filters, answers)
      const answer = answers.get(id) ?? covers(JSON.parse(String(filtersById.get(id)?.text)), wanted)
      answers.set(id, answer)
      return answer
    },
  }
}

/** Whether every log, and every receipt, that `wanted` asks for is among what was kept. Pure. */
export function covers(kept: Kept, wanted: Kept): boolean {
  if (wanted.proven && !kept.proven) return false
  return wanted.filters.every((filter) => kept.filters.some((other) => coversFilter(other, filter)))
}

function coversFilter(kept: LogFilter, wanted: LogFilter): boolean {
  if (wanted.receipts === true && kept.receipts !== true) return false
  if (!holdsAll(kept.addresses, wanted.addresses) || !holdsAll(kept.topics0, wanted.topics0)) return false
  return (kept.otherTopics ?? []).every((values, index) => {
    return holdsAll(values ?? undefined, wanted.otherTopics?.[index] ?? undefined)
  })
}

/** Absent is everything. */
function holdsAll(kept: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean {
  if (kept === undefined) return true
  if (wanted === undefined) return false
  const all = new Set(kept)
  return wanted.every((value) => all.has(value))
}

/** Of the block, what handlers see. */
function encode({ header, block, logs, receipts }: BlockWithLogs): Uint8Array {
  const used = new Set(logs.map((log) => log.transactionHash))
  const transactions = block.transactions.filter(({ hash }) => used.has(hash))
  const seen = { ...block, transactions, logsBloom: undefined, withdrawals: undefined }
  const content: Content = { header, block: seen, logs, ...(receipts && { receipts: [...receipts] }) }
  return zstdCompressSync(JSON.stringify(content))
}

function decode(bytes: Uint8Array): BlockWithLogs {
  const { receipts, logs, ...block } = JSON.parse(zstdDecompressSync(bytes).toString()) as Content
  const once = createOnce()
  return {
    ...block,
    logs: logs.map((log) => readLog(log, once)),
    ...(receipts && { receipts: new Map(receipts) as NonNullable<BlockWithLogs['receipts']> }),
  }
}

function bytesOf(hash: string): Uint8Array {
  return Buffer.from(hash.slice(2), 'hex')
}
