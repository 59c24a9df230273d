import type { ChainCalls } from '../calls/index.ts'
import type { EnsNames } from '../ens-names.ts'
import { ManifestError, type MappingDefinition } from '../manifest/index.ts'
import {
  compileMapping,
  type DataSourceContext,
  type EntityPort,
  type HostServices,
  MappingInstance,
  type MappingModule,
  UnsupportedImportError,
} from '../runtime/index.ts'
import type { Logger, Schema } from '../types.ts'

/** The mapping of one data source of the manifest, or of one template for all data sources that are made of it. */
export type Program = {
  readonly definition: MappingDefinition
  /** The instance, whose host functions speak for `source` until the next call. */
  enter(source: RunningSource): MappingInstance
}

/** What a mapping can know of the data source that it runs for. */
export type RunningSource = {
  /** Lower-case `0x` hex of a contract; the path of a file. */
  readonly address?: string
  readonly context?: DataSourceContext
}

export type ProgramOptions = {
  readonly network: string
  readonly schema: Schema
  readonly entities: EntityPort
  /** What the mappings ask the chain. */
  readonly calls: Pick<ChainCalls, 'services'>
  readonly logger: Logger
  /** Names of ENS, where there are any. */
  readonly ensNames?: Pick<EnsNames, 'find'>
  /** `creator`: name of the data source whose handler asks. */
  createDataSource(creator: string, name: string, params: readonly string[], context?: DataSourceContext): void
}

/** Makes programs; mappings of the same file are compiled once. */
export function createProgramLoader(options: ProgramOptions): (definition: MappingDefinition) => Promise<Program> {
  const compiled = new Map<Uint8Array, Promise<MappingModule>>()
  return async (definition) => {
    const compiling = compiled.get(definition.wasm) ?? compileMapping(definition.wasm)
    compiled.set(definition.wasm, compiling)
    return createProgram(definition, await compiling, options)
  }
}

/** @throws UnsupportedImportError when the mapping needs host functions that the engine lacks; ManifestError */
function createProgram(definition: MappingDefinition, module: MappingModule, options: ProgramOptions): Program {
  const { network, schema, entities, calls, logger, ensNames, createDataSource } = options
  const levels = { critical: 'error', error: 'error', warning: 'warn', info: 'info', debug: 'debug' } as const
  let info = { address: addressBytes(undefined), network }
  const services: HostServices = {
    schema,
    entities,
    ...calls.services(definition),
    rejectUndefinedFields: definition.apiVersion >= '0.0.8',
    dataSource: () => info,
    log: (level, message) => logger[levels[level]](message, { dataSource: definition.name }),
    createDataSource: (name, params, context) => createDataSource(definition.name, name, params, context),
    ...(ensNames && { findEnsName: ensNames.find }),
  }
  const instance = instantiate(definition, module, services)
  let entered: RunningSource | undefined
  return {
    definition,
    enter(source) {
      if (source === entered) return instance
      entered = source
      info = { address: addressBytes(source.address), network, ...(source.context && { context: source.context }) }
      return instance
    },
  }
}

/** Empty for a data source that follows every contract; a file's path as text. */
function addressBytes(address: string | undefined): Uint8Array {
  if (address === undefined) return new Uint8Array()
  return address.startsWith('0x') ? Buffer.from(address.slice(2), 'hex') : Buffer.from(address)
}

function instantiate({ name }: MappingDefinition, module: MappingModule, services: HostServices): MappingInstance {
  try {
    return new MappingInstance(module, services)
  } catch (error) {
    if (!(error instanceof UnsupportedImportError)) throw error
    if (error.imports.includes('ens.nameByHash'))
      throw new ManifestError(
        'INVALID',
        `data source ${name} asks for names of ENS: say where they are (--ens-names FILE)`,
      )
    throw new UnsupportedImportError(error.imports, `data source ${name}`)
  }
}
