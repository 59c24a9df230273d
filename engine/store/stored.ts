import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { parseSchema } from '../schema/index.ts'
import type { BlockHeader, BlockPtr } from '../types.ts'
import { openBlocks } from './blocks.ts'
import { nameError, StoreError } from './errors.ts'
import { checkFormat, FORMAT, formatOf, openReadOnly } from './file.ts'
import { openMeta } from './meta.ts'
import { EARLIEST_BLOCK } from './pruning.ts'
import { replayStateHashes } from './replay-hashes.ts'
import { openStore } from './sqlite-store.ts'
import { EMPTY_STATE, openStateHashes } from './state-hash.ts'

/*
 * What is done with a store alone, without the build that it was indexed by.
 */

/** The state at a block as one hash. */
export type StateHash = {
  readonly deployment: string
  /** The block that was asked for. */
  readonly block: number
  readonly hash: string
  /** The last block up to it that changed anything; none where nothing has changed yet. */
  readonly changedIn?: BlockPtr
}

/**
 * Reads the state hash at a block, the head by default. An engine may be writing meanwhile.
 * @throws StoreError NO_STORE, NOT_A_STORE, OLDER_FORMAT, NEWER_FORMAT, UNKNOWN_BLOCK
 */
export function readStateHash(path: string, number?: number): StateHash {
  return readOnly(path, (db) => {
    const blocks = openBlocks(db)
    const block = number ?? getHead(path, blocks.head()).number
    checkBlock(path, blocks.head(), block)
    const found = openStateHashes(db).findAt(block)
    const header = found && blocks.find(found.block)
    const deployment = openMeta(db).get('deployment') ?? ''
    const { hash } = found ?? { hash: EMPTY_STATE }
    return { deployment, block, hash, ...(header && { changedIn: { number: header.number, hash: header.hash } }) }
  })
}

/**
 * Computes the state hashes from the rows again.
 * @returns the first block whose rows do not give the hash that is stored, if any
 * @throws StoreError as `readStateHash`, and PRUNED where rows are missing by intention
 */
export function findStateMismatch(path: string): number | undefined {
  return readOnly(path, (db) => {
    const meta = openMeta(db)
    if (meta.get(EARLIEST_BLOCK) !== undefined)
      throw new StoreError(
        'PRUNED',
        `${path} cannot be checked: versions before block ${meta.get(EARLIEST_BLOCK)} are gone`,
      )
    const stored = db.prepare('SELECT block, hash FROM "$state_hash" ORDER BY block').iterate()
    for (const { block, hash } of replayStateHashes(db, parseSchema(meta.get('schemaSource') ?? ''))) {
      const next = stored.next().value
      if (next?.block !== block || next.hash !== hash) return Math.min(block, Number(next?.block ?? block))
    }
    return stored.next().value?.block as number | undefined
  })
}

/** What a rewind took back. */
export type Rewound = {
  readonly from: BlockPtr
  /** The head now: the last stored block up to the one that was asked for. */
  readonly to: BlockPtr
  /** By type, how many versions are gone. */
  readonly versions: Readonly<Record<string, number>>
}

/**
 * Goes back to the state at a block. Takes the writer's lock.
 * @throws StoreError as `readStateHash`; STORE_IN_USE, PRUNED
 */
export function rewindStore(path: string, number: number): Rewound {
  const { deployment, source } = readOnly(path, (db) => {
    const meta = openMeta(db)
    return { deployment: meta.get('deployment') ?? '', source: meta.get('schemaSource') ?? '' }
  })
  const store = openStore({ path, schema: parseSchema(source), deployment })
  try {
    const head = getHead(path, store.head())
    checkBlock(path, head, number)
    const keep = store.findBlockAtOrBefore(number)
    if (keep === undefined) {
      const first = `${path} has no block ${number}: its first block is later; to start anew, delete it`
      throw new StoreError('UNKNOWN_BLOCK', first)
    }
    const versions = store.rewind(keep)
    const pointer = ({ number, hash }: BlockHeader) => ({ number, hash })
    return { from: pointer(head), to: pointer(keep), versions: Object.fromEntries(versions) }
  } finally {
    store.close()
  }
}

function readOnly<T>(path: string, read: (db: DatabaseSync) => T): T {
  if (!existsSync(path)) throw new StoreError('NO_STORE', `${path}: there is no store`)
  let db: DatabaseSync | undefined
  try {
    db = openReadOnly(path)
    checkFormat(db, path)
    if (formatOf(db) < FORMAT)
      throw new StoreError(
        'OLDER_FORMAT',
        `${path} has format ${formatOf(db)}, not ${FORMAT}: start the engine with it once, which upgrades it`,
      )
    // One state of the store, whatever is written meanwhile.
    db.exec('BEGIN')
    return read(db)
  } catch (error) {
    throw nameError(error, path)
  } finally {
    db?.close()
  }
}

function getHead(path: string, head: BlockHeader | undefined): BlockHeader {
  if (head === undefined) throw new StoreError('UNKNOWN_BLOCK', `${path} has no blocks yet`)
  return head
}

function checkBlock(path: string, head: BlockHeader | undefined, number: number): void {
  if (number > getHead(path, head).number)
    throw new StoreError('UNKNOWN_BLOCK', `${path} has no block ${number} yet: it is at block ${head?.number}`)
}
