import type { LogCheck } from './chain/index.ts'
import type { Progress } from './indexer/index.ts'
import type { DataSourceOverride, Prune } from './manifest/index.ts'
import type { GraphqlRequest, ServedStatus, ServedWork, StateHash } from './server/index.ts'
import type { Logger } from './types.ts'

export type EngineOptions = {
  /** Output folder of `graph build`. */
  readonly buildDir: string
  /** JSON-RPC endpoint of a node; of several of one chain, the next is asked when one fails. */
  readonly rpcUrl: string | readonly string[]
  /** How the logs that a node answers are checked (`bloom`). */
  readonly logCheck?: LogCheck
  /** Keeps what is read of the chain in `<storePath>.logs`, so that an index made anew asks for no logs. Not with `ends`. */
  readonly archive?: boolean
  /** How many of the nodes must name the same block before a range counts (1). */
  readonly quorum?: number
  /** A node's WebSocket, whose new heads are looked at without waiting for the next poll. */
  readonly wsUrl?: string
  /** How many blocks may be taken back: 250, but any number on a development chain. Beyond, the engine stands still. */
  readonly maxReorgDepth?: number
  /** Instead of the manifest's `indexerHints.prune`. Without either all history is kept. */
  readonly prune?: Prune
  /** Limit for one answer of the node, its body included. */
  readonly rpcTimeoutMs?: number
  /** The first wait before a request is sent again; later ones are longer. */
  readonly rpcBackoffMs?: number
  /** Sends the requests to the nodes. */
  readonly fetch?: typeof fetch
  /** SQLite file; made where there is none, resumed from where there is one. */
  readonly storePath: string
  /** Id of a published build, the IPFS hash of its manifest. By default one is computed from the build. */
  readonly deployment?: string
  /** Address and start block of data sources, by name, for another deployment of their contracts. */
  readonly dataSources?: Readonly<Record<string, DataSourceOverride>>
  /** Where files are looked for: URLs of IPFS gateways, and folders with a file for each CID, named by it. */
  readonly ipfs?: readonly string[]
  /** SQLite file with the table `ens_names` of graph-node, for mappings that ask for names of ENS by their hashes. */
  readonly ensNames?: string
  /** How often the head of the chain is looked at (1000). */
  readonly pollIntervalMs?: number
  /** How long an unreachable node is tried at the start (10,000). */
  readonly connectTimeoutMs?: number
  /** Nothing is logged by default. */
  readonly logger?: Logger
  /** Called after each commit, and when the head of the chain was looked at. It must not throw. */
  onProgress?(progress: Progress): void
}

/** A running subgraph. */
export type Engine = {
  /** Id of the deployment, as `_meta { deployment }` answers it. */
  readonly deployment: string
  /** Name of the network in the manifest. */
  readonly network: string
  /** The answer to a GraphQL query as plain JSON, errors in its `errors`. */
  query(request: GraphqlRequest): Promise<unknown>
  /** Answers a GraphQL-over-HTTP POST in process, for clients that take a `fetch`. */
  readonly fetch: typeof fetch
  /** How far the index is. Answers after `stop`, too. */
  status(): ServedStatus
  /** The state at a block, the head by default, as one hash; undefined above the head. */
  stateHash(block?: number): StateHash | undefined
  /** What has been done since the start. */
  work(): ServedWork
  /**
   * Resolves once the block is stored.
   * @throws when the subgraph fails or the engine stops first
   */
  waitForBlock(number: number, signal?: AbortSignal): Promise<void>
  /** Finishes the block at hand, stores it, and releases the file. */
  stop(): Promise<void>
  /** Resolves after `stop`; rejects on an error that the engine cannot go on from. */
  readonly done: Promise<void>
}
