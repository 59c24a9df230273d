import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { parseSchema } from '../schema/index.ts'
import type { Schema } from '../types.ts'
import { TestingError } from './errors.ts'

/** What the runner knows of a subgraph. Paths are absolute. */
export type TestingConfig = {
  readonly subgraphDir: string
  readonly testsDir: string
  /** The node_modules that holds assemblyscript, graph-ts and matchstick-as. */
  readonly libsDir: string
  readonly schema: Schema
  /** Kind of each data source template, by name. */
  readonly templates: ReadonlyMap<string, string>
  /** Those of the data sources and the templates. */
  readonly mappings: readonly MappingConfig[]
}

/** A mapping's entry file, and the functions in it that the manifest names. */
export type MappingConfig = { readonly path: string; readonly handlers: readonly string[] }

/**
 * Reads matchstick.yaml (optional: `testsFolder`, `libsFolder`, `manifestPath`), the manifest and the schema.
 * @throws TestingError `CONFIG` with the path of the file at fault
 */
export function readConfig(subgraphDir: string): TestingConfig {
  const root = resolve(subgraphDir)
  const configPath = join(root, 'matchstick.yaml')
  const config = existsSync(configPath) ? readYaml(configPath) : {}
  const manifestPath = resolve(root, text(config.manifestPath) ?? 'subgraph.yaml')
  const manifest = readYaml(manifestPath)
  const schemaFile = isRecord(manifest.schema) ? text(manifest.schema.file) : undefined
  if (schemaFile === undefined) throw new TestingError('CONFIG', `${manifestPath}: schema.file is missing`)
  return {
    subgraphDir: root,
    testsDir: resolve(root, text(config.testsFolder) ?? 'tests'),
    libsDir: resolve(root, text(config.libsFolder) ?? 'node_modules'),
    schema: parseSchema(readText(resolve(dirname(manifestPath), schemaFile))),
    templates: readTemplates(manifest.templates),
    mappings: [manifest.dataSources, manifest.templates].flatMap((list) => readMappings(list, dirname(manifestPath))),
  }
}

function readMappings(sources: unknown, dir: string): MappingConfig[] {
  return records(sources).flatMap(({ mapping }) => {
    const file = isRecord(mapping) ? text(mapping.file) : undefined
    if (!isRecord(mapping) || file === undefined) return []
    const lists = [mapping.eventHandlers, mapping.callHandlers, mapping.blockHandlers]
    // The mapping of a file data source has one handler, in its own field.
    const named = [mapping, ...lists.flatMap(records)].map(({ handler }) => text(handler))
    return [{ path: resolve(dir, file), handlers: named.filter((name) => name !== undefined) }]
  })
}

function readTemplates(templates: unknown): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>()
  for (const template of records(templates)) {
    const name = text(template.name)
    const kind = text(template.kind)
    if (name !== undefined && kind !== undefined) kinds.set(name, kind)
  }
  return kinds
}

function readYaml(path: string): Record<string, unknown> {
  const source = readText(path)
  try {
    const parsed: unknown = parse(source)
    if (isRecord(parsed)) return parsed
  } catch (error) {
    throw new TestingError('CONFIG', `${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw new TestingError('CONFIG', `${path}: expected a mapping of keys to values`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TestingError('CONFIG', `cannot read ${path}`, { cause: error })
  }
}

function records(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
