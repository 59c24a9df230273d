import { readFile } from 'node:fs/promises'
import { isAbsolute, normalize, resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { type ContractAbis, readFunctions } from '../calls/index.ts'
import { ContextError, type DataSourceContext, parseContext } from '../runtime/index.ts'
import { readBlockHandlers } from './block-handlers.ts'
import { readCallHandlers } from './call-handlers.ts'
import { type BuildFile, deploymentId } from './deployment.ts'
import { ManifestError } from './errors.ts'
import { type Fields, readFields } from './fields.ts'
import { readHandlers } from './handlers.ts'
import type {
  DataSource,
  DataSourceOverride,
  DataSourceTemplate,
  FileTemplate,
  Manifest,
  MappingDefinition,
  Prune,
} from './types.ts'
import { isFileKind, refuseUnsupported } from './unsupported.ts'

const MANIFEST_FILE = 'subgraph.yaml'
const ADDRESS = /^0x[0-9a-f]{40}$/

/**
 * Loads what `graph build` wrote.
 * @param overrides by name of the data source
 * @throws ManifestError when the folder is no build, is malformed, or uses what the engine does not support
 */
export async function loadManifest(
  buildDir: string,
  overrides: Readonly<Record<string, DataSourceOverride>> = {},
): Promise<Manifest> {
  const build = openBuild(buildDir)
  const file = resolve(buildDir, MANIFEST_FILE)
  const manifest = readFields(parse(file, await build.readText(MANIFEST_FILE), parseYaml), file)
  refuseUnsupported(manifest, file)
  const schema = await build.readText(manifest.fields('schema').string('file'))
  const sources = manifest.list('dataSources')
  if (sources.length === 0) throw new ManifestError('INVALID', `${file}: dataSources is empty`)
  checkOverrides(overrides, sources, file)
  const dataSources: DataSource[] = []
  const specVersion = manifest.text('specVersion')
  for (const source of sources) dataSources.push(await readDataSource(source, { build, specVersion, overrides, file }))
  const [network = '', ...others] = new Set(sources.map((source) => source.string('network')))
  if (others.length > 0) throw new ManifestError('INVALID', `${file}: data sources of several networks`)
  const effective = dataSources.map(({ name, address, startBlock }) => ({ name, address, startBlock }))
  const templates: DataSourceTemplate[] = []
  const fileTemplates: FileTemplate[] = []
  for (const template of manifest.list('templates')) {
    const loading = { build, specVersion, overrides, file }
    if (isFileKind(template)) fileTemplates.push(await readFileTemplate(template, loading))
    else templates.push(await readTemplate(template, loading))
  }
  const deployment = deploymentId(build.files, effective)
  const features = manifest.has('features') ? manifest.texts('features') : []
  const nonFatalErrors = features.includes('nonFatalErrors')
  const fullTextSearch = features.includes('fullTextSearch')
  const prune = readPrune(manifest)
  return {
    ...{
      deployment,
      specVersion,
      network,
      schema,
      dataSources,
      templates,
      fileTemplates,
      nonFatalErrors,
      fullTextSearch,
    },
    ...(prune !== undefined && { prune }),
  }
}

function readPrune(manifest: Fields): Prune | undefined {
  if (!manifest.has('indexerHints')) return undefined
  const hints = manifest.fields('indexerHints')
  const prune = hints.raw('prune')
  if (prune === 'never' || prune === 'auto') return prune
  return hints.findNumber('prune')
}

type Loading = {
  readonly build: Build
  readonly specVersion: string
  readonly overrides: Readonly<Record<string, DataSourceOverride>>
  /** The manifest, for messages. */
  readonly file: string
}

async function readDataSource(fields: Fields, loading: Loading): Promise<DataSource> {
  const { overrides, file } = loading
  const name = fields.string('name')
  const source = fields.fields('source')
  const override = overrides[name] ?? {}
  const address = override.address ?? (source.has('address') ? source.string('address') : undefined)
  const lowerAddress = address?.toLowerCase()
  if (lowerAddress !== undefined && !ADDRESS.test(lowerAddress)) {
    throw new ManifestError('INVALID', `${file}: the address ${address} of ${name} is not 0x and 40 hex digits`)
  }
  if (lowerAddress === undefined && fields.fields('mapping').list('callHandlers').length > 0) {
    throw new ManifestError('INVALID', `${file}: ${name} has call handlers, which need a source.address`)
  }
  const endBlock = source.findNumber('endBlock')
  return {
    ...(await readTemplate(fields, loading)),
    ...(lowerAddress !== undefined && { address: lowerAddress }),
    startBlock: override.startBlock ?? source.findNumber('startBlock') ?? 0,
    ...(endBlock !== undefined && { endBlock }),
    ...(fields.has('context') && { context: readContext(fields, file) }),
  }
}

function readContext(fields: Fields, file: string): DataSourceContext {
  const context = fields.fields('context')
  try {
    return parseContext(Object.fromEntries(context.names().map((name) => [name, context.raw(name)])))
  } catch (error) {
    if (!(error instanceof ContextError)) throw error
    throw new ManifestError('INVALID', `${file}: ${context.place}.${error.message}`, { cause: error })
  }
}

async function readTemplate(fields: Fields, { build, specVersion, file }: Loading): Promise<DataSourceTemplate> {
  const source = fields.fields('source')
  const mapping = fields.fields('mapping')
  const abiName = source.string('abi')
  const abis = await readAbis(mapping, build)
  const abi = abis.get(abiName)
  if (abi === undefined) {
    throw new ManifestError('INVALID', `${file}: ${source.place}.abi ${abiName} is not among ${mapping.place}.abis`)
  }
  const functions = new Map([...abis].map(([key, json]) => [key, readFunctions(json)]))
  return {
    ...(await readMapping(fields, functions, build)),
    handlers: readHandlers(mapping, { abi, functions, specVersion }, file),
    blockHandlers: readBlockHandlers(mapping, file),
    callHandlers: readCallHandlers(mapping, abi, file),
  }
}

async function readFileTemplate(fields: Fields, { build }: Loading): Promise<FileTemplate> {
  const mapping = fields.fields('mapping')
  return {
    // What a contract says depends on the block, which a file has none of.
    ...(await readMapping(fields, new Map(), build)),
    handler: mapping.string('handler'),
    entities: mapping.texts('entities'),
  }
}

async function readMapping(fields: Fields, abis: ContractAbis, build: Build): Promise<MappingDefinition> {
  const mapping = fields.fields('mapping')
  const wasm = await build.read(mapping.string('file'))
  return { name: fields.string('name'), apiVersion: mapping.text('apiVersion'), wasm, abis }
}

/** The parsed ABIs of a mapping by name. */
async function readAbis(mapping: Fields, build: Build): Promise<Map<string, unknown>> {
  const abis = new Map<string, unknown>()
  for (const entry of mapping.list('abis')) {
    const abiFile = entry.string('file')
    abis.set(entry.string('name'), parse(abiFile, await build.readText(abiFile), JSON.parse))
  }
  return abis
}

function checkOverrides(
  overrides: Readonly<Record<string, DataSourceOverride>>,
  sources: readonly Fields[],
  file: string,
): void {
  const names = sources.map((source) => source.string('name'))
  for (const name of Object.keys(overrides)) {
    if (names.includes(name)) continue
    throw new ManifestError('INVALID', `${file}: no data source ${name} to override; there are ${names.join(', ')}`)
  }
}

type Build = {
  /** Each file that was read, once. */
  readonly files: BuildFile[]
  read(path: string): Promise<Uint8Array>
  readText(path: string): Promise<string>
}

function openBuild(buildDir: string): Build {
  const files: BuildFile[] = []
  const build: Build = {
    files,
    async read(path) {
      const relative = normalize(path).replaceAll('\\', '/')
      const known = files.find((file) => file.path === relative)
      if (known !== undefined) return known.bytes
      if (isAbsolute(relative) || relative.startsWith('..')) {
        throw new ManifestError(
          'INVALID',
          `${buildDir}: the manifest names ${path}, which is outside of it: point to the output folder of \`graph build\``,
        )
      }
      const bytes = await readFile(resolve(buildDir, relative)).catch((error: unknown) => {
        throw new ManifestError(
          'NOT_A_BUILD',
          `${resolve(buildDir, relative)} cannot be read: point to the output folder of \`graph build\``,
          { cause: error },
        )
      })
      files.push({ path: relative, bytes })
      return bytes
    },
    readText: async (path) => Buffer.from(await build.read(path)).toString('utf8'),
  }
  return build
}

function parse(file: string, text: string, parser: (text: string) => unknown): unknown {
  try {
    return parser(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new ManifestError('INVALID', `${file}: ${reason}`, { cause: error })
  }
}
