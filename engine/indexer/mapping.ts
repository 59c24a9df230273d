import type { ChainCalls } from '../calls/index.ts'
import type { BlockWithLogs, TriggerFilter } from '../chain/index.ts'
import type { EnsNames } from '../ens-names.ts'
import type { ContentWatcher } from '../ipfs/index.ts'
import type { Manifest } from '../manifest/index.ts'
import type { EntityPort } from '../runtime/index.ts'
import type { BlockHeader, DynamicDataSource, Logger, Schema, SubgraphError } from '../types.ts'
import { declaredCalls } from './declared-calls.ts'
import { HandlerError, keepsBlock, toFailure } from './failure.ts'
import { createFileSources, type FilesOutcome } from './file-sources.ts'
import { createHandlerTimes, type HandlerTimes } from './handler-times.ts'
import { type MatchedTrigger, matchTriggers } from './match.ts'
import { createProgramLoader, type Program, type ProgramOptions } from './program.ts'
import { createSources, type SourceRequest, toSourceRequest } from './sources.ts'
import { createTriggerFilters } from './trigger-filter.ts'
import { createWholeTransactions } from './whole-transactions.ts'

/** The handlers of a subgraph, ready to take blocks. */
export type Mapping = {
  /** The lowest start block of the manifest's data sources. */
  readonly startBlock: number
  /** How many data sources there are: those of the manifest, and those that handlers made. */
  sourceCount(): number
  /** What the data sources from index `since` on have to be shown. */
  filter(since?: number): TriggerFilter
  /**
   * Runs the handlers for a block in graph-node's order. Data sources that handlers make see the block too, after the
   * others, and so do those that they make.
   * @throws HandlerError, RpcError, ChainMovedError
   */
  runBlock(block: BlockWithLogs, readMore: ReadMore): Promise<BlockOutcome>
  /** Runs the handlers of files that were found meanwhile, in a block that has no other triggers. */
  runFiles(block: BlockHeader): Promise<FilesOutcome>
  /** Forgets the data sources that were made above `block`. */
  revert(block: number): void
  /** How often each handler has run since the start, and for how long. */
  readonly handlerTimes: HandlerTimes['byHandler']
}

/** Reads the block that is run once more, for data sources that were made in it. */
export type ReadMore = (filter: TriggerFilter) => Promise<BlockWithLogs>

export type BlockOutcome = {
  /** Handlers run. */
  readonly handlers: number
  /** Data sources that handlers made. */
  readonly dataSources: readonly DynamicDataSource[]
  /** Handlers that failed, where that does not stop the subgraph. */
  readonly errors: readonly SubgraphError[]
  /** What handlers of files did. */
  readonly files: FilesOutcome
}

/** The entities, and what the handler that runs has done to them. */
export type HandlerEntities = EntityPort & {
  /** Starts a block, given its number and its time in Unix seconds. */
  enterBlock(block: { readonly number: number; readonly timestamp: number }): void
  startHandler(): void
  /** Takes back what was set and removed since `startHandler`. */
  discardHandler(): void
}

export type MappingOptions = {
  readonly manifest: Manifest
  readonly schema: Schema
  readonly entities: HandlerEntities
  /** What the mappings ask the chain. */
  readonly calls: ChainCalls
  readonly logger: Logger
  /** Data sources that handlers made in earlier runs, in the order of their creation. */
  readonly dataSources?: readonly DynamicDataSource[]
  /** Looks for the files that are data sources. */
  readonly content: ContentWatcher
  /** Names of ENS, where there are any. */
  readonly ensNames?: Pick<EnsNames, 'find'>
}

