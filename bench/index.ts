/**
 * Speed of indexing: `node bench/index.ts` writes bench/index.json. The same chain of 200,100 events for a bare loop of
 * fetch, decode and insert; our engine; and the peers: a real graph-node, Ponder and Envio HyperIndex, each with
 * PostgreSQL. Interleaved, each run in a process of its own.
 *
 *   --runs N          of each, the median counts (5)
 *   --peers S         seconds for each run of a peer, 0 = none (25)
 *   --entities N      also: the engine on top of a store of 100,000 entities and of N, 0 = not (2,000,000)
 *   --only-entities   that alone, written nowhere
 */
import { execFile } from 'node:child_process'
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { buildFixture } from '../test/engine/support/build-fixture.ts'
import { whyNoGraphNode } from '../test/support/graph-node.ts'
import { EVENT_BLOCKS, EVENTS, startBenchChain } from './index-chain.ts'
import { runEnvio } from './index-envio.ts'
import { fillStore } from './index-fill.ts'
import { runGraphNode } from './index-graph-node.ts'
import { runPonder } from './index-ponder.ts'
import type { PeerResult } from './index-progress.ts'
import { type RunResult, STORE } from './index-run.ts'

const RUN = join(import.meta.dirname, 'index-run.ts')
const REPORT = join(import.meta.dirname, 'index.json')
const FEW_ENTITIES = 100_000
const MANY_ENTITIES = 2_000_000

type Result = Omit<RunResult, 'cpuSeconds' | 'openSeconds'> & { readonly cpuSeconds?: number }

const rounded = (seconds: readonly number[]) => seconds.map((one) => Number(one.toFixed(1)))

/** Where to run, and until when. */
export type Place = { readonly rpcUrl: string; readonly buildDir: string; readonly signal: AbortSignal }

/** What engine/README.md recommends for a process that is nothing but an engine; the bare loop runs with it, too. */
const SETTINGS = {
  NODE_OPTIONS: '--max-semi-space-size=16',
  NODE_COMPILE_CACHE: join(tmpdir(), 'engine-bench-compile-cache'),
}

/** Runs in a fresh process and a fresh folder, the engine with a copy of the store, if there is one. */
async function run(kind: 'bare' | 'engine', place: Place, storePath?: string): Promise<RunResult> {
  const { rpcUrl, buildDir, signal } = place
  const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'))
  try {
    if (storePath !== undefined) copyToDisk(storePath, join(folder, STORE))
    const args = [RUN, kind, rpcUrl, folder, buildDir]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      signal,
      env: { ...process.env, ...SETTINGS },
    })
    return JSON.parse(stdout) as RunResult
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Else the system would write it to the disk while the run is measured. */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to)
  const file = openSync(to, 'r+')
  fsyncSync(file)
  closeSync(file)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function summarize(results: readonly Result[]) {
  const cpu = results.flatMap(({ cpuSeconds }) => cpuSeconds ?? [])
  const indexed = results.flatMap(({ indexedSeconds }) => indexedSeconds ?? [])
  return {
    eventsPerSecond: Math.round(median(results.map(({ events, seconds }) => events / seconds))),
    eventsPerRun: median(results.map(({ events }) => events)),
    seconds: rounded(results.map(({ seconds }) => seconds)),
    // With the indexes that only make queries faster.
    ...(indexed.length > 0 && { indexedSeconds: rounded(indexed) }),
    ...(cpu.length > 0 && { cpuSeconds: rounded(cpu) }),
    peakRssMb: median(results.map(({ peakRssMb }) => peakRssMb)),
  }
}

