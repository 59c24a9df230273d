/**
 * The project's chain for tests with other artifacts: `LABELPROOF_ARTIFACTS` is the folder. `LABELPROOF_HITS` is the file into which
 * the process writes the probes that were hit; `LABELPROOF_MUTANT` the number of the mutation to switch on, which the contracts read
 * as the block's coinbase. Without the optimiser and with probes a contract is large and dear: no limits.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import hardhatViem from '@nomicfoundation/hardhat-viem'
import { defineConfig } from 'hardhat/config'
import type { HardhatPlugin } from 'hardhat/types/plugins'
import base from '../../../hardhat.config.ts'

const { LABELPROOF_ARTIFACTS: artifacts, LABELPROOF_HITS: hitsFile, LABELPROOF_MUTANT: mutant = '0' } = process.env
if (artifacts === undefined) throw new Error('LABELPROOF_ARTIFACTS must be a folder of artifacts')

const hits = new Set<number>()
const recorder: HardhatPlugin = {
  id: 'labelproof-probes',
  hookHandlers: {
    network: async () => ({
      default: async () => ({
        onCoverageData: async (_context, tags) => {
          for (const tag of tags) hits.add(Number(`0x${tag}`))
        },
      }),
    }),
  },
}
if (hitsFile !== undefined) process.on('exit', () => writeFileSync(hitsFile, JSON.stringify([...hits])))

// biome-ignore lint/style/noDefaultExport: Hardhat reads the default export.
export default defineConfig({
  ...base,
  plugins: hitsFile === undefined ? [hardhatViem] : [hardhatViem, recorder],
  paths: { artifacts, cache: join(artifacts, 'cache') },
  networks: {
    default: {
      type: 'edr-simulated',
      coinbase: `0x${BigInt(mutant).toString(16).padStart(40, '0')}`,
      allowUnlimitedContractSize: true,
      // Enough for the largest tally, and an endless loop still ends within seconds.
      blockGasLimit: 300_000_000,
      transactionGasCap: false,
    },
  },
})
