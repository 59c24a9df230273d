import { type Api, createApi, type Logger, openContentFolder } from '../../api/index.ts'
import { type Engine, startEngine } from '../../engine/index.ts'
import { build, OUTPUT_DIRS } from '../../scripts/build.ts'
import { startChain } from '../chain/anvil.ts'
import { readHead } from '../chain/blocks.ts'
import { CHAIN_ID } from '../chain/constants.ts'
import type { Rpc } from '../chain/rpc.ts'
import { saveChain } from '../chain/state-file.ts'
import type { Ledger } from '../replay/ledger.ts'
import { play } from '../replay/play.ts'
import { projectOf, type Replay } from '../replay/schedule.ts'
import type { RunFolder } from './folder.ts'

export type StackOptions = {
  readonly replay: Replay
  readonly folder: RunFolder
  /** Port of the chain; 0: any free one. */
  readonly rpcPort: number
  /** Where API and dashboard listen; without it nothing listens and the dashboard is not built. */
  readonly listen?: { readonly host: string; readonly port: number }
  readonly logger: Logger
  /** Gets one line per part that is built or ready. */
  readonly say: (line: string) => void
  /** Gets the judgements revealed so far. */
  readonly onProgress?: (judgements: number) => void
  /** Ends the start-up. */
  readonly signal: AbortSignal
}

/** Everything up, the replay played and indexed. */
export type Stack = {
  readonly rpc: Rpc
  readonly engine: Engine
  readonly api: Api
  /** Of API and dashboard, where they listen. */
  readonly url: string | undefined
  readonly projectId: `0x${string}`
  readonly ledger: Ledger
  readonly head: { readonly number: number; readonly hash: `0x${string}` }
  /** Seconds of each stage. `index` is what indexing took beyond the end of the replay. */
  readonly seconds: Readonly<Record<'replay' | 'index', number>>
  /** Rejects when a part fails later on. Never resolves. */
  readonly failed: Promise<never>
  /** Ends every part in order; a kept chain is saved. */
  close(): Promise<void>
}

/** A kept chain is saved this often while the replay plays, besides at its end: what a power cut may cost. */
const SAVE_INTERVAL_MS = 30_000

/**
 * Starts chain, replay, index and API. The replay needs the built contracts only: subgraph and dashboard are built, and the index
 * follows, while it plays.
 * @throws RunError, or the signal's reason; whatever had started is ended first.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { replay, folder, listen, say, signal } = options
  const parts = new AsyncDisposableStack()
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const failed = Promise.withResolvers<never>()
  const fail = (error: unknown): void => {
    stop.abort(error)
    failed.reject(error)
  }
  failed.promise.catch(() => {})
  try {
    const chain = await startChain({
      port: options.rpcPort,
      ...(folder.temporary ? { temporaryDir: folder.dir } : { stateFile: folder.chainFile }),
    })
    parts.defer(() => chain.close())
    chain.failed.catch(fail)
    const content = openContentFolder(folder.contentDir)

    const startServices = async () => {
      await build({ targets: listen ? ['subgraph', 'dashboard'] : ['subgraph'], log: say, signal: either })
      const engine = await startEngine({
        buildDir: OUTPUT_DIRS.subgraph,
        rpcUrl: chain.rpc.url,
        storePath: folder.storeFile,
        logger: options.logger,
      })
      parts.defer(() => engine.stop())
      engine.done.catch(fail)
      const api = await createApi({
        subgraph: { url: 'http://engine.invalid/', fetch: engine.fetch },
        content,
        chainId: CHAIN_ID,
        logger: options.logger,
        ...(listen && { dashboardDir: OUTPUT_DIRS.dashboard }),
      })
      const listening = listen && (await api.listen(listen))
      if (listening) {
        parts.defer(() => listening.close())
        say(`serving at ${listening.url}`)
      }
      return { engine, api, url: listening?.url }
    }

    const started = performance.now()
    const playing = play(replay, {
      rpc: chain.rpc,
      store: ({ bytes }) => content.put(bytes),
      checkpoint: folder.temporary
        ? async () => {}
        : every(SAVE_INTERVAL_MS, () => saveChain(chain.rpc, folder.chainFile)),
      ...(options.onProgress && { onProgress: options.onProgress }),
      signal: either,
    }).then((ledger) => ({ ledger, seconds: (performance.now() - started) / 1000 }))
    const [{ ledger, seconds: replaySeconds }, services] = await allOrStop(stop, playing, startServices())
    if (!folder.temporary) await saveChain(chain.rpc, folder.chainFile)
    const head = await readHead(chain.rpc)
    // From here on whoever sends a transaction gets it mined at once.
    await chain.rpc.call('evm_setAutomine', [true])
    await services.engine.waitForBlock(head.number, either)
    return {
      ...services,
      rpc: chain.rpc,
      projectId: projectOf(replay),
      ledger,
      head,
      seconds: { replay: replaySeconds, index: (performance.now() - started) / 1000 - replaySeconds },
      failed: failed.promise,
      close: () => parts.disposeAsync(),
    }
  } catch (error) {
    await parts.disposeAsync()
    // A part that failed says why; those that were stopped for it only say that they were.
    throw stop.signal.aborted ? stop.signal.reason : error
  }
}

/** Both results; when one fails the other is stopped and awaited, so that nothing is still starting afterwards. */
async function allOrStop<A, B>(stop: AbortController, a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  const stopOthers = (error: unknown): never => {
    stop.abort(error)
    throw error
  }
  const results = await Promise.allSettled([a.catch(stopOthers), b.catch(stopOthers)])
  const [first, second] = results
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value]
  throw stop.signal.reason
}

/** Runs `action` at most once in an interval. */
function every(intervalMs: number, action: () => Promise<void>): () => Promise<void> {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < intervalMs) return
    await action()
    last = performance.now()
  }
}
