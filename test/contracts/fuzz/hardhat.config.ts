/** Solidity tests: properties with drawn arguments, and invariants over drawn calls. `LABELPROOF_FUZZ` sets how many, and the seed. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'hardhat/config'
import base, { compiler } from '../../../hardhat.config.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const { seed, runs, invariantRuns, depth } = {
  seed: 1,
  runs: 2000,
  invariantRuns: 256,
  depth: 500,
  ...(JSON.parse(process.env.LABELPROOF_FUZZ ?? '{}') as object),
}
const generated = join(root, '.labelproof', 'fuzz')

// biome-ignore lint/style/noDefaultExport: Hardhat reads the default export.
export default defineConfig({
  ...base,
  solidity: {
    compilers: [compiler],
    // The handler calls contracts that are built already: it need not be compiled as they are, which takes a minute.
    overrides: Object.fromEntries(
      globSync('Market*.sol', { cwd: import.meta.dirname }).map((name) => [
        `test/contracts/fuzz/${name}`,
        { ...compiler, settings: { ...compiler.settings, viaIR: false } },
      ]),
    ),
  },
  paths: {
    sources: join(import.meta.dirname, 'none'),
    tests: { solidity: import.meta.dirname },
    artifacts: join(generated, 'artifacts'),
    cache: join(generated, 'cache'),
  },
  test: {
    solidity: {
      fuzz: { runs, seed: `0x${seed.toString(16).padStart(64, '0')}`, failurePersistDir: join(generated, 'failures') },
      invariant: { runs: invariantRuns, depth, failOnRevert: true, failurePersistDir: join(generated, 'failures') },
    },
  },
})
