import type { ContractAbis, DeclaredCall } from '../calls/index.ts'
import type { AbiEvent, AbiType, DataSourceContext } from '../runtime/index.ts'

/** A subgraph as graph-cli built it, ready to run. */
export type Manifest = {
  /**
   * Identifies what the build computes: `Qm...` over the manifest and every file that it names, and the overrides.
   * It has the form of an IPFS hash, as the ids of graph-node have, but is none: the build is nowhere published.
   */
  readonly deployment: string
  readonly specVersion: string
  /** Name of the network, the same for all data sources. */
  readonly network: string
  /** Text of schema.graphql. */
  readonly schema: string
  /** In the order of the manifest, in which the handlers for one log run. */
  readonly dataSources: readonly DataSource[]
  /** What handlers can make data sources of. */
  readonly templates: readonly DataSourceTemplate[]
  /** What handlers can make data sources of that are files. */
  readonly fileTemplates: readonly FileTemplate[]
  /** The feature `nonFatalErrors`: a handler that fails does not stop the subgraph. */
  readonly nonFatalErrors: boolean
  /** The feature `fullTextSearch`, which a schema with `@fulltext` needs. */
  readonly fullTextSearch: boolean
  /** How many blocks of history the subgraph needs (`indexerHints.prune`). */
  readonly prune?: Prune
}

/** How many blocks before the head can be asked for: all, as few as the engine likes, or so many. */
export type Prune = 'never' | 'auto' | number

/** A contract to follow, with the mapping for its events and for blocks. */
export type DataSource = DataSourceTemplate & {
  /** Lower-case `0x` hex; absent where logs of every contract count. */
  readonly address?: string
  /** First block whose triggers count. */
  readonly startBlock: number
  /** Last block whose triggers count. */
  readonly endBlock?: number
  readonly context?: DataSourceContext
}

/** A mapping, and what it may use. */
export type MappingDefinition = {
  /** Of the data source or template. */
  readonly name: string
  readonly apiVersion: string
  readonly wasm: Uint8Array
  /** The functions that the mapping may call, by the names of its ABIs. */
  readonly abis: ContractAbis
}

/** Data sources that are files of IPFS, each with one handler, which sees the content. */
export type FileTemplate = MappingDefinition & {
  readonly handler: string
  /** The names of the types that the handler may touch. */
  readonly entities: readonly string[]
}

/** A data source without a contract. */
export type DataSourceTemplate = MappingDefinition & {
  /** By the hash of the event's signature, a log's first topic. */
  readonly handlers: ReadonlyMap<string, readonly EventHandler[]>
  readonly blockHandlers: readonly BlockHandler[]
  /** The first that fits takes a call. */
  readonly callHandlers: readonly CallHandler[]
}

/** Which exported function of the mapping takes an event. */
export type EventHandler = {
  readonly handler: string
  readonly event: AbiEvent
  /** Of the second topic and on, the values that count, in lower case; null where all do. */
  readonly otherTopics: readonly (readonly string[] | null)[]
  /** Whether the handler sees the receipt of the log's transaction. */
  readonly receipt: boolean
  /** To be made before the handlers of the block run. */
  readonly calls: readonly DeclaredCall[]
}

/**
 * Which exported function of the mapping takes a block: each `every`th from the start block on, the start block only, or
 * those in which the contract is called.
 */
export type BlockHandler = {
  readonly handler: string
  readonly when: { readonly kind: 'polling'; readonly every: number } | { readonly kind: 'once' | 'call' }
}

/** Which exported function of the mapping takes the calls of a function of the contract. */
export type CallHandler = {
  readonly handler: string
  /** The first four bytes of the call data, `0x` hex. */
  readonly selector: string
  readonly inputs: readonly CallParameter[]
  readonly outputs: readonly CallParameter[]
}

export type CallParameter = { readonly name: string; readonly type: AbiType }

/** Replaces parts of a data source for another deployment of its contract. */
export type DataSourceOverride = { readonly address?: string; readonly startBlock?: number }
