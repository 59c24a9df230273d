/**
 * Measures the engine's GraphQL API on a store of a million entities and writes `query.json` beside this file:
 * `node bench/query.ts [--accounts 100000] [--moves 900000] [--runs 200]`.
 *
 * Times are of one query at a time in this process, from the text to the response as a JSON text; the file is warm.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createQueryService } from '../engine/query/index.ts'
import { parseSchema } from '../engine/schema/index.ts'
import { openStore, type SqliteStore } from '../engine/store/index.ts'
import type { BlockResult, EntityChange } from '../engine/types.ts'

const SCHEMA = parseSchema(`
  type Account @entity(immutable: false) {
    id: Bytes!
    name: String!
    balance: BigInt!
    moves: [Move!]! @derivedFrom(field: "from")
  }
  type Move @entity(immutable: true) {
    id: Bytes!
    from: Account!
    to: Account!
    amount: BigInt!
    note: String!
    block: Int!
  }
`)
const MOVES_PER_BLOCK = 900
const BLOCKS_PER_TRANSACTION = 50

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    moves: { type: 'string', default: '900000' },
    runs: { type: 'string', default: '200' },
  },
})
const [accounts, moves, runs] = [Number(values.accounts), Number(values.moves), Number(values.runs)]

/** A number from 0 below `limit` that looks random and is the same in every run. */
function scatter(n: number, limit: number): number {
  return Number((BigInt(n) * 2_654_435_761n + 12_345n) % BigInt(limit))
}

const accountId = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const moveId = (n: number) => `0x${n.toString(16).padStart(64, '0')}`
const hash = (n: number) => `0x${n.toString(16).padStart(64, '0')}`
const blocks = Math.ceil(moves / MOVES_PER_BLOCK)

function blockOf(number: number): BlockResult {
  const changes: EntityChange[] = []
  // All accounts at the start; later each block changes some of them.
  const changed = number === 1 ? accounts : Math.min(100, accounts)
  for (let i = 0; i < changed; i++) {
    const n = number === 1 ? i : scatter(number * 100 + i, accounts)
    const id = accountId(n)
    if (number > 1 && changes.some((change) => change.id === id)) continue
    const balance = BigInt(scatter(n + number, 1_000_000_000)) * 10n ** 12n
    changes.push({ type: 'Account', id, entity: { id, name: `account ${n}`, balance } })
  }
  for (let i = 0; i < MOVES_PER_BLOCK && (number - 1) * MOVES_PER_BLOCK + i < moves; i++) {
    const n = (number - 1) * MOVES_PER_BLOCK + i
    const entity = {
      id: moveId(n),
      from: accountId(scatter(n, accounts)),
      to: accountId(scatter(n * 7 + 1, accounts)),
      amount: BigInt(scatter(n * 3, 1_000_000)) * 10n ** 12n,
      note: `note ${scatter(n, 1000)}`,
      block: number,
    }
    changes.push({ type: 'Move', id: entity.id, entity })
  }
  const block = { number, hash: hash(number), parentHash: hash(number - 1), timestamp: 1_700_000_000 + number * 12 }
  return { block, changes }
}

function fill(store: SqliteStore): void {
  store.setDurability('backfill')
  for (let from = 1; from <= blocks; from += BLOCKS_PER_TRANSACTION) {
    const count = Math.min(BLOCKS_PER_TRANSACTION, blocks - from + 1)
    store.transact(Array.from({ length: count }, (_, i) => blockOf(from + i)))
  }
}

/** Shapes of queries; `n` varies the values from run to run. */
const SHAPES: Readonly<Record<string, (n: number) => string>> = {
  'one entity by id': (n) => `{ account(id: "${accountId(scatter(n, accounts))}") { id name balance } }`,
  'a page of 100 by id': (n) => `{ moves(where: { id_gt: "${moveId(scatter(n, moves))}" }) { id amount note } }`,
  'a page of 1000 by id': (n) =>
    `{ moves(first: 1000, where: { id_gt: "${moveId(scatter(n, moves))}" }) { id amount note } }`,
  'the changes of an account': (n) =>
    `{ moves(where: { from: "${accountId(scatter(n, accounts))}" }, orderBy: amount) { id amount } }`,
  'an account with its newest moves': (n) =>
    `{ account(id: "${accountId(scatter(n, accounts))}") { id moves(first: 5, orderBy: block, orderDirection: desc) { id to { name } } } }`,
  '100 accounts with 3 moves each': (n) =>
    `{ accounts(where: { id_gt: "${accountId(scatter(n, accounts))}" }) { id moves(first: 3) { id amount } } }`,
  '100 moves with both accounts': (n) =>
    `{ moves(where: { id_gt: "${moveId(scatter(n, moves))}" }) { id from { name } to { name balance } } }`,
  'an account at an earlier block': (n) =>
    `{ account(id: "${accountId(scatter(n, accounts))}", block: { number: ${1 + scatter(n, blocks)} }) { balance } }`,
  'all accounts by balance, first 100': () => '{ accounts(orderBy: balance, orderDirection: desc) { id balance } }',
  'moves by a text in their note, first 100': (n) =>
    `{ moves(where: { note_contains: "${scatter(n, 1000)}" }) { id note } }`,
}

const folder = mkdtempSync(join(tmpdir(), 'labelproof-bench-'))
try {
  const path = join(folder, 'store.sqlite')
  const store = openStore({ path, schema: SCHEMA, deployment: 'QmBench' })
  const startedFilling = performance.now()
  fill(store)
  const fillSeconds = (performance.now() - startedFilling) / 1000
  const startedIndexing = performance.now()
  await store.makeIndexes(new AbortController().signal)
  const indexSeconds = (performance.now() - startedIndexing) / 1000
  const service = createQueryService({ schema: SCHEMA, store, deployment: 'QmBench', hasIndexingErrors: () => false })
  const shapes: Record<string, { p50Ms: number; p95Ms: number; runs: number; bytes: number }> = {}
  for (const [name, query] of Object.entries(SHAPES)) shapes[name] = await measure(query)
  service.close()
  store.close()
  const result = {
    command: `node bench/query.ts --accounts ${accounts} --moves ${moves} --runs ${runs}`,
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    entities: accounts + moves,
    blocks,
    storeMegabytes: Math.round(statSync(path).size / 1e6),
    fillSeconds: Math.round(fillSeconds * 10) / 10,
    indexSeconds: Math.round(indexSeconds * 10) / 10,
    shapes,
  }
  writeFileSync(join(import.meta.dirname, 'query.json'), `${JSON.stringify(result, null, 2)}\n`)
  console.log(JSON.stringify(result, null, 2))

  async function measure(query: (n: number) => string) {
    const times: number[] = []
    let bytes = 0
    const end = performance.now() + 15_000
    for (let n = 0; n < runs && performance.now() < end; n++) {
      const started = performance.now()
      const response = await service.execute({ query: query(n) })
      const text = JSON.stringify(response)
      times.push(performance.now() - started)
      if (response.errors !== undefined) throw new Error(text)
      bytes = text.length
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 1000) / 1000
    return { p50Ms: at(0.5), p95Ms: at(0.95), runs: times.length, bytes }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
