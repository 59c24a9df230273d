/**
 * What a node takes to answer what an index asks for: `node bench/requests.ts` writes bench/requests.json. The benchmark's
 * chain, all of its events, in requests of seven blocks; each kind of request in turns, one after another.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { EMPTY_BLOCKS, EVENTS, HEAD, startBenchChain, TOKEN, TRANSFER } from './index-chain.ts'

const REPORT = join(import.meta.dirname, 'requests.json')
const BLOCKS_PER_REQUEST = 7
const RUNS = 5

const hex = (number: number) => `0x${number.toString(16)}`
const call = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params })

type Range = { readonly from: number; readonly to: number }
type Ask = (range: Range) => unknown

const blocksOf = ({ from, to }: Range) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const kinds: Readonly<Record<string, Ask>> = {
  headers: (range) => blocksOf(range).map((number) => call('eth_getBlockByNumber', hex(number), false)),
  'blocks with their transactions': (range) =>
    blocksOf(range).map((number) => call('eth_getBlockByNumber', hex(number), true)),
  logs: ({ from, to }) =>
    call('eth_getLogs', { fromBlock: hex(from), toBlock: hex(to), address: TOKEN, topics: [TRANSFER] }),
}

async function measure(url: string, ask: Ask): Promise<{ seconds: number; bytes: number }> {
  let bytes = 0
  const started = performance.now()
  for (let from = EMPTY_BLOCKS + 1; from <= HEAD; from += BLOCKS_PER_REQUEST) {
    const body = JSON.stringify(ask({ from, to: Math.min(HEAD, from + BLOCKS_PER_REQUEST - 1) }))
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    bytes += (await response.arrayBuffer()).byteLength
  }
  return { seconds: (performance.now() - started) / 1000, bytes }
}

const chain = await startBenchChain()
try {
  const seconds = new Map<string, number[]>()
  const bytes = new Map<string, number>()
  for (let run = 0; run < RUNS; run++)
    for (const [kind, ask] of Object.entries(kinds)) {
      const result = await measure(chain.url, ask)
      seconds.set(kind, [...(seconds.get(kind) ?? []), result.seconds])
      bytes.set(kind, result.bytes)
    }
  const report = {
    machine: { processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version },
    chain: { events: EVENTS, program: 'anvil', runs: RUNS },
    ...Object.fromEntries(
      [...seconds].map(([kind, all]) => {
        const median = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
        return [kind, { seconds: Number(median.toFixed(2)), megabytes: Math.round((bytes.get(kind) ?? 0) / 1e6) }]
      }),
    ),
  }
  writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`)
  console.log(JSON.stringify(report, null, 2))
} finally {
  await chain.close()
}
