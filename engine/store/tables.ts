import type { DatabaseSync } from 'node:sqlite'
import type { BlockResult, Schema, SubgraphError } from '../types.ts'
import { type BlockFacts, openBlockFacts } from './block-facts.ts'
import { type Blocks, openBlocks } from './blocks.ts'
import { type EntityTable, openEntityTable } from './entity-table.ts'
import { StoreError } from './errors.ts'
import { storedTypes } from './layout.ts'
import { type Meta, openMeta } from './meta.ts'
import { openRollups } from './rollup/index.ts'
import { planWrites } from './write-plan.ts'

/** All that a store holds, read and written by one connection. */
export type Tables = {
  readonly meta: Meta
  readonly blocks: Blocks
  readonly facts: BlockFacts
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
  /** Takes back everything above a block, in a transaction of the caller. */
  revert(number: number): void
}

/** Prepares the statements of a store. */
export function openTables(db: DatabaseSync, schema: Schema): Tables {
  const meta = openMeta(db)
  const blocks = openBlocks(db)
  const facts = openBlockFacts(db)
  const entities = new Map<string, EntityTable>()
  for (const entity of storedTypes(schema)) entities.set(entity.name, openEntityTable(db, schema, entity))

  const rollups = openRollups(db, schema)

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
      const isImmutable = (type: string) => getTable(type).isImmutable
      for (const version of planWrites(results, isImmutable)) getTable(version.change.type).write(version)
      for (const { block } of results) {
        if (before !== undefined)
          rollups.endBuckets(before, block, ({ name }, entity) => {
            const change = { type: name, id: String(entity.id), entity }
            getTable(name).write({ change, block: block.number, end: null, closesStored: false })
          })
        before = block
      }
      const stopped = results.find((result) => result.failure !== undefined)?.failure
      if (stopped !== undefined) fail(stopped)
    },
    revert(number) {
      for (const table of entities.values()) table.revert(number)
      blocks.removeAbove(number)
      facts.removeAbove(number)
      const failed = failure()
      if (failed !== undefined && failed.block.number > number) meta.remove('failure')
    },
  }
}

/** Runs `write` in a transaction. */
export function runTransaction(db: DatabaseSync, write: () => void): void {
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
