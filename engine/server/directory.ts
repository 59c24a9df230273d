import type { SubgraphError } from '../types.ts'
import type { GraphqlRequest } from './graphql-request.ts'

/** A subgraph as it is served. */
export type Served = {
  readonly deployment: string
  /** Name of the network in the manifest. */
  readonly network: string
  query(request: GraphqlRequest): Promise<unknown>
  status(): ServedStatus
  /** The state at a block, the head by default, as one hash; undefined above the head. */
  stateHash?(block?: number): StateHash | undefined
  /** What has been done since the start. */
  work?(): ServedWork
}

/** How far a subgraph is. */
export type ServedStatus = {
  /** Last block stored. */
  readonly head?: { readonly number: number; readonly hash: string }
  /** Height of the chain when last asked. */
  readonly chainHead?: number
  /** What stopped the subgraph, if anything did. */
  readonly failure?: SubgraphError
  /** Whether the head was the chain's when last asked. */
  readonly synced: boolean
  /** Handlers run since the start. */
  readonly events: number
  /** The first block that can be asked for. */
  readonly earliestBlock?: number
  /** How many blocks before the head are kept. */
  readonly historyBlocks?: number
}

export type StateHash = {
  readonly hash: string
  /** The last block that changed anything; none where nothing has changed yet. */
  readonly changedIn?: { readonly number: number; readonly hash: string }
}

/** What has been done since the start. */
export type ServedWork = {
  /** Blocks stored. */
  readonly blocks: number
  /** By name. Time in handlers, the marshalling of their triggers included. */
  readonly handlers: ReadonlyMap<string, { readonly runs: number; readonly seconds: number }>
}

/** The subgraphs of a server. */
export type Directory = {
  /** The one subgraph, if there cannot be others: it is served at `/` too. */
  readonly only?: Served
  findByName(name: string): Served | undefined
  findById(deployment: string): Served | undefined
  all(): readonly Served[]
}

/** One subgraph, for which any name stands. */
export function directoryOf(served: Served): Directory {
  return {
    only: served,
    findByName: () => served,
    findById: (deployment) => (deployment === served.deployment ? served : undefined),
    all: () => [served],
  }
}
