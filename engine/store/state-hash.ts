import { hash } from 'node:crypto'
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { BlockPtr, BlockResult, EntityChange, SubgraphError } from '../types.ts'

/*
 * A hash of everything that blocks did to the store, chained from block to block (docs/decisions/012-state-hash.md).
 * Blocks that did nothing have none: which of them are stored depends on where a run fetched.
 */

/** The state before the first change. */
export const EMPTY_STATE = `0x${'0'.repeat(64)}`

/** The hashes by block. */
export type StateHashes = {
  /** The hash after a block: that of the last block up to it that did something. */
  findAt(block: number): { readonly block: number; readonly hash: string } | undefined
  insert(block: number, hash: string): void
  removeAbove(block: number): void
}

export function openStateHashes(db: DatabaseSync): StateHashes {
  const at = db.prepare('SELECT block, hash FROM "$state_hash" WHERE block <= ? ORDER BY block DESC LIMIT 1')
  const insert = db.prepare('INSERT INTO "$state_hash" (block, hash) VALUES (?, ?)')
  const removeAbove = db.prepare('DELETE FROM "$state_hash" WHERE block > ?')
  return {
    findAt(block) {
      const row = at.get(block)
      return row === undefined ? undefined : { block: row.block as number, hash: row.hash as string }
    },
    insert: (block, stateHash) => void insert.run(block, stateHash),
    removeAbove: (block) => void removeAbove.run(block),
  }
}

/** The state after a block, from the one before and from what the block did, which is not nothing. */
export function nextStateHash(before: string, { number, hash: blockHash }: BlockPtr, content: string): string {
  return `0x${hash('sha256', `${before}\n${number} ${blockHash}\n${content}`)}`
}

/** The changes of a block in the order in which they are hashed: by type, then by id, as JavaScript compares texts. */
export function inHashOrder(changes: readonly EntityChange[]): EntityChange[] {
  return [...changes].sort((a, b) =>
    a.type === b.type ? (a.id < b.id ? -1 : Number(a.id > b.id)) : a.type < b.type ? -1 : 1,
  )
}

/** @param columns as they are stored, in the order of the schema; null where the entity was removed */
export function changeText(type: string, id: string, columns: readonly SQLInputValue[] | null): string {
  if (columns === null) return `remove ${type} ${valueText(id)}\n`
  let text = `set ${type}`
  for (const column of columns) text += ` ${valueText(column)}`
  return `${text}\n`
}

/** What a block did besides: of errors that there is one, and where, but not its words, which may be improved. */
export function factsText({ dataSources = [], errors = [], failure }: FactsOfBlock): string {
  let text = ''
  for (const { template, address, context } of dataSources)
    text += `create ${valueText(template)} ${valueText(address)} ${valueText(context ?? null)}\n`
  for (const { handler } of errors) text += `error ${valueText(handler ?? null)}\n`
  if (failure !== undefined) text += `failure ${valueText(failure.handler ?? null)}\n`
  return text
}

export type FactsOfBlock = Pick<BlockResult, 'dataSources' | 'errors'> & {
  readonly failure?: SubgraphError | undefined
}

/** A value so that no two texts are those of one list of values. */
function valueText(value: SQLInputValue): string {
  if (value === null) return '-'
  return typeof value === 'string' ? `${value.length}:${value}` : String(value)
}
