import type { DatabaseSync } from 'node:sqlite'
import type { BlockResult, Schema, SubgraphError } from '../types.ts'
import { BlockContent } from './block-content.ts'
import { type BlockFacts, openBlockFacts } from './block-facts.ts'
import { type Blocks, openBlocks } from './blocks.ts'
import { type EntityTable, openEntityTable } from './entity-table.ts'
import { StoreError } from './errors.ts'
import { storedTypes } from './layout.ts'
import { type Meta, openMeta } from './meta.ts'
import { openPruning, type Pruning } from './pruning.ts'
import { openRollups } from './rollup/index.ts'
import { EMPTY_STATE, inHashOrder, openStateHashes, type StateHashes } from './state-hash.ts'
import { planWrites } from './write-plan.ts'

/** All that a store holds, read and written by one connection. */
export type Tables = {
  readonly meta: Meta
  readonly blocks: Blocks
  readonly facts: BlockFacts
  readonly stateHashes: StateHashes
  readonly pruning: Pruning
  readonly entities: ReadonlyMap<string, EntityTable>
  /** @throws Error when the schema has no such type */
  getTable(type: string): EntityTable
  /**
   * Writes blocks in ascending order, and moves the cursor to the last of them; in a transaction of the caller.
   * @throws StoreError CONFLICT
   */
  write(results: readonly BlockResult[]): void
  failure(): SubgraphError | undefined
  fail(error: SubgraphError): void
  /**
   * Takes back everything above a block, in a transaction of the caller. @returns by type how many versions are gone
   * @throws StoreError PRUNED
   */
  revert(number: number): ReadonlyMap<string, number>
}

/**
 * Prepares the statements of a store.
 * @param historyBlocks how many blocks before the head are kept with each write; without it all are
 */
export function openTables(db: DatabaseSync, schema: Schema, historyBlocks?: number): Tables {
  const meta = openMeta(db)
  const blocks = openBlocks(db)
  const facts = openBlockFacts(db)
  const stateHashes = openStateHashes(db)
  const pruning = openPruning(db, schema, meta)
  const entities = new Map<string, EntityTable>()
  for (const entity of storedTypes(schema)) entities.set(entity.name, openEntityTable(db, schema, entity))

  const rollups = openRollups(db, schema)
  const content = new BlockContent()

  function getTable(type: string): EntityTable {
    const found = entities.get(type)
    if (found === undefined) throw new Error(`the schema has no entity type ${type}`)
    return found
  }

  function failure(): SubgraphError | undefined {
    const stored = meta.get('failure')
    return stored === undefined ? undefined : (JSON.parse(stored) as SubgraphError)
  }

  const fail = (error: SubgraphError) => meta.set('failure', JSON.stringify(error))

  return {
    meta,
    blocks,
    facts,
    stateHashes,
    pruning,
    entities,
    getTable,
    failure,
    fail,
    write(results) {
      let before = blocks.head()
      let head = before?.number ?? -1
      for (const result of results) {
        const { number } = result.block
        if (number <= head) throw new StoreError('CONFLICT', `block ${number} is not above the head, ${head}`)
        head = number
        blocks.insert(result.block)
        facts.insert(result)
      }
      writeChanges(results)
      for (const { block } of results) {
        if (before !== undefined)
          rollups.endBuckets(before, block, ({ name }, entity) => {
            const change = { type: name, id: String(entity.id), entity }
            // What is put into the content now enters no hash.
            getTable(name).write({ change, block: block.number, end: null, closesStored: false }, content)
          })
        before = block
      }
      const stopped = results.find((result) => result.failure !== undefined)?.failure
      if (stopped !== undefined) fail(stopped)
      const changes = results.reduce((count, result) => count + result.changes.length, 0)
      if (historyBlocks !== undefined) pruning.advance(head, historyBlocks, changes)
    },
    revert(number) {
      const earliest = pruning.earliestBlock()
      // Of a block that is not kept itself the one before has the state.
      if (earliest > 0 && number < (blocks.findAtOrBefore(earliest)?.number ?? -1))
        throw new StoreError(
          'PRUNED',
          `cannot go back to block ${number}: the store keeps the states from block ${earliest} on; delete it and index again`,
        )
      const removed = new Map([...entities].map(([type, table]) => [type, table.revert(number)]))
      blocks.removeAbove(number)
      facts.removeAbove(number)
      stateHashes.removeAbove(number)
      const failed = failure()
      if (failed !== undefined && failed.block.number > number) meta.remove('failure')
      return removed
    },
  }

  function writeChanges(results: readonly BlockResult[]): void {
    const ordered = results.map((result) => ({ ...result, changes: inHashOrder(result.changes) }))
    const versions = planWrites(ordered, (type) => getTable(type).isImmutable)
    let state = stateHashes.findAt(Number.MAX_SAFE_INTEGER)?.hash ?? EMPTY_STATE
    let next = 0
    for (const result of ordered) {
      content.begin(state, result.block)
      for (const version of versions.slice(next, next + result.changes.length))
        getTable(version.change.type).write(version, content)
      next += result.changes.length
      content.putFacts(result)
      if (content.isEmpty) continue
      state = content.hash()
      stateHashes.insert(result.block.number, state)
    }
  }
}

/** Runs `write` in a transaction. */
export function runTransaction<T>(db: DatabaseSync, write: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = write()
    db.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself after some errors, such as a full disk.
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
