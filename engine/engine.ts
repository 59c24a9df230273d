import { type CallCache, createChainCalls, openCallCache } from './calls/index.ts'
import { openArchive, openChain, requireTraces, watchHeads } from './chain/index.ts'
import type { Engine, EngineOptions } from './engine-types.ts'
import { openEnsNames } from './ens-names.ts'
import { historyOf } from './history.ts'
import { createMapping, createWriter, EntityCache, PendingBlocks, type Progress, runIndexer } from './indexer/index.ts'
import { createContentWatcher } from './ipfs/index.ts'
import { SILENT } from './logger.ts'
import { loadManifest, ManifestError, markFileTypes, readsTraces, refuseUndeclared } from './manifest/index.ts'
import { createQueryService } from './query/index.ts'
import { parseSchema } from './schema/index.ts'
import { BadRequestError, type GraphqlRequest, parseGraphqlRequest, type ServedStatus } from './server/index.ts'
import { openStore } from './store/index.ts'
import { createHeadWaiters } from './wait-for-block.ts'

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
  const ensNames = options.ensNames === undefined ? undefined : openEnsNames(options.ensNames)
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
      ...(ensNames && { ensNames }),
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
      ensNames?.close()
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
    ensNames?.close()
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
