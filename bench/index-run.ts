/**
 * One measured run in a process of its own: `node bench/index-run.ts bare|engine|archive RPC-URL FOLDER BUILD`. The engine
 * goes on with the store in the folder, where there is one.
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type EngineOptions, startEngine } from '../engine/index.ts'
import { runBareLoop } from './index-bare.ts'
import { EVENTS, HEAD } from './index-chain.ts'
import { peakRssMb } from './index-progress.ts'

/** What a run prints as JSON. */
export type RunResult = {
  readonly events: number
  readonly seconds: number
  /** Of these, until the engine had opened the store, which it checks wholly. */
  readonly openSeconds?: number
  /** Until it had made the indexes, too, that only make queries faster. */
  readonly indexedSeconds?: number
  /** Of the processor, over all threads: what other load on the machine changes least. */
  readonly cpuSeconds: number
  readonly peakRssMb: number
}

/** Name of the engine's store in the folder. */
export const STORE = 'store.sqlite'

const SILENT = { debug() {}, info() {}, warn() {}, error: console.error }

type EngineRun = Pick<EngineOptions, 'rpcUrl' | 'buildDir' | 'archive'> & {
  readonly folder: string
}

async function runEngine({ folder, ...options }: EngineRun): Promise<RunResult> {
  const storePath = join(folder, STORE)
  const started = performance.now()
  const cpu = process.cpuUsage()
  const engine = await startEngine({ ...options, storePath, logger: SILENT })
  const openSeconds = (performance.now() - started) / 1000
  await engine.waitForBlock(HEAD)
  const stored = (performance.now() - started) / 1000
  while (!engine.status().synced) await delay(10)
  const { seconds: indexedSeconds, ...rest } = measured(started, cpu, engine.status().events)
  await engine.stop()
  return { ...rest, seconds: stored, openSeconds, indexedSeconds }
}

async function runBare(rpcUrl: string, folder: string): Promise<RunResult> {
  const started = performance.now()
  const cpu = process.cpuUsage()
  const events = await runBareLoop(rpcUrl, join(folder, 'bare.sqlite'))
  return measured(started, cpu, events)
}

function measured(started: number, cpu: NodeJS.CpuUsage, events: number): RunResult {
  const seconds = (performance.now() - started) / 1000
  if (events !== EVENTS) throw new Error(`${events} events instead of ${EVENTS}`)
  const { user, system } = process.cpuUsage(cpu)
  const cpuSeconds = (user + system) / 1e6
  return { events, seconds, cpuSeconds, peakRssMb: peakRssMb(process.pid) }
}

if (import.meta.main) {
  const [kind, rpcUrl = '', folder = '', buildDir = ''] = process.argv.slice(2)
  const result =
    kind === 'bare'
      ? await runBare(rpcUrl, folder)
      : await runEngine({ rpcUrl, folder, buildDir, archive: kind === 'archive' })
  process.stdout.write(JSON.stringify(result))
}
