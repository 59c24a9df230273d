/**
 * The data that the parts of the engine hand to one another. Plain data only; no part imports another part's internals.
 */

import type { EntityState } from './packed-entity.ts'

/** A decimal number `digits * 10 ** exp`, normalised as graph-node does: 34 significant digits, no trailing zeros, zero is 0e0. */
export type BigDecimal = { readonly digits: bigint; readonly exp: number }

/**
 * A value of an entity field, in the representation of its GraphQL scalar:
 * ID, String, enum: `string`. Bytes (also as id): lower-case `0x` hex `string`. Boolean: `boolean`. Int: `number`.
 * BigInt, Int8, Timestamp (microseconds): `bigint`. BigDecimal: `BigDecimal`. Reference: the target's id. List: array.
 */
export type Value = string | number | bigint | boolean | BigDecimal | null | readonly Value[]

/** An entity's fields by name, `id` included. A field that is absent is null. */
export type Entity = Readonly<Record<string, Value>>

/** The kinds of scalar that a field can hold. */
export type ScalarName = 'ID' | 'String' | 'Bytes' | 'Boolean' | 'Int' | 'Int8' | 'Timestamp' | 'BigInt' | 'BigDecimal'

/** One field of an entity type, as read from schema.graphql. */
export type FieldDef = {
  readonly name: string
  /** `scalar`: a built-in; `enum`; `reference`: the id of another entity. */
  readonly kind: 'scalar' | 'enum' | 'reference'
  /** Name of the scalar, enum, entity type or interface as the schema writes it. */
  readonly typeName: string
  /** How a value of the field is represented: its scalar, `String` for an enum, the target's id scalar for a reference. */
  readonly scalar: ScalarName
  readonly list: boolean
  readonly nonNull: boolean
  /** For `@derivedFrom`: the field of the target type that points here. Derived fields are not stored. */
  readonly derivedFrom?: string
}

/** One `@entity` type of schema.graphql. */
export type EntityType = {
  readonly name: string
  readonly immutable: boolean
  readonly idScalar: 'ID' | 'String' | 'Bytes' | 'Int8'
  /** In the order of the schema. */
  readonly fields: readonly FieldDef[]
  readonly description?: string
  /** The interfaces that it implements; no two entities of one interface may have one id. */
  readonly interfaces?: readonly string[]
  /** Data points: the host gives each its id and its timestamp. */
  readonly timeseries?: true
  /** Of an immutable type: an entity that is there already is kept, the new one dropped. */
  readonly skipDuplicates?: true
  /** Handlers of files make such entities: other handlers see none of these. */
  readonly ofFiles?: true
}

/** An interface of schema.graphql. */
export type InterfaceType = {
  readonly name: string
  /** That of its implementers, which must agree. */
  readonly idScalar: EntityType['idScalar']
  readonly fields: readonly FieldDef[]
  /** Names of entity types, in the order of the schema. */
  readonly implementers: readonly string[]
}

/** How long the buckets of an aggregation are, by name. */
export type AggregationInterval = 'hour' | 'day'

/** One `@aggregate` field: what is computed over the data points of a bucket. */
export type Aggregate = {
  readonly field: FieldDef
  readonly fn: 'sum' | 'count' | 'min' | 'max' | 'first' | 'last'
  /** Absent for `count`. */
  readonly arg?: Expression
  /** Over all buckets so far. */
  readonly cumulative: boolean
}

/** An SQL expression over the fields of a data point. */
export type Expression =
  | { readonly kind: 'field'; readonly field: FieldDef }
  | { readonly kind: 'number'; readonly value: BigDecimal }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: '+' | '-' | '*'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'greatest' | 'least' | 'coalesce'; readonly operands: readonly Expression[] }

/** An `@aggregation` type of schema.graphql. */
export type Aggregation = {
  readonly name: string
  readonly idScalar: EntityType['idScalar']
  /** Name of the timeseries. */
  readonly source: string
  /** All but the aggregates, `id` and `timestamp` included: the rest are the dimensions. */
  readonly fields: readonly FieldDef[]
  readonly aggregates: readonly Aggregate[]
  /** What is stored: for each interval an immutable type, such as `Stats_hour`, with a row for each full bucket. */
  readonly buckets: ReadonlyMap<AggregationInterval, EntityType>
}

