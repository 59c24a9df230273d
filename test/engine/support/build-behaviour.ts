import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Behaviour } from './behaviour.ts'
import { buildFixture, moveOnce } from './build-fixture.ts'

const SCRIPT_CONTRACT = '0x000000000000000000000000000000000000aaaa'

/**
 * The build of a behaviour's folder. One without a manifest is the fixture `script` with the folder's schema, following
 * the behaviour's contract.
 */
export async function buildBehaviour(folder: string, { contracts }: Pick<Behaviour, 'contracts'>): Promise<string> {
  if (existsSync(join(folder, 'subgraph.yaml'))) return buildFixture(basename(folder), dirname(folder))
  const script = await buildFixture('script')
  const schema = readFileSync(join(folder, 'schema.graphql'))
  const [contract = ''] = contracts
  const hash = createHash('sha256').update(script).update(schema).update(contract).digest('hex').slice(0, 16)
  const kept = join(tmpdir(), `labelproof-behaviour-${basename(folder)}-${hash}`)
  if (!existsSync(kept)) {
    const work = mkdtempSync(join(tmpdir(), `labelproof-behaviour-${basename(folder)}-`))
    cpSync(script, join(work, 'build'), { recursive: true })
    rmSync(join(work, 'build', 'schema.graphql'))
    writeFileSync(join(work, 'build', 'schema.graphql'), schema)
    const features = schema.includes('@fulltext') ? 'features: [fullTextSearch]\n' : ''
    const manifest =
      features + readFileSync(join(script, 'subgraph.yaml'), 'utf8').replaceAll(SCRIPT_CONTRACT, contract)
    // graph-node reads the manifest beside the build folder, the engine the one in it.
    for (const path of ['subgraph.yaml', join('build', 'subgraph.yaml')]) writeFileSync(join(work, path), manifest)
    moveOnce(work, kept)
  }
  return join(kept, 'build')
}
