import type { Abi, Address, Hex } from 'viem'
import {
  addressesOf,
  DEFAULT_PARAMETERS,
  type DeploymentParameters,
  planDeployment,
  type Step,
} from '../../scripts/deploy-plan.ts'
import { type Artifact, artifactReader, link, linksOf } from '../../scripts/deploy-viem.ts'
import { RunError } from '../errors.ts'

/** The contracts that a run calls or whose events it reads. */
export const CONTRACT_NAMES = [
  'LabelToken',
  'StakeVault',
  'LabelMarket',
  'Slasher',
  'SkillRegistry',
  'DrawPool',
  'DisputeCourt',
  'IncentivePool',
] as const
export type ContractName = (typeof CONTRACT_NAMES)[number]

export type Contract = { readonly abi: Abi; readonly address: Address }

export type Contracts = Readonly<Record<ContractName, Contract>> & {
  readonly deployment: {
    readonly steps: readonly Step[]
    readonly parameters: DeploymentParameters
    /** Of every contract and library that the steps deploy. */
    readonly deployed: ReadonlyMap<string, { readonly abi: Abi; readonly bytecode: Hex; readonly address: Address }>
  }
}

/**
 * Reads the artifacts of everything that a deployment deploys. The addresses follow from the deployer, whose first transactions are
 * the deployment's: the local chain has one account in all of its roles, which a real one keeps apart.
 */
export function loadContracts(artifactsDir: string, deployer: Address): Contracts {
  const read = artifactReader(artifactsDir)
  const artifactOf = (name: string): Artifact => {
    try {
      return read(name)
    } catch (error) {
      throw new RunError(`the contract ${name} is not built`, 'run npm run build', { cause: error })
    }
  }
  const steps = planDeployment({ withDesk: false, linksOf: (name) => linksOf(artifactOf(name)) })
  const addresses = addressesOf(steps, deployer)
  const deployed = new Map(
    Object.entries(addresses).map(([name, address]) => {
      const artifact = artifactOf(name)
      return [name, { abi: artifact.abi, bytecode: link(artifact, addresses), address }]
    }),
  )
  const named = CONTRACT_NAMES.map((name) => {
    const contract = deployed.get(name)
    if (!contract) throw new Error(`unreachable: the plan deploys ${name}`)
    return [name, { abi: contract.abi, address: contract.address }] as const
  })
  const parameters: DeploymentParameters = {
    ...DEFAULT_PARAMETERS,
    proposers: [deployer],
    executors: [deployer],
    guardian: deployer,
    operations: deployer,
    skillIssuer: deployer,
  }
  return {
    ...(Object.fromEntries(named) as Record<ContractName, Contract>),
    deployment: { steps, parameters, deployed },
  }
}