/** A `@fulltext` directive: a root field that finds entities by words. */
export type FulltextSearch = {
  /** Of the root field. */
  readonly name: string
  readonly entity: string
  /** Their texts, in this order. */
  readonly fields: readonly string[]
  /** A text search configuration of PostgreSQL. */
  readonly language: 'simple' | 'english'
  /** How what is found is ranked: by how often the words are there, or by how near they are to one another. */
  readonly algorithm: 'rank' | 'proximityRank'
}

/** A parsed schema.graphql. */
export type Schema = {
  /** The source text. */
  readonly source: string
  readonly entities: ReadonlyMap<string, EntityType>
  readonly interfaces: ReadonlyMap<string, InterfaceType>
  readonly aggregations: ReadonlyMap<string, Aggregation>
  /** Enum values by enum name. */
  readonly enums: ReadonlyMap<string, readonly string[]>
  readonly searches: readonly FulltextSearch[]
}

/** A block of the chain by number and hash. */
export type BlockPtr = { readonly number: number; readonly hash: string }

/** What the engine keeps of a block. `timestamp` in Unix seconds. */
export type BlockHeader = BlockPtr & { readonly parentHash: string; readonly timestamp: number }

/** What a block did to one entity: its full new state, or null where it was removed. */
export type EntityChange = {
  readonly type: string
  readonly id: string
  readonly entity: EntityState | null
  /** A handler of a file made it: it is new, or contradicts what is stored. */
  readonly ofFile?: true
}

/** A deterministic failure of a handler: the subgraph stops at this block. */
export type SubgraphError = { readonly message: string; readonly block: BlockPtr; readonly handler?: string }

/** A data source that a handler made of a template: all that is needed to go on with it. */
export type DynamicDataSource = {
  readonly template: string
  /** Lower-case `0x` hex; the path of a file. */
  readonly address: string
  /** Its context as JSON, where it was made with one. */
  readonly context?: string
  /** The block that it was made in, the first that it sees. */
  readonly startBlock: number
  /** Of a file: the block in which its handler ran. */
  readonly doneAt?: number
}

/** One block's outcome, to be stored atomically. */
export type BlockResult = {
  readonly block: BlockHeader
  readonly changes: readonly EntityChange[]
  /** Made in the block, in their order. */
  readonly dataSources?: readonly DynamicDataSource[]
  /** Files whose handler ran in the block. */
  readonly filesDone?: readonly DynamicDataSource[]
  /** Handlers that failed in the block without stopping the subgraph. */
  readonly errors?: readonly SubgraphError[]
  /** What stopped the subgraph in the block, which is then stored without changes. */
  readonly failure?: SubgraphError
}

/**
 * The block-versioned store. Synchronous: `node:sqlite` is, and the WASM host functions must be.
 * Every write is one transaction that moves data and cursor together.
 */
export type Store = {
  /** The last block stored, or undefined before the first. */
  head(): BlockHeader | undefined
  /** The header kept for a block number, or undefined where none is kept (blocks without changes may be left out). */
  findBlock(number: number): BlockHeader | undefined
  /** The newest kept header with `number <= at`, for walking back after a reorg. */
  findBlockAtOrBefore(at: number): BlockHeader | undefined
  /** Latest version of an entity. */
  find(type: string, id: string): Entity | undefined
  /** Latest versions of the entities of `type` whose `field` (a reference or list of references) holds `id`, ordered by id. */
  findRelated(type: string, field: string, id: string): Entity[]
  /** The data sources that handlers made, in the order of their creation. */
  dataSources(): DynamicDataSource[]
  /** The handlers that failed without stopping the subgraph, in their order. */
  nonFatalErrors(): SubgraphError[]
  /** The first block in which a handler failed, whether it stopped the subgraph or not. */
  firstFailedBlock(): number | undefined
  /** Stores blocks in ascending order and moves the cursor to the last of them, in one transaction. */
  transact(results: readonly BlockResult[]): void
  /** Takes back everything above `keep` and moves the cursor there; undefined takes back everything. One transaction. */
  revert(keep: BlockPtr | undefined): void
  /** The failure that stopped the subgraph, if any; cleared by a revert below its block. */
  failure(): SubgraphError | undefined
  fail(error: SubgraphError): void
  /** Releases the file. */
  close(): void
}

/** Where log lines go: JSON or text is the logger's business. */
export type Logger = {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}
