import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readHead } from '../../cli/chain/blocks.ts'
import type { Rpc } from '../../cli/chain/rpc.ts'
import { readDataset } from '../../cli/dataset/read.ts'
import { type Engine, type Listening, serveEngine, startEngine } from '../../engine/index.ts'
import { OUTPUT_DIRS } from '../../scripts/build.ts'
import { findCrowd } from '../support/crowd.ts'
import { type GraphNode, startGraphNode, whyNoGraphNode } from '../support/graph-node.ts'
import { playReplay, replayOf, simulatedReplay, startEmptyChain } from '../support/replay-chain.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const crowd = findCrowd('product')
const replay = crowd === undefined ? 'a simulated replay' : 'the replay of 24,945 real judgements'
const whyNot = whyNoGraphNode()

describe(`a real graph-node and the engine after ${replay}`, { skip: whyNot ?? false }, () => {
  let chain: { rpc: Rpc; close(): Promise<void> } | undefined
  let engine: Engine | undefined
  let served: Listening | undefined
  let graphNode: GraphNode | undefined
  const folder = mkdtempSync(join(tmpdir(), 'labelproof-graph-node-'))

  before(async () => {
    chain = await startEmptyChain()
    const rpcUrl = chain.rpc.url
    const played =
      crowd === undefined ? simulatedReplay({ seed: 1, items: 600 }) : replayOf(readDataset({ folder: crowd }), 1)
    await playReplay(chain.rpc, played)
    const head = await readHead(chain.rpc)
    graphNode = await startGraphNode({ subgraphDir: join(OUTPUT_DIRS.subgraph, '..'), network: 'local', rpcUrl })
    engine = await startEngine({
      buildDir: OUTPUT_DIRS.subgraph,
      rpcUrl,
      storePath: join(folder, 'engine.sqlite'),
      logger: silent,
    })
    served = await serveEngine(engine, { host: '127.0.0.1', port: 0 })
    await engine.waitForBlock(head.number)
    await graphNode.waitForBlock(head.number, 300_000)
  })

  after(async () => {
    await graphNode?.close()
    await served?.close()
    await engine?.stop()
    await chain?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** The answer's bytes. */
  const ask = async (url: string, query: string): Promise<string> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return response.text()
  }

  for (const path of globSync(join(import.meta.dirname, 'queries', '*.graphql')).sort()) {
    test(`${basename(path, '.graphql')}: the same bytes`, async () => {
      const query = readFileSync(path, 'utf8')
      const theirs = await ask(graphNode?.url ?? '', query)
      const ours = await ask(`${served?.url}/subgraphs/name/labelproof`, query)
      assert.match(theirs, /^\{"data":/, theirs.slice(0, 300))
      assert.ok(theirs.length > 100, 'the query finds something')
      if (ours !== theirs) assert.deepEqual(JSON.parse(ours), JSON.parse(theirs))
      assert.equal(ours, theirs)
    })
  }
})
