import type { DatabaseSync } from 'node:sqlite'
import type { BlockPtr, BlockResult, Schema, Store, SubgraphError } from '../types.ts'
import { type BlockFacts, openBlockFacts } from './block-facts.ts'
import { type Blocks, openBlocks } from './blocks.ts'
import { type EntityTable, openEntityTable } from './entity-table.ts'
import { nameError, StoreError } from './errors.ts'
import { openFile } from './file.ts'
import { layoutStatements } from './layout.ts'
import { lockStore } from './lock.ts'
import { openMeta, schemaHash } from './meta.ts'
import { openReader, type Reader } from './reader.ts'

/**
 * When a commit counts. `full`: once it is on the disk. `backfill`: once the operating system has it; after a power
 * failure the last commits may be missing (never torn), and are derived from the chain again.
 */
export type Durability = 'full' | 'backfill'

/** The store of one deployment in one SQLite file. One writer; any number of readers beside it. */
export type SqliteStore = Store & {
  readonly path: string
  /**
   * Ties the store to a chain the first time, checks it ever after.
   * @throws StoreError OTHER_CHAIN.
   */
  bindChain(chain: { readonly chainId: number; readonly genesisHash?: string }): void
  setDurability(durability: Durability): void
  /** A read-only connection with snapshots. The caller closes it. */
  openReader(): Reader
}

export type StoreOptions = {
  /** File of the store; made, with its folder, where there is none. Files with suffixes appear beside it. */
  readonly path: string
  readonly schema: Schema
  /** Id of the deployment (a hash of the subgraph): a store serves one. */
  readonly deployment: string
}

/**
 * Opens or makes the store and takes the writer's lock until `close()`.
 * @throws StoreError STORE_IN_USE, NOT_A_STORE, STORE_DAMAGED, NEWER_FORMAT, OTHER_DEPLOYMENT, OTHER_SCHEMA, NOT_WRITABLE.
 */
export function openStore({ path, schema, deployment }: StoreOptions): SqliteStore {
  const lock = named(path, () => lockStore(path))
  try {
    const db = named(path, () => openFile(path, layoutStatements(schema)))
    try {
      return buildStore(db, { path, schema, deployment }, lock.release)
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function buildStore(db: DatabaseSync, { path, schema, deployment }: StoreOptions, release: () => void): SqliteStore {
  const meta = openMeta(db)
  const blocks = openBlocks(db)
  const facts = openBlockFacts(db)
  runTransaction(db, () => {
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
  })
  const tables = new Map<string, EntityTable>()
  for (const entity of schema.entities.values()) tables.set(entity.name, openEntityTable(db, schema, entity))

  function table(type: string): EntityTable {
    const found = tables.get(type)
    if (found === undefined) throw new Error(`the schema has no entity type ${type}`)
    return found
  }

  function failure(): SubgraphError | undefined {
    const stored = meta.get('failure')
    return stored === undefined ? undefined : (JSON.parse(stored) as SubgraphError)
  }

  const transaction = (write: () => void) => named(path, () => runTransaction(db, write))

  return {
    path,
    head: blocks.head,
    findBlock: blocks.find,
    findBlockAtOrBefore: blocks.findAtOrBefore,
    find: (type, id) => table(type).find(id),
    findRelated: (type, field, id) => table(type).findRelated(field, id),
    transact: (results) =>
      transaction(() => {
        writeResults(blocks, facts, table, results)
        const stopped = results.find((result) => result.failure !== undefined)?.failure
        if (stopped !== undefined) meta.set('failure', JSON.stringify(stopped))
      }),
    dataSources: facts.dataSources,
    nonFatalErrors: facts.errors,
    firstFailedBlock() {
      const numbers = [facts.firstError(), failure()?.block.number].filter((number) => number !== undefined)
      return numbers.length === 0 ? undefined : Math.min(...numbers)
    },
    revert(keep) {
      checkKept(blocks, keep)
      transaction(() => {
        const number = keep?.number ?? -1
        for (const entityTable of tables.values()) entityTable.revert(number)
        blocks.removeAbove(number)
        facts.removeAbove(number)
        const failure = meta.get('failure')
        if (failure !== undefined && (JSON.parse(failure) as SubgraphError).block.number > number)
          meta.remove('failure')
      })
    },
    failure,
    fail: (error) => transaction(() => meta.set('failure', JSON.stringify(error))),
    bindChain({ chainId, genesisHash }) {
      transaction(() => {
        pinChain('chain', String(chainId))
        if (genesisHash !== undefined) pinChain('genesis', genesisHash)
      })
    },
    setDurability: (durability) => db.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`),
    openReader: () => openReader(path),
    close() {
      if (!db.isOpen) return
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

function writeResults(
  blocks: Blocks,
  facts: BlockFacts,
  table: (type: string) => EntityTable,
  results: readonly BlockResult[],
): void {
  let head = blocks.head()?.number ?? -1
  for (const result of results) {
    const { block, changes } = result
    if (block.number <= head) throw new StoreError('CONFLICT', `block ${block.number} is not above the head, ${head}`)
    head = block.number
    blocks.insert(block)
    facts.insert(result)
    for (const change of changes) table(change.type).write(block.number, change)
  }
}

/** A revert leaves a head that the store knows: the cursor is a kept header. */
function checkKept(blocks: Blocks, keep: BlockPtr | undefined): void {
  if (keep === undefined || blocks.find(keep.number)?.hash === keep.hash) return
  throw new StoreError(
    'UNKNOWN_BLOCK',
    `cannot go back to block ${keep.number} (${keep.hash}): the store does not have it`,
  )
}

function runTransaction(db: DatabaseSync, write: () => void): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    write()
    db.exec('COMMIT')
  } catch (error) {
    // SQLite has rolled back by itself after some errors, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function named<T>(path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw nameError(error, path)
  }
}
