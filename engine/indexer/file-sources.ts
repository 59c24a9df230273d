import { ContentPathError, type ContentWatcher, parseContentPath } from '../ipfs/index.ts'
import type { FileTemplate } from '../manifest/index.ts'
import { DeterministicError, formatContext, parseContext } from '../runtime/index.ts'
import type { BlockHeader, DynamicDataSource, EntityChange } from '../types.ts'
import { HandlerError } from './failure.ts'
import { createFileEntities } from './file-entities.ts'
import type { HandlerTimes } from './handler-times.ts'
import { createProgramLoader, type Program, type ProgramOptions } from './program.ts'
import { identify, type SourceRequest } from './sources.ts'

/** The data sources that are files. Each runs once, in the block that is at hand when its content is found. */
export type FileSources = {
  /** Adds what handlers asked for, except for what is there already and what is no path. @returns what was added */
  add(requests: readonly SourceRequest[], startBlock: number): DynamicDataSource[]
  /**
   * Runs the handlers of the files that were found, and of those that these make.
   * @throws HandlerError
   */
  run(block: BlockHeader): Promise<FilesOutcome>
  /** Forgets what was made above `block`; what ran above it is looked for again. */
  revert(block: number): void
}

export type FilesOutcome = {
  /** Handlers run. */
  readonly handlers: number
  readonly changes: readonly EntityChange[]
  /** Files that handlers of files asked for. */
  readonly dataSources: readonly DynamicDataSource[]
  readonly done: readonly DynamicDataSource[]
}

export type FileSourcesOptions = ProgramOptions & {
  readonly templates: readonly FileTemplate[]
  /** Those that earlier runs made. */
  readonly made: readonly DynamicDataSource[]
  readonly content: ContentWatcher
  readonly times: HandlerTimes
  /** What handlers have asked for since the last call. */
  takeRequests(): readonly SourceRequest[]
}

const NOTHING: FilesOutcome = { handlers: 0, changes: [], dataSources: [], done: [] }

/** @throws UnsupportedImportError when a mapping needs host functions that the engine lacks */
export async function createFileSources(options: FileSourcesOptions): Promise<FileSources> {
  const { schema, content, logger, times } = options
  const entities = createFileEntities(schema)
  const load = createProgramLoader({ ...options, entities, calls: { services: () => NO_CALLS } })
  const templates = new Map<string, { readonly template: FileTemplate; readonly program: Program }>()
  for (const template of options.templates) templates.set(template.name, { template, program: await load(template) })
  /** By identity, in the order of their creation. */
  const sources = new Map<string, DynamicDataSource>()
  /** Those that have not run, by path. */
  const waiting = new Map<string, DynamicDataSource[]>()

  function keep(source: DynamicDataSource): void {
    sources.set(identify(source), source)
    if (source.doneAt !== undefined) return
    const { address } = source
    waiting.set(address, [...(waiting.get(address) ?? []), source])
    content.watch(address)
  }

  function add(requests: readonly SourceRequest[], startBlock: number): DynamicDataSource[] {
    return requests.flatMap(({ template, address: param, context }) => {
      const address = findPath(param)
      if (address === undefined) {
        logger.warn('no data source was made: this is no path of content', { template, path: param, block: startBlock })
        return []
      }
      const source = { template, address, startBlock, ...(context && { context: formatContext(context) }) }
      if (sources.has(identify(source))) {
        const known = { template, path: address, block: startBlock }
        logger.warn('no data source was made: there is one of this template, path and context', known)
        return []
      }
      keep(source)
      return [source]
    })
  }

  async function runOne(source: DynamicDataSource, bytes: Uint8Array, block: BlockHeader): Promise<EntityChange[]> {
    const found = templates.get(source.template)
    if (found === undefined) throw new Error(`no template ${source.template}`)
    const { template, program } = found
    const context = source.context === undefined ? {} : { context: parseContext(JSON.parse(source.context)) }
    const started = performance.now()
    entities.enter(template, block)
    try {
      await program.enter({ address: source.address, ...context }).runFileHandler(template.handler, bytes)
      return entities.finish()
    } catch (cause) {
      entities.discard()
      throw new HandlerError(template.handler, cause)
    } finally {
      times.add(template.handler, performance.now() - started)
    }
  }

  /** @throws HandlerError with graph-node's message */
  function makeFiles(handler: string, startBlock: number): DynamicDataSource[] {
    const requests = options.takeRequests()
    if (requests.every(({ template }) => templates.has(template))) return add(requests, startBlock)
    const problem =
      'Attempted to create on-chain data source in offchain data source handler. This is not yet supported.'
    throw new HandlerError(handler, new DeterministicError(problem))
  }

  async function run(block: BlockHeader): Promise<FilesOutcome> {
    if (waiting.size === 0) return NOTHING
    options.takeRequests()
    const changes: EntityChange[] = []
    const made: DynamicDataSource[] = []
    const done: DynamicDataSource[] = []
    for (let found = await content.take(); found.length > 0; found = await content.take()) {
      for (const { path, bytes } of found) {
        const ready = waiting.get(path) ?? []
        waiting.delete(path)
        for (const source of ready) {
          changes.push(...(await runOne(source, bytes, block)))
          made.push(...makeFiles(templates.get(source.template)?.template.handler ?? '', block.number))
          done.push(source)
        }
      }
    }
    for (const source of done) sources.set(identify(source), { ...source, doneAt: block.number })
    return { handlers: done.length, changes, dataSources: made, done }
  }

  function revert(block: number): void {
    waiting.clear()
    const kept = [...sources.values()].filter(({ startBlock }) => startBlock <= block)
    sources.clear()
    for (const { doneAt, ...source } of kept)
      keep(doneAt === undefined || doneAt > block ? source : { ...source, doneAt })
  }

  for (const source of options.made) keep(source)
  return { add, run, revert }
}

/** As graph-node, which gives handlers of files no functions of a chain. */
const refuseCall = (name: string) => () => {
  throw new DeterministicError(`chain host function '${name}' is not available for this chain`)
}
const NO_CALLS = {
  ethereumCall: refuseCall('ethereum.call'),
  ethereumBalance: refuseCall('ethereum.getBalance'),
  ethereumHasCode: refuseCall('ethereum.hasCode'),
}

/** The path in its one form; undefined where it is none. */
function findPath(text: string): string | undefined {
  try {
    return parseContentPath(text).text
  } catch (error) {
    if (error instanceof ContentPathError) return undefined
    throw error
  }
}
