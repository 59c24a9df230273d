import { connect, createChain, createRpc, type Identity, identify, WrongChainError } from './chain/index.ts'
import { createMapping, createWriter, EntityCache, PendingBlocks, type Progress, runIndexer } from './indexer/index.ts'
import { type DataSourceOverride, loadManifest } from './manifest/index.ts'
import { createQueryService } from './query/index.ts'
import { parseSchema } from './schema/index.ts'
import { BadRequestError, type GraphqlRequest, parseGraphqlRequest, type ServedStatus } from './server/index.ts'
import { openStore } from './store/index.ts'
import type { Logger } from './types.ts'
import { createHeadWaiters } from './wait-for-block.ts'

export type EngineOptions = {
  /** Output folder of `graph build`. */
  readonly buildDir: string
  readonly rpcUrl: string
  /** SQLite file; made where there is none, resumed from where there is one. */
  readonly storePath: string
  /** Address and start block of data sources, by name, for another deployment of their contracts. */
  readonly dataSources?: Readonly<Record<string, DataSourceOverride>>
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
  /** The answer to a GraphQL query as plain JSON, errors in its `errors`. */
  query(request: GraphqlRequest): Promise<unknown>
  /** Answers a GraphQL-over-HTTP POST in process, for clients that take a `fetch`. */
  readonly fetch: typeof fetch
  status(): ServedStatus
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
  const { logger, pollIntervalMs = POLL_INTERVAL_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options
  const manifest = await loadManifest(options.buildDir, options.dataSources)
  const schema = parseSchema(manifest.schema)
  const abort = new AbortController()
  const { signal } = abort
  // First the node, then the file: a start that fails leaves nothing behind.
  const probe = createRpc({ url: options.rpcUrl, logger, signal, maxAttempts: 1, timeoutMs: 5_000 })
  const identity = await connect(probe, manifest.network, connectTimeoutMs, signal)
  const store = openStore({ path: options.storePath, schema, deployment: manifest.deployment })
  try {
    const pending = new PendingBlocks(store)
    const cache = new EntityCache({ schema, store, commit: () => pending.commit() })
    const mapping = await createMapping({ manifest, schema, entities: cache, logger })
    const writer = createWriter({ store, mapping, cache, pending })
    store.bindChain(identity)
    const queries = createQueryService({
      schema,
      store,
      deployment: manifest.deployment,
      hasIndexingErrors: (block) => (store.failure()?.block.number ?? Number.POSITIVE_INFINITY) <= block,
    })
    const waiters = createHeadWaiters()
    let progress: Progress = { events: 0, synced: false }

    const report = (next: Progress) => {
      progress = next
      const failure = store.failure()
      waiters.update(next.head?.number, failure?.message)
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
      queries.close()
      store.close()
    }

    const done = runIndexer(
      {
        chain: createChain(createRpc({ url: options.rpcUrl, logger, signal })),
        store,
        mapping,
        writer,
        logger,
        pollIntervalMs,
        onProgress: report,
        checkChain: async () => checkIdentity(await identify(probe), identity, probe.shown),
      },
      signal,
    ).finally(close)
    // Whoever does not look at `done` must not be killed by it.
    done.catch(() => {})

    const query = (request: GraphqlRequest) => queries.execute(request)
    return {
      deployment: manifest.deployment,
      query,
      fetch: createFetch(query),
      status,
      waitForBlock: (number, waitSignal) => waiters.wait(number, waitSignal),
      stop: async () => {
        abort.abort(new Error('the engine was stopped'))
        await done
      },
      done,
    }
  } catch (error) {
    abort.abort()
    store.close()
    throw error
  }
}

function checkIdentity(now: Identity, before: Identity, shown: string): void {
  if (now.chainId === before.chainId && now.genesisHash === before.genesisHash) return
  throw new WrongChainError(
    `the node at ${shown} now serves another chain (${now.chainId}): start again with a new store`,
  )
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
