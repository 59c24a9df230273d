import type { DatabaseSync } from 'node:sqlite'
import type { BlockPtr, Schema, Store } from '../types.ts'
import { openWriteBehind, type WriteBehind } from './behind.ts'
import type { Blocks } from './blocks.ts'
import { nameError, StoreError } from './errors.ts'
import { DURABILITIES, type Durability, openFile, READING_CACHE_KIB, setDurability } from './file.ts'
import { findMissing, type SecondaryIndex } from './indexes.ts'
import { layoutStatements } from './layout.ts'
import { lockStore } from './lock.ts'
import { openMeta, schemaHash } from './meta.ts'
import { migrate } from './migrations.ts'
import { openReader, type Reader, type SqlFunction } from './reader.ts'
import { EMPTY_STATE } from './state-hash.ts'
import { openTables, runTransaction } from './tables.ts'

/** The store of one deployment in one SQLite file. One writer; any number of readers beside it. */
export type SqliteStore = Store & {
  readonly path: string
  /**
   * Ties the store to a chain the first time, checks it ever after.
   * @throws StoreError OTHER_CHAIN.
   */
  bindChain(chain: { readonly chainId: number; readonly genesisHash?: string }): void
  setDurability(durability: Durability): void
  /**
   * In a backfill, the thread that writes. What is under way there is not in the store yet, and nothing else may be
   * written before it is.
   */
  writeBehind(): WriteBehind | undefined
  /** Whether a backfill left indexes to be made: until then some queries read whole tables. */
  lacksIndexes(): boolean
  /** Makes the indexes that are missing, until the signal aborts. Call it when nothing is to be written. @throws StoreError */
  makeIndexes(signal: AbortSignal): Promise<void>
  /** A read-only connection with snapshots. The caller closes it. */
  openReader(functions?: readonly SqlFunction[]): Reader
  /** As `revert`. @returns by type how many versions are gone */
  rewind(keep: BlockPtr): ReadonlyMap<string, number>
  /** The first block whose state is kept. */
  earliestBlock(): number
  /** The hash of the state at a block up to the head, and the last block that changed it, if any has. */
  stateHash(block: number): { readonly hash: string; readonly block?: number }
}

const SMALL_PAGES = 1_000

export type StoreOptions = {
  /** File of the store; made, with its folder, where there is none. Files with suffixes appear beside it. */
  readonly path: string
  readonly schema: Schema
  /** Id of the deployment (a hash of the subgraph): a store serves one. */
  readonly deployment: string
  /** How many blocks before the head can be asked for, and gone back to: older versions are removed. All by default. */
  readonly historyBlocks?: number
  /** How much a backfill may have in the write-ahead log before it is moved to the main file. */
  readonly logBytes?: number
}

/**
 * Opens or makes the store and takes the writer's lock until `close()`.
 * @throws StoreError STORE_IN_USE, NOT_A_STORE, STORE_DAMAGED, NEWER_FORMAT, OTHER_DEPLOYMENT, OTHER_SCHEMA, NOT_WRITABLE.
 */
export function openStore(options: StoreOptions): SqliteStore {
  const { path, schema } = options
  return named(path, () => {
    const lock = lockStore(path)
    try {
      const db = openFile(path, layoutStatements(schema))
      try {
        return buildStore(db, options, lock.release)
      } catch (error) {
        db.close()
        throw error
      }
    } catch (error) {
      lock.release()
      throw error
    }
  })
}