/** @throws UnsupportedImportError when a mapping needs host functions that the engine lacks */
export async function createMapping(options: MappingOptions): Promise<Mapping> {
  const { manifest, schema, entities, calls, logger, content, dataSources = [] } = options
  /** What handlers of the current round asked for. */
  let requests: SourceRequest[] = []
  const times = createHandlerTimes()
  const templateNames = [...manifest.templates, ...manifest.fileTemplates].map(({ name }) => name)
  const fileNames = new Set(manifest.fileTemplates.map(({ name }) => name))
  const isFile = ({ template }: { readonly template: string }) => fileNames.has(template)
  const programOptions: ProgramOptions = {
    network: manifest.network,
    schema,
    entities,
    calls,
    logger,
    ...(options.ensNames && { ensNames: options.ensNames }),
    createDataSource: (creator, name, params, context) => {
      requests.push(toSourceRequest(name, params, context, { creator, templates: templateNames, files: fileNames }))
    },
  }
  const load = createProgramLoader(programOptions)
  const templates = new Map<string, Program>()
  for (const template of manifest.templates) templates.set(template.name, await load(template))
  const programs = { sources: await Promise.all(manifest.dataSources.map(load)), templates }
  const sources = createSources({ manifest, made: dataSources, programs, logger })
  const files = await createFileSources({
    ...programOptions,
    templates: manifest.fileTemplates,
    made: dataSources.filter(isFile),
    content,
    times,
    takeRequests: () => requests.splice(0),
  })

  const wholeTransactions = createWholeTransactions()
  const filter = createTriggerFilters(sources, wholeTransactions.topics)

  function run(
    { source, program, handler, event, call }: MatchedTrigger,
    { block }: BlockWithLogs,
  ): Promise<void> | void {
    const instance = program.enter(source)
    if (event !== undefined) return instance.runEventHandler(handler, event.trigger)
    return call === undefined ? instance.runBlockHandler(handler, block) : instance.runCallHandler(handler, call)
  }

  async function runBlock(first: BlockWithLogs, readMore: ReadMore): Promise<BlockOutcome> {
    const { header } = first
    const made: DynamicDataSource[] = []
    const errors: SubgraphError[] = []
    let handlers = 0
    let since = 0
    const readWhole = () => readMore(filter())
    /** Takes back what the handler did, which asked for data sources from index `requested` on. */
    const discard = (requested: number) => {
      entities.discardHandler()
      requests.length = requested
    }
    /** After a failure, runs the handler again if it may have lacked its transaction. @returns what it fails with then */
    const runWhole = async (trigger: MatchedTrigger, failure: unknown, requested: number, block: BlockWithLogs) => {
      if (!wholeTransactions.mayLack(trigger, failure)) return failure
      discard(requested)
      const whole = await wholeTransactions.complete(trigger, readWhole)
      try {
        await run(whole, block)
        return undefined
      } catch (again) {
        return again
      }
    }
    requests = []
    calls.enterBlock(header)
    entities.enterBlock(header)
    for (let block = first; ; block = await readMore(filter(since))) {
      const triggers = matchTriggers(sources, since, block, logger)
      const declared = declaredCalls(triggers, logger)
      if (declared.length > 0) await calls.prefetch(declared)
      // One look at the clock a handler: it is a good part of what a small one takes.
      let started = performance.now()
      for (const trigger of triggers) {
        const requested = requests.length
        entities.startHandler()
        handlers++
        try {
          // Most handlers have ended by now; to wait for each would cost more than they do.
          const running = run(trigger, block)
          if (running !== undefined) await running
        } catch (first) {
          const cause = await runWhole(trigger, first, requested, block)
          if (cause === undefined) continue
          const error = new HandlerError(trigger.handler, cause)
          const failure = manifest.nonFatalErrors && keepsBlock(error) ? toFailure(error, header) : undefined
          if (failure === undefined) throw error
          logger.warn('a handler failed, what it did is discarded', { ...failure })
          discard(requested)
          errors.push(failure)
        } finally {
          const ended = performance.now()
          times.add(trigger.handler, ended - started)
          started = ended
        }
      }
      since = sources.all.length
      made.push(
        ...sources.add(
          requests.filter((request) => !isFile(request)),
          header.number,
        ),
      )
      made.push(...files.add(requests.filter(isFile), header.number))
      requests = []
      if (sources.all.length > since) continue
      const found = await files.run(header)
      return { handlers: handlers + found.handlers, dataSources: [...made, ...found.dataSources], errors, files: found }
    }
  }

  return {
    startBlock: Math.min(...manifest.dataSources.map((source) => source.startBlock)),
    sourceCount: () => sources.all.length,
    filter,
    runBlock,
    runFiles: files.run,
    revert(block) {
      sources.revert(block)
      files.revert(block)
    },
    handlerTimes: times.byHandler,
  }
}
