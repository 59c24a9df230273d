import { type CallCache, createChainCalls, openCallCache } from './calls/index.ts'
import { type LogCheck, openArchive, openChain, requireTraces, watchHeads } from './chain/index.ts'
import { historyOf } from './history.ts'
import { createMapping, createWriter, EntityCache, PendingBlocks, type Progress, runIndexer } from './indexer/index.ts'
import { createContentWatcher } from './ipfs/index.ts'
import { SILENT } from './logger.ts'
import {
  type DataSourceOverride,
  loadManifest,
  ManifestError,
  markFileTypes,
  type Prune,
  readsTraces,
  refuseUndeclared,
} from './manifest/index.ts'
import { createQueryService } from './query/index.ts'
import { parseSchema } from './schema/index.ts'
import {
  BadRequestError,
  type GraphqlRequest,
  parseGraphqlRequest,
  type ServedStatus,
  type ServedWork,
  type StateHash,
} from './server/index.ts'
import { openStore } from './store/index.ts'
import type { Logger } from './types.ts'
import { createHeadWaiters } from './wait-for-block.ts'

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

const POLL_INTERVAL_MS = 1_000
const CONNECT_TIMEOUT_MS = 10_000

/**
 * Loads the build, connects to the node, opens the store and starts to index.
 * @throws ManifestError, SchemaError, UnsupportedImportError, StoreError, RpcError, WrongChainError
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { logger = SILENT, pollIntervalMs = POLL_INTERVAL_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options
  const manifest = await loadManifest(options.buildDir, options.dataSources)
  const { deployment = manifest.deployment } = options
  const schema = markFileTypes(parseSchema(manifest.schema), manifest.fileTemplates)
  refuseUndeclared(schema, manifest)
  const { ipfs = [] } = options
  if (manifest.fileTemplates.length > 0 && ipfs.length === 0) {
    const problem = `${options.buildDir}: the template ${manifest.fileTemplates[0]?.name} reads files of IPFS`
    throw new ManifestError('INVALID', `${problem}: say where they are (--ipfs URL or folder)`)
  }
  const abort = new AbortController()
  const { signal } = abort
  const archive = options.archive === true ? openArchive(`${options.storePath}.logs`) : undefined
  // First the node, then the file: a start that fails leaves nothing behind.
  const { identity, nodes, chain, checkChain } = await openChain({
    rpcUrl: options.rpcUrl,
    network: manifest.network,
    connectTimeoutMs,
    logger,
    signal,
    ...(options.logCheck !== undefined && { check: options.logCheck }),
    ...(options.rpcTimeoutMs !== undefined && { timeoutMs: options.rpcTimeoutMs }),
    ...(options.rpcBackoffMs !== undefined && { backoffMs: options.rpcBackoffMs }),
    ...(archive !== undefined && { archive }),
    ...(options.quorum !== undefined && { quorum: options.quorum }),
    ...(options.fetch !== undefined && { fetch: options.fetch }),
  })
  if (readsTraces(manifest)) await requireTraces(nodes)
  const { maxReorgDepth, historyBlocks } = historyOf(options, identity.chainId, manifest.prune)
  const kept = historyBlocks === undefined ? {} : { historyBlocks }
  const store = openStore({ path: options.storePath, schema, deployment, ...kept })
  let callCache: CallCache | undefined
  const content = createContentWatcher(ipfs, logger)
  try {
    callCache = openCallCache(`${options.storePath}.calls`)
    const calls = createChainCalls({ rpc: nodes, cache: callCache, logger })
    const pending = new PendingBlocks(store)
    const cache = new EntityCache({ schema, store, commit: () => pending.commit() })
    const mapping = await createMapping({
      manifest,
      schema,
      entities: cache,
      calls,
      logger,
      dataSources: store.dataSources(),
      content,
    })
    const writer = createWriter({ store, mapping, cache, pending })
    store.bindChain(identity)
    // As in graph-node: the state before the first block that counts can be asked for.
    const earliestBlock = Math.max(0, mapping.startBlock - 1)
    const queries = createQueryService({
      schema,
      store,
      deployment,
      earliestBlock,
      hasIndexingErrors: (block) => (store.firstFailedBlock() ?? Number.POSITIVE_INFINITY) <= block,
    })
    const waiters = createHeadWaiters()
    let progress: Progress = { events: 0, synced: false }

    const report = (next: Progress) => {
      progress = next
      const failure = store.failure()
      // The block of a failure is the head, but not what anyone waits for.
      const done = Math.min(next.head?.number ?? -1, (failure?.block.number ?? Number.POSITIVE_INFINITY) - 1)
      waiters.update(done, failure?.message)
      options.onProgress?.(next)
    }
    const status = (): ServedStatus => {
      const head = closed ? progress.head : store.head()
      const failure = closed ? undefined : store.failure()
      const { chainHead, events, synced } = progress
      return {
        ...(head !== undefined && { head: { number: head.number, hash: head.hash } }),
        ...(chainHead !== undefined && { chainHead }),
        ...(failure !== undefined && { failure }),
        synced,
        events,
        earliestBlock: closed ? earliestBlock : Math.max(earliestBlock, store.earliestBlock()),
        ...kept,
      }
    }
    let closed = false
    const close = () => {
      closed = true
      waiters.close()
      content.close()
      queries.close()
      store.close()
      callCache?.close()
      archive?.close()
    }

    const heads = options.wsUrl === undefined ? undefined : watchHeads({ url: options.wsUrl, logger, signal })
    const done = runIndexer(
      {
        chain,
        store,
        mapping,
        writer,
        logger,
        pollIntervalMs,
        ...(heads !== undefined && { waitForHead: heads.wait }),
        onProgress: report,
        checkChain,
        maxReorgDepth,
      },
      signal,
    ).finally(close)
    // Whoever does not look at `done` must not be killed by it.
    done.catch(() => {})

    const query = (request: GraphqlRequest) => queries.execute(request)
    return {
      deployment,
      network: manifest.network,
      query,
      fetch: createFetch(query),
      status,
      stateHash(number) {
        const head = closed ? undefined : store.head()
        if (head === undefined || (number ?? 0) > head.number) return undefined
        const { hash, block } = store.stateHash(number ?? head.number)
        const header = block === undefined ? undefined : store.findBlock(block)
        return { hash, ...(header && { changedIn: { number: header.number, hash: header.hash } }) }
      },
      work: () => ({ blocks: writer.blocks(), handlers: mapping.handlerTimes }),
      waitForBlock: (number, waitSignal) => waiters.wait(number, waitSignal),
      stop: async () => {
        abort.abort(new Error('the engine was stopped'))
        await done
      },
      done,
    }
  } catch (error) {
    abort.abort()
    content.close()
    store.close()
    callCache?.close()
    archive?.close()
    throw error
  }
}

function createFetch(query: (request: GraphqlRequest) => Promise<unknown>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    try {
      return Response.json(await query(parseGraphqlRequest(await request.text())))
    } catch (error) {
      if (!(error instanceof BadRequestError)) throw error
      return Response.json({ errors: [{ message: error.message }] }, { status: 400 })
    }
  }
}
