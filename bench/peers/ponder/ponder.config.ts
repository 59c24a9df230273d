import { readFileSync } from 'node:fs'
import { createConfig } from 'ponder'
import type { Abi } from 'viem'

const abi = JSON.parse(readFileSync(process.env.BENCH_ABI ?? '', 'utf8')) as Abi

// biome-ignore lint/style/noDefaultExport: Ponder reads the default export.
export default createConfig({
  database: { kind: 'postgres', connectionString: process.env.BENCH_DATABASE ?? '' },
  chains: {
    local: { id: 31337, rpc: process.env.BENCH_RPC ?? '', maxRequestsPerSecond: 1000, disableCache: true },
  },
  contracts: {
    Token: { chain: 'local', abi, address: '0x00000000000000000000000000000000000c0de2', startBlock: 1 },
  },
})
