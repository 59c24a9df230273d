import { type CallCache, createChainCalls, openCallCache } from './calls/index.ts'
import { type LogCheck, openChain, requireTraces } from './chain/index.ts'
import { createMapping, createWriter, EntityCache, PendingBlocks, type Progress, runIndexer } from './indexer/index.ts'
import { createContentWatcher } from './ipfs/index.ts'
import { type DataSourceOverride, loadManifest, ManifestError, markFileTypes, readsTraces } from './manifest/index.ts'
import { createQueryService } from './query/index.ts'
import { parseSchema } from './schema/index.ts'
import {
  BadRequestError,
  type GraphqlRequest,
  parseGraphqlRequest,
  type ServedStatus,
  type ServedWork,
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
  /** How many blocks may be taken back: 250, but any number on a development chain. Beyond, the engine stands still. */
  readonly maxReorgDepth?: number
  /** Limit for one answer of the node. */
  readonly rpcTimeoutMs?: number
  /** SQLite file; made where there is none, resumed from where there is one. */
  readonly storePath: string
  /** Id of a published build, the IPFS hash of its manifest. By default one is computed from the build. */
  readonly deployment?: string
  /** Address and start block of data sources, by name, for another deployment of their contracts. */
  readonly dataSources?: Readonly<Record<string, DataSourceOverride>>
  /** Where files are looked for: URLs of IPFS gateways, and folders with a file for each CID, named by it. */
  readonly ipfs?: readonly string[]
  /** How often the head of the chain is looked at. */
  readonly pollIntervalMs?: number
  /** How long an unreachable node is tried at the start. */
  readonly connectTimeoutMs?: number
  readonly logger: Logger
  onProgress?(progress: Progress): void
}

/** A running subgraph. */
export type Engine = {
  readonly deployment: string
  /** Name of the network in the manifest. */
  readonly network: string
  /** The answer to a GraphQL query as plain JSON, errors in its `errors`. */
  query(request: GraphqlRequest): Promise<unknown>
  /** Answers a GraphQL-over-HTTP POST in process, for clients that take a `fetch`. */
  readonly fetch: typeof fetch
  status(): ServedStatus
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
/** As graph-node's. */
const MAX_REORG_DEPTH = 250

/**
 * Loads the build, connects to the node, opens the store and starts to index.
 * @throws ManifestError, SchemaError, UnsupportedImportError, StoreError, RpcError, WrongChainError
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { logger, pollIntervalMs = POLL_INTERVAL_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options
  const manifest = await loadManifest(options.buildDir, options.dataSources)
  const { deployment = manifest.deployment } = options
  const schema = markFileTypes(parseSchema(manifest.schema), manifest.fileTemplates)
  const { ipfs = [] } = options
  if (manifest.fileTemplates.length > 0 && ipfs.length === 0) {
    const problem = `${options.buildDir}: the template ${manifest.fileTemplates[0]?.name} reads files of IPFS`
    throw new ManifestError('INVALID', `${problem}: say where they are (--ipfs URL or folder)`)
  }
  const abort = new AbortController()
  const { signal } = abort
  // First the node, then the file: a start that fails leaves nothing behind.
  const { identity, nodes, chain, checkChain } = await openChain({
    rpcUrl: options.rpcUrl,
    network: manifest.network,
    connectTimeoutMs,
    logger,
    signal,
    ...(options.logCheck !== undefined && { check: options.logCheck }),
    ...(options.rpcTimeoutMs !== undefined && { timeoutMs: options.rpcTimeoutMs }),
  })
  if (readsTraces(manifest)) await requireTraces(nodes)
  const { maxReorgDepth = reorgDepthOf(identity.chainId) } = options
  const store = openStore({ path: options.storePath, schema, deployment })
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
    const queries = createQueryService({
      schema,
      store,
      deployment,
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
    }

    const done = runIndexer(
      {
        chain,
        store,
        mapping,
        writer,
        logger,
        pollIntervalMs,
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
    throw error
  }
}

/** Development chains are taken back at will. */
function reorgDepthOf(chainId: number): number {
  return chainId === 1337 || chainId === 31337 ? Number.POSITIVE_INFINITY : MAX_REORG_DEPTH
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
