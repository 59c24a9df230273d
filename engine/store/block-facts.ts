import type { DatabaseSync } from 'node:sqlite'
import type { BlockResult, DynamicDataSource, SubgraphError } from '../types.ts'

/** What blocks left besides entities: data sources made, handlers that failed. A revert takes it back with its block. */
export type BlockFacts = {
  dataSources(): DynamicDataSource[]
  errors(): SubgraphError[]
  /** The first block with an error. */
  firstError(): number | undefined
  insert(result: BlockResult): void
  removeAbove(number: number): void
}

export function openBlockFacts(db: DatabaseSync): BlockFacts {
  const dataSources = db.prepare(
    `SELECT block, template, address, context, (SELECT done.block FROM "$file_done" AS done WHERE done.template = made.template
      AND done.address = made.address AND done.context IS made.context) AS done FROM "$data_source" AS made ORDER BY id`,
  )
  const insertDataSource = db.prepare(
    'INSERT INTO "$data_source" (block, template, address, context) VALUES (?, ?, ?, ?)',
  )
  const insertDone = db.prepare('INSERT INTO "$file_done" (block, template, address, context) VALUES (?, ?, ?, ?)')
  const removeDone = db.prepare('DELETE FROM "$file_done" WHERE block > ?')
  const removeDataSources = db.prepare('DELETE FROM "$data_source" WHERE block > ?')
  const errors = db.prepare('SELECT block, hash, message, handler FROM "$error" ORDER BY id')
  const firstError = db.prepare('SELECT block FROM "$error" ORDER BY id LIMIT 1')
  const insertError = db.prepare('INSERT INTO "$error" (block, hash, message, handler) VALUES (?, ?, ?, ?)')
  const removeErrors = db.prepare('DELETE FROM "$error" WHERE block > ?')
  return {
    dataSources: () =>
      dataSources.all().map(({ block, template, address, context, done }) => ({
        template: template as string,
        address: address as string,
        ...(context !== null && { context: context as string }),
        startBlock: block as number,
        ...(done !== null && { doneAt: done as number }),
      })),
    errors: () =>
      errors.all().map(({ block, hash, message, handler }) => ({
        message: message as string,
        block: { number: block as number, hash: hash as string },
        ...(handler !== null && { handler: handler as string }),
      })),
    firstError: () => firstError.get()?.block as number | undefined,
    insert: ({ block: { number }, dataSources: made = [], filesDone = [], errors: failures = [] }) => {
      for (const { startBlock, template, address, context } of made) {
        insertDataSource.run(startBlock, template, address, context ?? null)
      }
      for (const { template, address, context } of filesDone) insertDone.run(number, template, address, context ?? null)
      for (const { block, message, handler } of failures) {
        insertError.run(block.number, block.hash, message, handler ?? null)
      }
    },
    removeAbove(number) {
      removeDataSources.run(number)
      removeDone.run(number)
      removeErrors.run(number)
    },
  }
}
