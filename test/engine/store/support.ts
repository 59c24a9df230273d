import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseSchema } from '../../../engine/schema/index.ts'
import type { BlockHeader, BlockResult, Entity, EntityChange } from '../../../engine/types.ts'

/** A subgraph about music, with every scalar, list, enum and kind of relation. */
export const MUSIC = parseSchema(`
  enum Color { red green blue }

  "Someone who plays."
  type Artist @entity(immutable: false) {
    id: Bytes!
    name: String!
    nick: String
    rating: BigDecimal
    fans: BigInt!
    plays: Int8!
    born: Timestamp
    age: Int
    active: Boolean!
    color: Color
    key: Bytes
    tags: [String!]!
    scores: [BigInt!]
    levels: [Int8!]
    band: Band
    friends: [Artist!]!
    songs: [Song!]! @derivedFrom(field: "writer")
    admirers: [Artist!]! @derivedFrom(field: "friends")
    card: Card @derivedFrom(field: "owner")
  }

  type Band @entity(immutable: false) {
    id: ID!
    name: String!
    founder: Artist
    members: [Artist!]! @derivedFrom(field: "band")
  }

  type Song @entity(immutable: true) {
    id: Int8!
    title: String!
    writer: Artist!
    length: Int
  }

  type Card @entity(immutable: false) {
    id: String!
    owner: Artist!
    issuer: Band!
  }
`)

/** A folder for one test's files. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'engine-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A block of a chain; blocks of different forks have different hashes. */
export function header(number: number, fork = 0): BlockHeader {
  const hash = (n: number) => `0x${(BigInt(n + 1) * 1_000n + BigInt(fork)).toString(16).padStart(64, '0')}`
  return { number, hash: hash(number), parentHash: hash(number - 1), timestamp: 1_700_000_000 + number * 12 }
}

export function block(number: number, changes: readonly EntityChange[] = [], fork = 0): BlockResult {
  return { block: header(number, fork), changes }
}

export function put(type: string, entity: Entity): EntityChange {
  return { type, id: String(entity.id), entity }
}

export function remove(type: string, id: string): EntityChange {
  return { type, id, entity: null }
}

export function artist(id: string, fields: Entity = {}): Entity {
  return {
    id,
    name: `artist ${id}`,
    nick: null,
    rating: null,
    fans: 0n,
    plays: 0n,
    born: null,
    age: null,
    active: true,
    color: null,
    key: null,
    tags: [],
    scores: null,
    levels: null,
    band: null,
    friends: [],
    ...fields,
  }
}

export function band(id: string, name = `band ${id}`): Entity {
  return { id, name, founder: null }
}

export function song(id: bigint, writer: string, fields: Entity = {}): Entity {
  return { id, title: `song ${id}`, writer, length: null, ...fields }
}

/** Every row of every table, for comparing two stores. */
export function dump(path: string): Record<string, unknown[]> {
  const db = new DatabaseSync(path, { readOnly: true, readBigInts: true })
  try {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all()
    return Object.fromEntries(tables.map(({ name }) => [String(name), db.prepare(`SELECT * FROM "${name}"`).all()]))
  } finally {
    db.close()
  }
}
