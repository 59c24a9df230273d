import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Abi, type Address, getContractAddress, type Hex } from 'viem'
import { RunError } from '../errors.ts'

/** The names of the deployed contracts, in the order of their deployment. */
export const CONTRACT_NAMES = ['LabelToken', 'StakeVault', 'LabelMarket'] as const
export type ContractName = (typeof CONTRACT_NAMES)[number]

/** What Hardhat writes for a contract. */
export type Artifact = { readonly abi: Abi; readonly bytecode: Hex }

export type Contracts = Readonly<Record<ContractName, Artifact & { readonly address: Address }>>

/** Reads the artifacts; the addresses follow from the deployer, whose first transactions are the deployments. */
export function loadContracts(artifactsDir: string, deployer: Address): Contracts {
  const [token, vault, market] = CONTRACT_NAMES.map((name, nonce) => ({
    ...readArtifact(artifactsDir, name),
    address: getContractAddress({ from: deployer, nonce: BigInt(nonce) }),
  }))
  if (!token || !vault || !market) throw new Error('unreachable: there are three names')
  return { LabelToken: token, StakeVault: vault, LabelMarket: market }
}

function readArtifact(artifactsDir: string, name: ContractName): Artifact {
  const path = join(artifactsDir, 'contracts', `${name}.sol`, `${name}.json`)
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Artifact
  } catch (error) {
    throw new RunError(`the contract ${name} is not built`, 'run npm run build', { cause: error })
  }
}
