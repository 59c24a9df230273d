import type { AbiEvent } from '../runtime/index.ts'

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
}

/** A contract to follow, with the mapping for its events. */
export type DataSource = {
  readonly name: string
  /** Lower-case `0x` hex; absent where logs of every contract count. */
  readonly address?: string
  /** First block whose logs count. */
  readonly startBlock: number
  /** Last block whose logs count. */
  readonly endBlock?: number
  readonly apiVersion: string
  readonly wasm: Uint8Array
  /** By the hash of the event's signature, a log's first topic. */
  readonly handlers: ReadonlyMap<string, EventHandler>
}

/** Which exported function of the mapping takes an event. */
export type EventHandler = { readonly handler: string; readonly event: AbiEvent }

/** Replaces parts of a data source for another deployment of its contract. */
export type DataSourceOverride = { readonly address?: string; readonly startBlock?: number }
