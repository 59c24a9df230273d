/**
 * Deploys the protocol: `node scripts/deploy.ts parameters.json`. Settings by environment: LABELPROOF_RPC (default
 * http://127.0.0.1:8545) and LABELPROOF_DEPLOYER_KEY (the deployer's private key, which keeps no power afterwards). The file has the
 * parameters of `deploy-plan.ts` that have no default, and any of the others. Prints the addresses as JSON.
 */
import { readFileSync } from 'node:fs'
import { createPublicClient, createWalletClient, defineChain, http, isHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { build, OUTPUT_DIRS } from './build.ts'
import { executePlan } from './deploy-execute.ts'
import { ParameterError, parseParameters } from './deploy-parameters.ts'
import { type DeploymentParameters, planDeployment } from './deploy-plan.ts'
import { artifactReader, linksOf, viemPort } from './deploy-viem.ts'

const rpc = process.env.LABELPROOF_RPC ?? 'http://127.0.0.1:8545'
const key = process.env.LABELPROOF_DEPLOYER_KEY

function read(file: string): DeploymentParameters {
  try {
    return parseParameters(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ParameterError(`${file}: ${(error as Error).message}`, { cause: error })
  }
}

async function deploy(file: string): Promise<void> {
  if (!isHex(key) || key.length !== 66)
    throw new ParameterError('set LABELPROOF_DEPLOYER_KEY to a key of 32 bytes in hex')
  const parameters = read(file)
  await build({ targets: ['contracts'], log: console.error })
  const artifactOf = artifactReader(OUTPUT_DIRS.artifacts)
  const transport = http(rpc)
  const id = await createPublicClient({ transport }).getChainId()
  const chain = defineChain({
    id,
    name: `chain ${id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpc] } },
  })
  const publicClient = createPublicClient({ chain, transport })
  const walletClient = createWalletClient({ chain, transport, account: privateKeyToAccount(key) })
  const steps = planDeployment({
    withDesk: parameters.stable !== undefined,
    linksOf: (contract) => linksOf(artifactOf(contract)),
  })
  const port = viemPort(publicClient, walletClient, artifactOf)
  console.log(JSON.stringify(await executePlan(steps, parameters, port, console.error), undefined, 2))
}

const [file] = process.argv.slice(2)
if (file === undefined || process.argv.length > 3) {
  console.error('usage: node scripts/deploy.ts parameters.json')
  process.exit(2)
}
await deploy(file).catch((error: Error) => {
  // The first line only: what follows may name the node, and a key with it.
  console.error(error.message.split('\n')[0])
  process.exit(error instanceof ParameterError ? 2 : 1)
})
