import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { runSuites, type SuitesReport } from '../../../engine/testing/index.ts'

const NODE_MODULES = resolve(import.meta.dirname, '../../../node_modules')

const SCHEMA = `
type Author @entity(immutable: false) { id: ID! name: String! age: Int books: [Book!]! @derivedFrom(field: "author") }
type Book @entity(immutable: false) { id: ID! author: Author! }
`

const MANIFEST = `
specVersion: 1.2.0
schema: { file: ./schema.graphql }
dataSources: []
templates: [{ kind: ethereum/contract, name: Shelf }]
`

/** What every suite needs. */
export const IMPORTS = `
import { Address, BigInt, Bytes, DataSourceContext, Entity, Value, dataSource, ethereum, store } from '@graphprotocol/graph-ts'
import { afterAll, afterEach, assert, beforeAll, beforeEach, clearStore, createMockedFunction, countEntities,
  dataSourceMock, describe, log, logStore, mockInBlockStore, readFile, test } from 'matchstick-as'
function author(id: string, name: string): Entity {
  const entity = new Entity()
  entity.setString('id', id)
  entity.setString('name', name)
  return entity
}
`

/** Writes a subgraph with these suites (source by name) and further files (by path); it is removed after the test. */
export async function writeSubgraph(
  t: TestContext,
  suites: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'subgraph-suites-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const all: Record<string, string> = {
    'schema.graphql': SCHEMA,
    'subgraph.yaml': MANIFEST,
    'matchstick.yaml': `libsFolder: ${NODE_MODULES}\n`,
    ...files,
  }
  for (const [name, source] of Object.entries(suites)) all[`tests/${name}.test.ts`] = IMPORTS + source
  for (const [path, content] of Object.entries(all)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), content)
  }
  return dir
}

/** The report and every line of output. */
export async function run(
  subgraphDir: string,
  filter: readonly string[] = [],
): Promise<SuitesReport & { lines: string[] }> {
  const lines: string[] = []
  const report = await runSuites({ subgraphDir, filter, out: (line) => lines.push(line) })
  return { ...report, lines }
}
