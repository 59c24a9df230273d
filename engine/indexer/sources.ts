import type { DataSource, Manifest } from '../manifest/index.ts'
import { type DataSourceContext, DeterministicError, formatContext, parseContext } from '../runtime/index.ts'
import type { DynamicDataSource, Logger } from '../types.ts'
import type { Program } from './program.ts'

/** A data source with the program that runs its handlers. */
export type ActiveSource = { readonly source: DataSource; readonly program: Program }

/** A data source that a handler asked for. */
export type SourceRequest = {
  readonly template: string
  /** Lower-case `0x` hex; for a file, its path as the handler gave it. */
  readonly address: string
  readonly context?: DataSourceContext
}

/** The data sources in the order of their creation: those of the manifest, then those that handlers made. */
export type Sources = {
  readonly all: readonly ActiveSource[]
  /** The data sources from index `since` on that logs of `address` can concern, in their order. */
  of(address: string, since: number): readonly ActiveSource[]
  /** Those from index `since` on that have block handlers. */
  withBlockHandlers(since: number): readonly ActiveSource[]
  /** Adds what handlers asked for, except for what is there already. @returns what was added */
  add(requests: readonly SourceRequest[], startBlock: number): DynamicDataSource[]
  /** Forgets what was made above `block`. */
  revert(block: number): void
}

export type SourcesOptions = {
  readonly manifest: Manifest
  /** Those that earlier runs made. */
  readonly made: readonly DynamicDataSource[]
  /** The program of a data source of the manifest, or of a template, by name. */
  readonly programs: { readonly sources: readonly Program[]; readonly templates: ReadonlyMap<string, Program> }
  readonly logger: Logger
}

export function createSources({ manifest, made, programs, logger }: SourcesOptions): Sources {
  const all: ActiveSource[] = []
  /** Places in `all` by address; under the empty one those that follow every contract. */
  const places = new Map<string, number[]>()
  /** Places of those with block handlers. */
  const blockPlaces: number[] = []
  const dynamic: DynamicDataSource[] = []
  const identities = new Set<string>()
  const templates = new Map(manifest.templates.map((template) => [template.name, template]))

  function push(source: DataSource, program: Program | undefined): void {
    if (program === undefined) throw new Error(`no program for the data source ${source.name}`)
    const address = source.address ?? ''
    const known = places.get(address)
    if (known === undefined) places.set(address, [all.length])
    else known.push(all.length)
    if (source.blockHandlers.length > 0) blockPlaces.push(all.length)
    all.push({ source, program })
  }

  function pushDynamic(entry: DynamicDataSource): void {
    const { template: name, address, context, startBlock } = entry
    const template = templates.get(name)
    if (template === undefined) throw new Error(`no template ${name}`)
    const parsed = context === undefined ? {} : { context: parseContext(JSON.parse(context)) }
    push({ ...template, address, startBlock, ...parsed }, programs.templates.get(name))
    dynamic.push(entry)
    identities.add(identify(entry))
  }

  manifest.dataSources.forEach((source, index) => void push(source, programs.sources[index]))
  for (const entry of made) if (templates.has(entry.template)) pushDynamic(entry)

  return {
    all,
    of(address, since) {
      const own = places.get(address) ?? []
      const anywhere = places.get('') ?? []
      const found = anywhere.length === 0 ? own : [...own, ...anywhere].sort((a, b) => a - b)
      return found.flatMap((place) => {
        const active = all[place]
        return place >= since && active !== undefined ? [active] : []
      })
    },
    withBlockHandlers: (since) =>
      blockPlaces.flatMap((place) => {
        const active = all[place]
        return place >= since && active !== undefined ? [active] : []
      }),
    add: (requests, startBlock) =>
      requests.flatMap(({ template, address, context }) => {
        const entry = { template, address, startBlock, ...(context && { context: formatContext(context) }) }
        if (identities.has(identify(entry))) {
          logger.warn('no data source was made: there is one of this template, address and context', {
            template,
            address,
            block: startBlock,
          })
          return []
        }
        pushDynamic(entry)
        return [entry]
      }),
    revert(block) {
      for (;;) {
        const last = dynamic.at(-1)
        if (last === undefined || last.startBlock <= block) return
        dynamic.pop()
        all.pop()
        if (blockPlaces.at(-1) === all.length) blockPlaces.pop()
        places.get(last.address)?.pop()
        identities.delete(identify(last))
      }
    },
  }
}

/** Where it was made does not matter; no context is not an empty context. */
export function identify({ template, address, context }: DynamicDataSource): string {
  return `${template} ${address} ${context ?? ''}`
}

export type TemplateNames = {
  /** Name of the data source whose handler asks. */
  readonly creator: string
  /** In the order of the manifest. */
  readonly templates: readonly string[]
  /** Those of files. */
  readonly files: ReadonlySet<string>
}

/**
 * What `dataSource.create` asks for.
 * @throws DeterministicError with graph-node's message when there is no such template, or no address
 */
export function toSourceRequest(
  name: string,
  params: readonly string[],
  context: DataSourceContext | undefined,
  { creator, templates, files }: TemplateNames,
): SourceRequest {
  if (!templates.includes(name)) {
    throw new DeterministicError(
      `Failed to create data source from name \`${name}\`: No template with this name in parent data source ` +
        `\`${creator}\`. Available names: ${templates.join(', ')}.`,
    )
  }
  const [param] = params
  if (files.has(name)) {
    if (param !== undefined) return { template: name, address: param, ...(context && { context }) }
    throw new DeterministicError(`Failed to create data source from template \`${name}\`: source parameter is missing`)
  }
  if (param === undefined) {
    throw new DeterministicError(`Failed to create data source from template \`${name}\`: address parameter is missing`)
  }
  const digits = param.replace(/^(0x)*/, '').toLowerCase()
  if (!/^[0-9a-f]{40}$/.test(digits)) {
    throw new DeterministicError(
      `Failed to create data source from template \`${name}\`, invalid address provided: ${param}`,
    )
  }
  return { template: name, address: `0x${digits}`, ...(context && { context }) }
}
