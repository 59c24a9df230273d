/**
 * What `--archive` costs and saves: `node bench/archive.ts` writes bench/archive.json. An index of the benchmark's chain
 * without it, with it, and made anew beside it, in turns, each in a process of its own.
 */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildFixture } from '../test/engine/support/build-fixture.ts'
import { EVENTS, startBenchChain } from './index-chain.ts'
import type { RunResult } from './index-run.ts'

const REPORT = join(import.meta.dirname, 'archive.json')
const RUN = join(import.meta.dirname, 'index-run.ts')
const RUNS = 3

const [loadAverage = 0] = loadavg()
const buildDir = await buildFixture('transfers')
const chain = await startBenchChain()

async function measure(kind: 'engine' | 'archive', folder: string): Promise<RunResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, kind, chain.url, folder, buildDir])
  return JSON.parse(stdout) as RunResult
}

const bytesOf = (folder: string, pattern: string) =>
  globSync(pattern, { cwd: folder }).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)

try {
  const results: Record<'without' | 'with' | 'anew', RunResult[]> = { without: [], with: [], anew: [] }
  let megabytes = 0
  for (let run = 0; run < RUNS; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'engine-bench-'))
    try {
      results.without.push(await measure('engine', folder))
      for (const file of globSync('store.sqlite*', { cwd: folder })) rmSync(join(folder, file))
      results.with.push(await measure('archive', folder))
      megabytes = Math.round(bytesOf(folder, '*.logs*') / 1e6)
      for (const file of globSync('store.sqlite{,-wal,-shm}', { cwd: folder })) rmSync(join(folder, file))
      results.anew.push(await measure('archive', folder))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  const median = (values: readonly number[]) =>
    Number((values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN).toFixed(1))
  const report = {
    machine: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      node: process.version,
      loadAverage: Number(loadAverage.toFixed(1)),
    },
    chain: { events: EVENTS, program: 'anvil', runs: RUNS },
    archiveMegabytes: megabytes,
    ...Object.fromEntries(
      Object.entries(results).map(([name, all]) => [
        name,
        {
          seconds: median(all.map(({ seconds }) => seconds)),
          cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
        },
      ]),
    ),
  }
  writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`)
  console.log(JSON.stringify(report, null, 2))
} finally {
  await chain.close()
}
