import { createRequire } from 'node:module'
import hardhatIgnitionViem from '@nomicfoundation/hardhat-ignition-viem'
import hardhatVerify from '@nomicfoundation/hardhat-verify'
import hardhatViem from '@nomicfoundation/hardhat-viem'
import { configVariable, defineConfig } from 'hardhat/config'

const require = createRequire(import.meta.url)

/** The one compiler and its settings; the tests' own configurations start from it. */
export const compiler = {
  version: '0.8.37',
  // The npm package's compiler: nothing is downloaded at build time.
  path: require.resolve('solc/soljson.js'),
  // At 200 runs the market and the court stay below the 24,576 bytes that a contract may have.
  settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: 'prague', viaIR: true },
}

export default defineConfig({
  plugins: [hardhatViem, hardhatIgnitionViem, hardhatVerify],
  // Tests and deployments have the same code.
  solidity: { profiles: { default: compiler, production: compiler } },
  networks: {
    // Any network, by its RPC and the deployer's key.
    live: {
      type: 'http',
      url: configVariable('LABELPROOF_RPC'),
      accounts: [configVariable('LABELPROOF_DEPLOYER_KEY')],
    },
  },
})