/** Whether the rate stays as the store grows: of a store with few entities and of one with many, taken in turns. */
async function measureGrowth(place: Place, runs: number, entities: number) {
  const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'))
  const sizes = [FEW_ENTITIES, entities].map((size) => ({
    size,
    storePath: join(folder, `${size}.sqlite`),
    results: [] as RunResult[],
  }))
  try {
    for (const { size, storePath } of sizes) await fillStore({ ...place, storePath, entities: size })
    for (let index = 0; index < runs; index++) {
      for (const { size, storePath, results } of sizes) {
        const result = await run('engine', place, storePath)
        console.log(`${size} entities before`, result)
        results.push({ ...result, seconds: result.seconds - (result.openSeconds ?? 0) })
      }
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return sizes.map(({ size, results }) => ({
    entitiesBefore: size,
    openSeconds: Number(median(results.map(({ openSeconds = 0 }) => openSeconds)).toFixed(1)),
    ...summarize(results),
  }))
}

const peers: Readonly<Record<string, (place: Place, maxSeconds: number) => Promise<PeerResult>>> = {
  graphNode: runGraphNode,
  ponder: runPonder,
  envio: runEnvio,
}

/** The peers that can run here, and why the others cannot: their packages come from a registry. */
async function availablePeers(place: Place, maxSeconds: number) {
  const available: string[] = []
  const skipped: Record<string, { readonly skipped: string }> = {}
  for (const [name, run] of Object.entries(peers)) {
    const whyNot =
      maxSeconds === 0
        ? 'not asked for'
        : (whyNoGraphNode() ??
          // A first look at the chain, which is not counted: what it installs is kept.
          (await run(place, 1).then(
            () => undefined,
            (error: Error) => error.message.split('\n', 1)[0],
          )))
    if (whyNot === undefined) available.push(name)
    else skipped[name] = { skipped: whyNot }
  }
  return { available, skipped }
}

async function compare(place: Place, runs: number, peerSeconds: number) {
  const [loadAverage = 0] = loadavg()
  const { available, skipped } = await availablePeers(place, peerSeconds)
  const results: Record<string, Result[]> = { bare: [], engine: [] }
  for (let index = 0; index < runs; index++) {
    const turn: Record<string, Result> = { bare: await run('bare', place), engine: await run('engine', place) }
    for (const name of available) {
      const result = await peers[name]?.(place, peerSeconds)
      if (result !== undefined) turn[name] = result
    }
    for (const [name, result] of Object.entries(turn)) results[name] = [...(results[name] ?? []), result]
    console.log(`run ${index + 1} of ${runs}`, turn)
  }
  const summaries = Object.fromEntries(Object.entries(results).map(([name, all]) => [name, summarize(all)]))
  const { engine, ...others } = summaries
  const ratio = (x = Number.NaN, y = Number.NaN) => Number((x / y).toFixed(2))
  return {
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
      // Above 0.5 or so other programs ran beside: compare cpuSeconds, not eventsPerSecond.
      loadAverage: Number(loadAverage.toFixed(1)),
    },
    chain: { events: EVENTS, blocks: EVENT_BLOCKS, program: 'anvil', runs },
    ...summaries,
    ...skipped,
    engineTo: Object.fromEntries(
      Object.entries(others).map(([name, { eventsPerSecond }]) => [
        name,
        ratio(engine?.eventsPerSecond, eventsPerSecond),
      ]),
    ),
  }
}

if (import.meta.main) {
  const text = { type: 'string' } as const
  const options = { runs: text, peers: text, entities: text, 'only-entities': { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  const buildDir = await buildFixture('transfers')
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort())
  const chain = await startBenchChain()
  const place = { rpcUrl: chain.url, buildDir, signal: abort.signal }
  try {
    const runs = Number(values.runs ?? 5)
    const entities = Number(values.entities ?? MANY_ENTITIES)
    const compared = values['only-entities'] ? {} : await compare(place, runs, Number(values.peers ?? 25))
    const growth = entities === 0 ? {} : { growth: await measureGrowth(place, runs, entities) }
    const report = { ...compared, ...growth }
    if (!values['only-entities']) writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`)
    console.log(JSON.stringify(report, null, 2))
  } finally {
    await chain.close()
  }
}
