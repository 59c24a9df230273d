import type { AggregationInterval, FieldDef, FulltextSearch } from '../types.ts'
import type { Location, ResponseError } from './errors.ts'
import type { Selection } from './selection.ts'

/*
 * A planned query: plain data that says what to read, without SQL and without a store.
 */

/** A value in the form of its column (see the store's codec). */
export type StoredValue = string | number | bigint

export type Comparison = '=' | '!=' | '>' | '<' | '>=' | '<='

/** A condition on an entity. No condition but `null` and `listOverlap` holds for a field that is null. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'null'; readonly field: string; readonly negated: boolean }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Comparison; readonly value: StoredValue }
  | {
      readonly kind: 'in'
      readonly field: string
      readonly values: readonly (string | number)[]
      readonly negated: boolean
    }
  /** Text against a pattern of SQL's LIKE. */
  | {
      readonly kind: 'like'
      readonly field: string
      readonly pattern: string
      readonly caseSensitive: boolean
      readonly negated: boolean
    }
  /** Bytes that hold other bytes, given as hex without `0x`. */
  | { readonly kind: 'bytesContain'; readonly field: string; readonly hex: string; readonly negated: boolean }
  /** A list that holds all of the values. */
  | { readonly kind: 'listContains'; readonly field: string; readonly values: readonly (string | number)[] }
  /** A list that holds none of the values. */
  | { readonly kind: 'listExcludes'; readonly field: string; readonly values: readonly (string | number)[] }
  /** A list with an element that matches one of LIKE's patterns, ignoring the case of ASCII letters; or not. */
  | {
      readonly kind: 'listMatches'
      readonly field: string
      readonly patterns: readonly string[]
      readonly negated: boolean
    }
  /** The version starts at this block or later. */
  | { readonly kind: 'changedSince'; readonly block: number }
  /** Texts that a fulltext search finds. */
  | { readonly kind: 'search'; readonly search: TextSearch }
  /** An entity behind a reference, or one that refers here, passes. */
  | { readonly kind: 'child'; readonly field: string; readonly filter: Filter }

/** What a fulltext search looks for. */
export type TextSearch = Pick<FulltextSearch, 'fields' | 'language' | 'algorithm'> & {
  readonly text: string
  /** One of these must be in one of the texts, whatever the case of ASCII letters; none where nothing is known of it. */
  readonly needles: readonly string[]
}

/** Ties go by id, in the same direction. */
export type Order =
  | { readonly by: 'id'; readonly direction: Direction }
  | { readonly by: 'field'; readonly field: string; readonly direction: Direction }
  | { readonly by: 'child'; readonly field: string; readonly childField: string; readonly direction: Direction }
  | { readonly by: 'search'; readonly search: TextSearch; readonly direction: 'asc' }
export type Direction = 'asc' | 'desc'

/** How entities relate to those of the level above. */
export type Link =
  /** The top: the entity with an id, or all. */
  | { readonly kind: 'root'; readonly id?: StoredValue }
  /** The parent's `field` holds their id, or a list of ids. */
  | { readonly kind: 'reference'; readonly field: FieldDef }
  /** Their `source` holds the parent's id, or a list with it. */
  | { readonly kind: 'derived'; readonly source: FieldDef }

/** What entities of one of an interface's types put out. */
export type ImplementerPlan = { readonly entity: string; readonly outputs: readonly Output[] }

/** Which buckets of which aggregation. */
export type BucketsPlan = {
  readonly aggregation: string
  readonly interval: AggregationInterval
  /** Whether the bucket that is being filled counts too. */
  readonly withCurrent: boolean
}

/** One level of a query: entities of one type, or of all types of an interface. */
export type EntityPlan = {
  /** The type with the table, or the interface. */
  readonly entity: string
  /** Of an interface; `outputs` is then empty. */
  readonly implementers?: readonly ImplementerPlan[]
  /** Of the buckets of an aggregation: `entity` has the full ones. */
  readonly buckets?: BucketsPlan
  readonly link: Link
  /** `one`: an object or null; `many`: a list. */
  readonly multiplicity: 'one' | 'many'
  readonly filter?: Filter
  readonly order: Order
  readonly first: number
  readonly skip: number
  /** In the order of the response. */
  readonly outputs: readonly Output[]
}

export type Output =
  | { readonly kind: 'field'; readonly key: string; readonly field: FieldDef }
  | { readonly kind: 'typename'; readonly key: string }
  | {
      readonly kind: 'entities'
      readonly key: string
      /** The field, for error messages. */
      readonly name: string
      readonly location: Location
      readonly nonNull: boolean
      readonly plan: EntityPlan
    }
  | FailedField

/** A field that cannot be planned: an error only once its parents are there, as in graph-node. */
export type FailedField = {
  readonly kind: 'failed'
  readonly key: string
  readonly errors: readonly ResponseError[]
  /** See `QueryError`. */
  readonly isLate: boolean
  /** The field, where it is no error for a parent that refers to nothing with it. */
  readonly reference?: FieldDef
}

/** Which block to read. */
export type BlockConstraint =
  | { readonly at: 'latest' }
  | { readonly at: 'number'; readonly number: number }
  | { readonly at: 'hash'; readonly hash: string }
  /** The latest, if it is at least this. */
  | { readonly at: 'minimum'; readonly number: number }

/** Root fields in a row that read the same block. */
export type PlanGroup = {
  readonly block: BlockConstraint
  /** Whether to answer where a handler has failed. */
  readonly onIndexingError: 'allow' | 'deny'
  readonly fields: readonly RootField[]
}

export type RootField =
  | { readonly kind: 'entities'; readonly key: string; readonly plan: EntityPlan }
  | { readonly kind: 'meta'; readonly key: string; readonly outputs: readonly MetaOutput[] }
  | { readonly kind: 'typename'; readonly key: string }
  | { readonly kind: 'introspection'; readonly key: string; readonly selection: Selection }
  /** `_logs`, which graph-node offers but answers only where it is set up to. */
  | { readonly kind: 'logs'; readonly key: string }
  | FailedField

export type MetaOutput =
  | { readonly key: string; readonly name: 'deployment' | 'hasIndexingErrors' | '__typename' }
  | { readonly key: string; readonly name: 'block'; readonly outputs: readonly BlockOutput[] }
export type BlockOutput = {
  readonly key: string
  readonly name: 'hash' | 'number' | 'timestamp' | 'parentHash' | '__typename'
}
