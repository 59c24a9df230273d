import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { unpackEntity } from '../engine/packed-entity.ts'
import type { EntityChange } from '../engine/types.ts'
import { findPostgres } from '../test/support/postgres.ts'
import { blocksOf, changesOf, type Size } from './query-data.ts'

/** Rows that are written at once. */
const CHUNK = 5_000

/**
 * Puts the entities into the tables that graph-node made for its first subgraph, which has seen all blocks: to have its
 * handlers make them would take a quarter of an hour, for the same rows.
 */
export async function fillGraphNode(postgresUrl: string, size: Size): Promise<void> {
  await copy(postgresUrl, 'account (vid, block_range, id, name, balance)', accountRows(size))
  await copy(postgresUrl, 'move (vid, block$, id, "from", "to", amount, note, block)', moveRows(size))
  await psql(postgresUrl, 'ANALYZE sgd1.account; ANALYZE sgd1.move')
}

function* changes(size: Size, type: string): Generator<readonly [block: number, change: EntityChange]> {
  for (let number = 1; number <= blocksOf(size); number++)
    for (const change of changesOf(size, number)) if (change.type === type) yield [number, change]
}

function* accountRows(size: Size): Generator<readonly unknown[]> {
  const ends = new Map<string, number[]>()
  for (const [block, { id }] of changes(size, 'Account')) ends.set(id, [...(ends.get(id) ?? []), block])
  const seen = new Map<string, number>()
  let vid = 1
  for (const [block, { id, entity }] of changes(size, 'Account')) {
    const { name, balance } = unpackEntity(entity ?? {})
    const version = (seen.get(id) ?? 0) + 1
    seen.set(id, version)
    const end = ends.get(id)?.[version] ?? ''
    yield [vid++, `[${block},${end})`, bytea(id), name, balance]
  }
}

function* moveRows(size: Size): Generator<readonly unknown[]> {
  let vid = 1
  for (const [block, { id, entity }] of changes(size, 'Move')) {
    const { from, to, amount, note } = unpackEntity(entity ?? {})
    yield [vid++, block, bytea(id), bytea(String(from)), bytea(String(to)), amount, note, block]
  }
}

/** As `COPY` reads it. */
const bytea = (hex: string) => `\\\\x${hex.slice(2)}`

function* lines(rows: Iterable<readonly unknown[]>): Generator<string> {
  let text = ''
  let count = 0
  for (const row of rows) {
    text += `${row.join('\t')}\n`
    if (++count % CHUNK !== 0) continue
    yield text
    text = ''
  }
  yield text
}

function copy(postgresUrl: string, target: string, rows: Iterable<readonly unknown[]>): Promise<void> {
  return psql(postgresUrl, `COPY sgd1.${target} FROM STDIN`, Readable.from(lines(rows)))
}

async function psql(postgresUrl: string, sql: string, input = Readable.from([])): Promise<void> {
  const args = [postgresUrl, '-v', 'ON_ERROR_STOP=1', '-q', '-c', sql]
  const child = spawn(join(findPostgres() ?? '', 'psql'), args, { stdio: ['pipe', 'inherit', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  await pipeline(input, child.stdin)
  const code = await ended
  if (code !== 0) throw new Error(`psql ended with ${code}: ${sql}`)
}
