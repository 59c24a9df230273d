import assert from 'node:assert/strict'
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it, type TestContext } from 'node:test'
import { loadManifest, ManifestError, refuseUndeclared } from '../../../engine/manifest/index.ts'
import { parseSchema } from '../../../engine/schema/index.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { temporaryFolder } from '../support/engine.ts'

let build: string
before(async () => {
  build = await buildFixture('ledger')
})

/** A copy of the build with its manifest changed. */
function changedBuild(t: TestContext, change: (yaml: string) => string): string {
  const copy = join(temporaryFolder(t), 'build')
  cpSync(build, copy, { recursive: true })
  const file = join(copy, 'subgraph.yaml')
  const yaml = readFileSync(file, 'utf8')
  const changed = change(yaml)
  assert.notEqual(changed, yaml)
  writeFileSync(file, changed)
  return copy
}

const refusal = (code: string, text: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ManifestError)
  assert.equal(error.code, code)
  assert.match(error.message, text)
  assert.ok(!error.message.includes('\n'))
  return true
}

describe('loadManifest', () => {
  it('reads what graph build wrote', async () => {
    const { dataSources, network, specVersion, schema } = await loadManifest(build)
    assert.equal(network, 'local')
    assert.equal(specVersion, '1.2.0')
    assert.match(schema, /type Account/)
    const [source] = dataSources
    assert.equal(source?.address, '0x00000000000000000000000000000000000c0de1')
    assert.equal(source?.startBlock, 0)
    const [[handler] = []] = [...(source?.handlers.values() ?? [])]
    assert.equal(handler?.handler, 'handleMoved')
    assert.equal(handler?.event.signature, 'Moved(address,address,uint256,string,uint8[])')
  })

  it('gives equal builds equal ids wherever they lie, and other ids to other builds or overrides', async (t) => {
    const { deployment } = await loadManifest(build)
    assert.match(deployment, /^Qm[1-9A-HJ-NP-Za-km-z]{44}$/)
    const copy = join(temporaryFolder(t), 'elsewhere')
    cpSync(build, copy, { recursive: true })
    assert.equal((await loadManifest(copy)).deployment, deployment)
    const changed = changedBuild(t, (yaml) => yaml.replace('startBlock: 0', 'startBlock: 1'))
    const others = [
      await loadManifest(changed),
      await loadManifest(build, { Ledger: { startBlock: 1 } }),
      await loadManifest(build, { Ledger: { address: `0x${'11'.repeat(20)}` } }),
    ]
    assert.equal(new Set([deployment, ...others.map((other) => other.deployment)]).size, 4)
  })

  it('reads how much history the subgraph needs', async (t) => {
    const withPrune = (prune: string) =>
      loadManifest(changedBuild(t, (yaml) => `${yaml}\nindexerHints:\n  prune: ${prune}\n`))
    assert.equal((await loadManifest(build)).prune, undefined)
    for (const prune of ['never', 'auto', 300] as const) assert.equal((await withPrune(String(prune))).prune, prune)
    await assert.rejects(withPrune('some'), refusal('INVALID', /indexerHints\.prune must be a whole number/))
  })

  it('takes overrides of address and start block', async () => {
    const address = '0xAbCdEfAbCdEfAbCdEfAbCdEfAbCdEfAbCdEfAbCd'
    const [source] = (await loadManifest(build, { Ledger: { address, startBlock: 9 } })).dataSources
    assert.equal(source?.address, address.toLowerCase())
    assert.equal(source?.startBlock, 9)
  })

  it('refuses an override of a data source that does not exist, naming those that do', async () => {
    await assert.rejects(
      loadManifest(build, { Legder: {} }),
      refusal('INVALID', /no data source Legder.*there are Ledger/),
    )
  })

  it('refuses a folder that is no build', async (t) => {
    await assert.rejects(loadManifest(temporaryFolder(t)), refusal('NOT_A_BUILD', /output folder of `graph build`/))
  })

  it('refuses a handler of an anonymous event, whose logs do not say that they are of it', async (t) => {
    const copy = join(temporaryFolder(t), 'build')
    cpSync(build, copy, { recursive: true })
    const [abi = ''] = globSync('**/Ledger.json', { cwd: copy })
    const json = readFileSync(join(copy, abi), 'utf8')
    writeFileSync(join(copy, abi), json.replace('"anonymous": false', '"anonymous": true'))
    await assert.rejects(loadManifest(copy), refusal('INVALID', /event Moved\(.*is not in the ABI/))
  })

  const add = (line: string) => (yaml: string) => `${yaml}\n${line}\n`
  const inMapping = (line: string) => (yaml: string) =>
    yaml.replace('      eventHandlers:', `      ${line}\n      eventHandlers:`)
  const invalid: [name: string, change: (yaml: string) => string, text: RegExp][] = [
    ['YAML that does not parse', (yaml) => `${yaml}\n\t: [`, /subgraph\.yaml: /],
    ['an address that is none', (yaml) => yaml.replace('0x0000000000', '0x'), /is not 0x and 40 hex digits/],
    ['an event that the ABI lacks', (yaml) => yaml.replace('event: Moved(', 'event: Removed('), /is not in the ABI/],
    [
      'a file outside of the build',
      (yaml) => yaml.replace(/file: .*Ledger\.wasm/, 'file: ../../x.wasm'),
      /outside of it: point to the output folder of `graph build`$/,
    ],
    [
      'a topic that is no hex',
      (yaml) => yaml.replace('handler: handleMoved', 'handler: handleMoved\n          topic1: ["0xzz"]'),
      /topic1 0xzz is not hex of at most 32 bytes/,
    ],
    [
      'two block handlers of a kind',
      inMapping('blockHandlers: [{ handler: a }, { handler: b }]'),
      /mapping has duplicated block handlers/,
    ],
    [
      'block handlers with and without a filter',
      inMapping('blockHandlers: [{ handler: a }, { handler: b, filter: { kind: once } }]'),
      /mapping has a combination of filtered and non-filtered block handlers that is not allowed/,
    ],
    [
      'a call handler of a function that is not there',
      inMapping('callHandlers: [{ function: "nope()", handler: h }]'),
      /callHandlers\[0\]\.function nope\(\) is not in the ABI, or only reads/,
    ],
    [
      'a context without data',
      (yaml) => yaml.replace('    name: Ledger\n', '    name: Ledger\n    context: { a: { type: Int } }\n'),
      /dataSources\[0\]\.context\.a must be \{ type, data \}/,
    ],
    [
      'a start block that is no number',
      (yaml) => yaml.replace('startBlock: 0', 'startBlock: soon'),
      /source\.startBlock must be/,
    ],
  ]
  for (const [name, change, text] of invalid) {
    it(`refuses ${name}`, (t) => assert.rejects(loadManifest(changedBuild(t, change)), refusal('INVALID', text)))
  }

  const unsupported: [feature: string, change: (yaml: string) => string][] = [
    ['graft', add('graft: { base: Qm, block: 1 }')],
    ['the feature grafting', add('features: [nonFatalErrors, grafting]')],
    ['templates\\[0\\].kind file/arweave', add('templates:\n  - { name: X, kind: file/arweave }')],
    ['mapping.apiVersion 0.0.4', (yaml) => yaml.replace('apiVersion: 0.0.9', 'apiVersion: 0.0.4')],
    ['specVersion 9.9.9', (yaml) => yaml.replace('specVersion: 1.2.0', 'specVersion: 9.9.9')],
    [
      'kind file/ipfs',
      (yaml) =>
        yaml.replace('kind: ethereum/contract', 'kind: file/ipfs').replace('kind: ethereum\n', 'kind: file/ipfs\n'),
    ],
  ]
  for (const [feature, change] of unsupported) {
    it(`refuses by name: ${feature}`, (t) =>
      assert.rejects(
        loadManifest(changedBuild(t, change)),
        refusal('UNSUPPORTED', new RegExp(`${feature} is not supported by this engine`)),
      ))
  }
})

describe('refuseUndeclared', () => {
  const searching = parseSchema(`type _Schema_ @fulltext(
    name: "find", language: en, algorithm: rank, include: [{ entity: "Post", fields: [{ name: "text" }] }]
  ) type Post @entity { id: ID! text: String! }`)

  it('demands the feature of a fulltext search', async (t) => {
    const undeclared = await loadManifest(build)
    assert.throws(
      () => refuseUndeclared(searching, undeclared),
      refusal('INVALID', /`fullTextSearch` is used by the subgraph/),
    )
    refuseUndeclared(searching, await loadManifest(changedBuild(t, (yaml) => `${yaml}\nfeatures: [fullTextSearch]\n`)))
  })
})
