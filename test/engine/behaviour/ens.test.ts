import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { before, describe, it, type TestContext } from 'node:test'
import { startGraphNode, whyNoGraphNode } from '../../support/graph-node.ts'
import { findPostgres } from '../../support/postgres.ts'
import { LAST_BLOCK } from '../support/behaviour.ts'
import { ask, type Case, loadCase, mine, startChain } from '../support/behaviour-suite.ts'
import { startLedger, temporaryFolder } from '../support/engine.ts'
import { names } from './ens-names/case.ts'

const TABLE = 'CREATE TABLE ens_names (hash TEXT PRIMARY KEY, name TEXT NOT NULL)'

/** A file with these names. */
function fileOf(t: TestContext, table: string, of: typeof names): string {
  const path = join(temporaryFolder(t), 'names.sqlite')
  const db = new DatabaseSync(path)
  db.exec(table)
  for (const pair of of) db.prepare('INSERT INTO ens_names VALUES (?, ?)').run(...pair)
  db.close()
  return path
}

describe('names of ENS', () => {
  let theCase: Case
  before(async () => {
    theCase = await loadCase('ens-names')
  })

  it('are those of a real graph-node', { skip: whyNoGraphNode() ?? false }, async (t) => {
    const chain = await startChain(t, [theCase])
    await mine(chain, 1, [theCase])
    const graphNode = await startGraphNode({
      subgraphDir: dirname(theCase.buildDir),
      network: 'local',
      rpcUrl: chain.url,
    })
    t.after(() => graphNode.close())
    // It has made the table once it indexes.
    await graphNode.waitForBlock(1, 40_000)
    const rows = names.map((pair) => `(${pair.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')})`)
    execFileSync(join(findPostgres() ?? '', 'psql'), [
      ...[graphNode.postgresUrl, '-qX', '-v', 'ON_ERROR_STOP=1'],
      ...['-c', `INSERT INTO public.ens_names (hash, name) VALUES ${rows.join(', ')}`],
    ])
    await mine(chain, LAST_BLOCK, [theCase])
    await graphNode.waitForBlock(LAST_BLOCK, 40_000)
    const ensNames = fileOf(t, TABLE, names)
    const engine = await startLedger(t, chain, { buildDir: theCase.buildDir, ensNames })
    await engine.waitForBlock(LAST_BLOCK)
    const theirs: unknown[] = []
    for (const query of theCase.behaviour.queries) theirs.push(await graphNode.query(query))
    const ours = await ask(engine, theCase.behaviour)
    assert.match(JSON.stringify(ours), /vitalik.*no name/)
    assert.deepEqual(ours, theirs)
  })

  it('must be given where a mapping asks for them, in a file that has some', async (t) => {
    const chain = await startChain(t, [theCase])
    const start = (ensNames?: string) =>
      startLedger(t, chain, { buildDir: theCase.buildDir, ...(ensNames !== undefined && { ensNames }) })
    await assert.rejects(start(), { name: 'ManifestError', message: /asks for names of ENS: .*--ens-names FILE/ })
    for (const [file, says] of [
      [join(temporaryFolder(t), 'missing.sqlite'), /unable to open/],
      [theCase.buildDir, /I\/O error/],
      [join(theCase.buildDir, 'subgraph.yaml'), /not a database/],
      [fileOf(t, TABLE, []), /has no names/],
      [fileOf(t, 'CREATE TABLE names (hash, name)', []), /no such table: ens_names/],
    ] as const)
      await assert.rejects(start(file), { name: 'EnsNamesError', message: says }, file)
  })
})
