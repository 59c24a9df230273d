/**
 * Measures the GraphQL API on a million entities, beside a real graph-node with the same rows, and writes `query.json`
 * beside this file: `node bench/query.ts [--accounts 100000] [--moves 900000] [--runs 200] [--no-graph-node]`.
 *
 * Times are of one query at a time over HTTP, from the request to the whole response; both are asked in turns, and must
 * answer alike. The files are warm.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { serveEngine, startEngine } from '../engine/index.ts'
import { loadManifest } from '../engine/manifest/index.ts'
import { parseSchema } from '../engine/schema/index.ts'
import { openStore } from '../engine/store/index.ts'
import { buildBehaviour } from '../test/engine/support/build-behaviour.ts'
import { type LocalChain, startLocalChain } from '../test/engine/support/local-chain.ts'
import { startGraphNode, whyNoGraphNode } from '../test/support/graph-node.ts'
import { blocksOf, changesOf, type Size, shapesOf } from './query-data.ts'
import { fillGraphNode } from './query-graph-node.ts'

const BLOCKS_PER_TRANSACTION = 50
/** For one shape of all. */
const MAX_SHAPE_MS = 30_000
const SILENT = { debug() {}, info() {}, warn() {}, error: console.error }

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    moves: { type: 'string', default: '900000' },
    runs: { type: 'string', default: '200' },
    'no-graph-node': { type: 'boolean', default: false },
  },
})
const size: Size = { accounts: Number(values.accounts), moves: Number(values.moves) }
const runs = Number(values.runs)

type BlockAnswer = { readonly hash: string; readonly parentHash: string; readonly timestamp: string }
type Server = { readonly url: string; close(): Promise<void> }

const started = performance.now()
const say = (line: string) =>
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}`)
const folder = mkdtempSync(join(tmpdir(), 'labelproof-bench-'))
const chain = await startLocalChain()
const servers: Record<string, Server> = {}
try {
  say(`${blocksOf(size)} blocks`)
  await chain.mine(blocksOf(size))
  const buildDir = await buildBehaviour(join(import.meta.dirname, 'query-subgraph'), {
    contracts: ['0x000000000000000000000000000000000000bbbb'],
  })
  const storePath = join(folder, 'store.sqlite')
  const filled = await fillEngine(buildDir, storePath, chain)
  servers.engine = await serve(buildDir, storePath)
  const whyNot = values['no-graph-node'] ? 'not asked for' : whyNoGraphNode()
  if (whyNot === undefined) servers.graphNode = await startFilledGraphNode(buildDir)
  const shapes: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(shapesOf(size))) {
    shapes[name] = await measure(name, query)
    say(`${name}: ${JSON.stringify(shapes[name])}`)
  }
  const result = {
    command: `node bench/query.ts --accounts ${size.accounts} --moves ${size.moves} --runs ${runs}`,
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    entities: size.accounts + size.moves,
    blocks: blocksOf(size),
    ...filled,
    graphNode: whyNot === undefined ? 'the same rows' : `skipped: ${whyNot}`,
    shapes,
  }
  writeFileSync(join(import.meta.dirname, 'query.json'), `${JSON.stringify(result, null, 2)}\n`)
  console.log(JSON.stringify(result, null, 2))
} finally {
  for (const server of Object.values(servers)) await server.close()
  await chain.close()
  rmSync(folder, { recursive: true, force: true })
}

async function fillEngine(buildDir: string, path: string, { request }: LocalChain) {
  const { deployment, schema } = await loadManifest(buildDir)
  const store = openStore({ path, schema: parseSchema(schema), deployment })
  store.setDurability('backfill')
  const fillStarted = performance.now()
  for (let from = 1; from <= blocksOf(size); from += BLOCKS_PER_TRANSACTION) {
    const count = Math.min(BLOCKS_PER_TRANSACTION, blocksOf(size) - from + 1)
    const results = Array.from({ length: count }, async (_, i) => {
      const number = from + i
      const block = await request<BlockAnswer>('eth_getBlockByNumber', [`0x${number.toString(16)}`, false])
      const { hash, parentHash, timestamp } = block
      return { block: { number, hash, parentHash, timestamp: Number(timestamp) }, changes: changesOf(size, number) }
    })
    store.transact(await Promise.all(results))
  }
  const indexStarted = performance.now()
  await store.makeIndexes(new AbortController().signal)
  const ended = performance.now()
  store.close()
  say('the engine has its rows')
  return {
    storeMegabytes: Math.round(statSync(path).size / 1e6),
    fillSeconds: Number(((indexStarted - fillStarted) / 1000).toFixed(1)),
    indexSeconds: Number(((ended - indexStarted) / 1000).toFixed(1)),
  }
}

async function serve(buildDir: string, storePath: string): Promise<Server> {
  const engine = await startEngine({ buildDir, rpcUrl: chain.url, storePath, logger: SILENT })
  const server = await serveEngine(engine, { host: '127.0.0.1', port: 0 })
  return {
    url: server.url,
    async close() {
      await server.close()
      await engine.stop()
    },
  }
}

async function startFilledGraphNode(buildDir: string): Promise<Server> {
  const node = await startGraphNode({ subgraphDir: dirname(buildDir), network: 'local', rpcUrl: chain.url })
  await node.waitForBlock(blocksOf(size), 120_000)
  await fillGraphNode(node.postgresUrl, size)
  say('graph-node has its rows')
  return node
}

/** Milliseconds by server. @throws Error where they answer differently */
async function measure(name: string, query: (n: number) => string) {
  const times: Record<string, number[]> = {}
  let bytes = 0
  const end = performance.now() + MAX_SHAPE_MS
  let n = 0
  for (; n < runs && performance.now() < end; n++) {
    const answers = new Map<string, string>()
    for (const [server, { url }] of Object.entries(servers)) {
      const asked = performance.now()
      const text = await ask(url, query(n))
      times[server] = [...(times[server] ?? []), performance.now() - asked]
      answers.set(text, server)
      bytes = text.length
    }
    const [[text] = []] = answers
    if (answers.size > 1 || !text?.startsWith('{"data":'))
      throw new Error(
        `${name}, ${query(n)}: ${[...answers].map(([answer, server]) => `${server} ${answer.slice(0, 300)}`).join('; ')}`,
      )
  }
  const summaries = Object.entries(times).map(([server, all]) => {
    const sorted = all.toSorted((a, b) => a - b)
    const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3))
    return [server, { p50Ms: at(0.5), p95Ms: at(0.95) }]
  })
  return { runs: n, bytes, ...Object.fromEntries(summaries) }
}

async function ask(url: string, query: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) }
  return (await fetch(url, init)).text()
}
