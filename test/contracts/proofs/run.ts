/**
 * `node test/contracts/proofs/run.ts` proves every assertion of contracts/proofs/, prints a line for each and records what was proven
 * in proven.json, from which the test takes the slow ones; names of contracts choose some, which records nothing. `--reachable` asks instead whether each assertion can be reached at all, by putting `false` in its place: a proof of
 * what never happens would be worth nothing. The exit code is 1 unless every answer is as it should be.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { readProof } from './input.ts'
import type { Result } from './prove.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'contracts', 'proofs')

/** By contract the fingerprint of what was proven, every assertion of it. */
export const recordPath = join(import.meta.dirname, 'proven.json')

/** What takes most of the minute that all take. */
export const slow: readonly string[] = ['EscrowReserveProof', 'PhaseProof', 'StakeVaultProof']

/** Changes of the sources before they are checked: each pair replaces a pattern by a text wherever it is found. */
export type Edits = readonly (readonly [pattern: RegExp, text: string])[]

/** Every named assertion fails where it is reached. */
export const neverTrue: Edits = [[/(\/\/ P\d+: [^\n]*\n\s*assert\()[^;]*;/g, '$1false);']]

/** The contracts of contracts/proofs/, the longest first: two threads then end at about the same time. */
export function proofNames(): string[] {
  const names = globSync('*.sol', { cwd: folder }).map((file) => basename(file, '.sol'))
  const lengths = new Map(names.map((name) => [name, readFileSync(join(folder, `${name}.sol`)).length]))
  return names.sort((a, b) => (lengths.get(b) ?? 0) - (lengths.get(a) ?? 0))
}

/** Of the contracts that the tests do not prove anew. */
export const fingerprints = (): Record<string, string> =>
  Object.fromEntries(slow.map((name) => [name, readProof(name).fingerprint]))

/** Proves the contracts on two threads. */
export async function proveAll(names: readonly string[], edits: Edits = []): Promise<Result[]> {
  const left = [...names]
  const results: Result[] = []
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift())
      results.push(...(await proveOne(name, edits)))
  }
  await Promise.all([work(), work()])
  return results.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function proveOne(name: string, edits: Edits): Promise<Result[]> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { name, edits } })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error(`the proof of ${name} ended without an answer`)))
  })
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { reachable: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const names = positionals.length > 0 ? positionals : proofNames()
  const results = await proveAll(names, values.reachable ? neverTrue : [])
  for (const { name, claim, verdict, place } of results)
    console.log(`${verdict.padEnd(8)}  ${name}  ${claim} (${place})`)
  const proven = results.filter(({ verdict }) => verdict === 'proven').length
  console.log(`${proven} of ${results.length} ${values.reachable ? 'can never be reached' : 'proven'}`)
  const asWanted = values.reachable
    ? results.filter(({ name }) => name.startsWith('P')).every(({ verdict }) => verdict !== 'proven')
    : proven === results.length
  if (!asWanted) process.exitCode = 1
  else if (positionals.length === 0 && !values.reachable) {
    writeFileSync(recordPath, `${JSON.stringify(fingerprints(), null, 2)}\n`)
  }
}
