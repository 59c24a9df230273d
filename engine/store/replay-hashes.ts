import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { storedFields } from '../packed-entity.ts'
import type { EntityType, Schema, SubgraphError } from '../types.ts'
import { BlockContent } from './block-content.ts'
import { openBlockFacts } from './block-facts.ts'
import { quote, startColumn } from './layout.ts'
import { openMeta } from './meta.ts'
import { EMPTY_STATE } from './state-hash.ts'

/** The hashes as the rows of the store give them; of a store whose versions are all there. */
export function* replayStateHashes(db: DatabaseSync, schema: Schema): Iterable<{ block: number; hash: string }> {
  const changes = [...schema.entities.values()].flatMap((entity) =>
    entity.immutable ? [startsOf(db, entity)] : [startsOf(db, entity), endsOf(db, entity)],
  )
  const takers = changes.map(takeByBlock)
  const takeFacts = factsByBlock(db)
  const content = new BlockContent()
  let state = EMPTY_STATE
  for (const { number, hash } of db.prepare('SELECT number, hash FROM "$block" ORDER BY number').iterate()) {
    const block = { number: Number(number), hash: String(hash) }
    const done = takers.flatMap((take) => take(block.number))
    const ordered = done.sort((a, b) => compare(a.type, b.type) || compare(a.id, b.id))
    content.begin(state, block)
    for (const change of ordered) putChange(content, change)
    content.putFacts(takeFacts(block))
    if (content.isEmpty) continue
    state = content.hash()
    yield { block: block.number, hash: state }
  }
}

function putChange(content: BlockContent, { type, id, columns }: Change): void {
  if (columns === null) {
    content.putRemoval(type, id)
    return
  }
  content.startSet(type)
  for (const column of columns) content.putColumn(column)
  content.endChange()
}

type Change = {
  readonly block: number
  readonly type: string
  readonly id: string
  readonly columns: readonly SQLInputValue[] | null
}

/** The versions of a type in the order of their blocks. */
function* startsOf(db: DatabaseSync, entity: EntityType): Iterable<Change> {
  const fields = storedFields(entity)
  const idIndex = fields.findIndex(({ name }) => name === 'id')
  const columns = fields.map(({ name }) => quote(name)).join(', ')
  const sql = `SELECT "${startColumn(entity)}", ${columns} FROM ${quote(entity.name)} ORDER BY "vid$"`
  for (const [block, ...row] of iterate(db, sql))
    yield { block: Number(block), type: entity.name, id: String(row[idIndex]), columns: row }
}

/** The removals of entities of a type in the order of their blocks: versions that end where no other starts. */
function* endsOf(db: DatabaseSync, { name }: EntityType): Iterable<Change> {
  const sql = `SELECT c."block$to", c."id" FROM ${quote(name)} c WHERE c."block$to" IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ${quote(name)} n WHERE n."id" = c."id" AND n."block$from" = c."block$to") ORDER BY c."block$to"`
  for (const [block, id] of iterate(db, sql)) yield { block: Number(block), type: name, id: String(id), columns: null }
}

/** Integers as they are: beyond 2^53 a number is not exact. */
function iterate(db: DatabaseSync, sql: string): Iterable<SQLOutputValue[]> {
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  return statement.iterate() as unknown as Iterable<SQLOutputValue[]>
}

/** For ascending blocks, the changes of each. */
function takeByBlock(changes: Iterable<Change>): (block: number) => Change[] {
  const rest = changes[Symbol.iterator]()
  let next = rest.next()
  return (block) => {
    const taken: Change[] = []
    while (next.done !== true && next.value.block === block) {
      taken.push(next.value)
      next = rest.next()
    }
    return taken
  }
}

function factsByBlock(db: DatabaseSync) {
  const facts = openBlockFacts(db)
  const dataSources = Map.groupBy(facts.dataSources(), ({ startBlock }) => startBlock)
  const errors = Map.groupBy(facts.errors(), ({ block }) => block.number)
  const stored = openMeta(db).get('failure')
  const failure = stored === undefined ? undefined : (JSON.parse(stored) as SubgraphError)
  return ({ number, hash }: { readonly number: number; readonly hash: string }) => ({
    dataSources: dataSources.get(number) ?? [],
    errors: errors.get(number) ?? [],
    failure: failure?.block.hash === hash ? failure : undefined,
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