function buildStore(db: DatabaseSync, options: StoreOptions, release: () => void): SqliteStore {
  const { path, schema, deployment, historyBlocks, logBytes = DURABILITIES.backfill.checkpointBytes } = options
  const meta = openMeta(db)
  let behind: WriteBehind | undefined
  let isBackfill = false
  const transaction = <T>(write: () => T) => named(path, () => runTransaction(db, write))
  transaction(() => {
    meta.pin(
      'deployment',
      deployment,
      'OTHER_DEPLOYMENT',
      (kept) => `${path} holds deployment ${kept}, not ${deployment}: choose another store path, or delete the file`,
    )
    meta.pin(
      'schema',
      schemaHash(schema.source),
      'OTHER_SCHEMA',
      () => `${path} was made with another schema.graphql: choose another store path, or delete the file`,
    )
    meta.set('schemaSource', schema.source)
    migrate(db, schema)
  })

  // Of this deployment and schema: the tables are there.
  const tables = openTables(db, schema, historyBlocks)
  const { blocks, facts, getTable } = tables
  const missing = findMissing(db, schema)
  // Without it each transaction would read whole tables for what is to be removed.
  if (historyBlocks !== undefined) for (const index of missing.values()) if (index.isOfEnds) makeHere(index)

  // A disk that fails may do so where the store is only read.
  const reading =
    <A extends unknown[], T>(read: (...args: A) => T) =>
    (...args: A) =>
      named(path, () => read(...args))

  const revert = (keep: BlockPtr | undefined): ReadonlyMap<string, number> =>
    transaction(() => {
      checkKept(blocks, keep)
      return tables.revert(keep?.number ?? -1)
    })

  function openBehind(): WriteBehind {
    behind ??= openWriteBehind({ path, schema, historyBlocks, logBytes })
    return behind
  }

  function closeBehind(): void {
    behind?.close()
    behind = undefined
  }

  /** Here, while others wait: what a thread would take longer to start for, or what a handler waits for. */
  function makeHere(index: SecondaryIndex): void {
    named(path, () => db.exec(index.sql))
    missing.delete(index.name)
  }

  return {
    path,
    head: reading(blocks.head),
    findBlock: reading(blocks.find),
    findBlockAtOrBefore: reading(blocks.findAtOrBefore),
    find: reading((type, id) => getTable(type).find(id)),
    findRelated: reading((type, field, id) => {
      for (const index of missing.values())
        if (index.reference?.type === type && index.reference.field === field) makeHere(index)
      return getTable(type).findRelated(field, id)
    }),
    transact: (results) => transaction(() => tables.write(results)),
    writeBehind() {
      return isBackfill ? openBehind() : undefined
    },
    lacksIndexes: () => missing.size > 0,
    async makeIndexes(signal) {
      for (const index of missing.values()) {
        if (signal.aborted) break
        if (isSmall(db)) {
          makeHere(index)
          continue
        }
        await openBehind().makeIndex(index.sql)
        missing.delete(index.name)
      }
      if (!isBackfill) closeBehind()
    },
    dataSources: reading(facts.dataSources),
    nonFatalErrors: reading(facts.errors),
    firstFailedBlock: reading(() => {
      const numbers = [facts.firstError(), tables.failure()?.block.number].filter((number) => number !== undefined)
      return numbers.length === 0 ? undefined : Math.min(...numbers)
    }),
    revert: (keep) => void revert(keep),
    rewind: revert,
    earliestBlock: reading(tables.pruning.earliestBlock),
    stateHash: reading((block) => tables.stateHashes.findAt(block) ?? { hash: EMPTY_STATE }),
    failure: reading(tables.failure),
    fail: (error) => transaction(() => tables.fail(error)),
    bindChain({ chainId, genesisHash }) {
      transaction(() => {
        pinChain('chain', String(chainId))
        if (genesisHash !== undefined) pinChain('genesis', genesisHash)
      })
    },
    setDurability(durability) {
      if (isBackfill === (durability === 'backfill')) return
      isBackfill = durability === 'backfill'
      setDurability(db, durability, isBackfill ? READING_CACHE_KIB : undefined)
      if (isBackfill) return
      closeBehind()
      // What the backfill left to the operating system goes to the disk now.
      named(path, () => db.exec('PRAGMA wal_checkpoint(PASSIVE)'))
    },
    openReader: (functions) => openReader(path, functions),
    close() {
      if (!db.isOpen) return
      closeBehind()
      db.close()
      release()
    },
  }

  function pinChain(key: 'chain' | 'genesis', value: string): void {
    meta.pin(
      key,
      value,
      'OTHER_CHAIN',
      (kept) =>
        `${path} was indexed from a chain with ${key} ${kept}, the node has ${value}: check the RPC URL, or choose another store path`,
    )
  }
}

/** Whether an index is made in a moment. */
function isSmall(db: DatabaseSync): boolean {
  return Number(db.prepare('PRAGMA page_count').get()?.page_count) < SMALL_PAGES
}

/** A revert leaves a head that the store knows: the cursor is a kept header. */
function checkKept(blocks: Blocks, keep: BlockPtr | undefined): void {
  if (keep === undefined || blocks.find(keep.number)?.hash === keep.hash) return
  throw new StoreError(
    'UNKNOWN_BLOCK',
    `cannot go back to block ${keep.number} (${keep.hash}): the store does not have it`,
  )
}

function named<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw nameError(error, path)
  }
}
