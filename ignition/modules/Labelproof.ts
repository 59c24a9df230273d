/**
 * The protocol for any network, by Hardhat Ignition: the steps of `scripts/deploy-plan.ts`, one after the other.
 *
 *     hardhat ignition deploy ignition/modules/Labelproof.ts --network <name> --parameters <file> --verify
 *
 * The file has `{ "Labelproof": { "proposers": [...], "executors": [...], "guardian": "0x...", "operations": "0x...", ... } }`; big
 * numbers are text such as "172800n". LABELPROOF_SKILL_ISSUER is the account that issues the court's skills, from which the ids of its
 * pools follow. With a stablecoin's address in LABELPROOF_STABLE there is a redemption desk. What the plan requires is read by `scripts/deploy.ts` only; here the contracts' own refusals stop a deployment: the incentive pool's wiring reverts
 * unless it is funded, and the market's, by which it goes live, comes after it.
 */
import { join } from 'node:path'
import { buildModule } from '@nomicfoundation/hardhat-ignition/modules'
import type {
  ArgumentType,
  Future,
  ModuleParameterType,
  NamedArtifactContractDeploymentFuture,
  NamedArtifactLibraryDeploymentFuture,
} from '@nomicfoundation/ignition-core'
import { isAddress } from 'viem'
import {
  type Argument,
  courtPoolOf,
  DEFAULT_PARAMETERS,
  planDeployment,
  SKILLS,
  skillIdOf,
} from '../../scripts/deploy-plan.ts'
import { artifactReader, linksOf } from '../../scripts/deploy-viem.ts'

const artifactOf = artifactReader(join(import.meta.dirname, '..', '..', 'artifacts'))
const stable = process.env.LABELPROOF_STABLE
const issuer = process.env.LABELPROOF_SKILL_ISSUER ?? ''
if (!isAddress(issuer)) throw new Error(`LABELPROOF_SKILL_ISSUER is ${issuer || 'not set'}; set it to an address`)
const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_PARAMETERS, stable }
const steps = planDeployment({
  withDesk: stable !== undefined,
  linksOf: (contract) => linksOf(artifactOf(contract)),
})
const linked = new Set(steps.flatMap((step) => (step.action === 'deploy' ? step.libraries : [])))

// biome-ignore lint/style/noDefaultExport: Ignition runs a module's default export.
export default buildModule('Labelproof', (m) => {
  const contracts: Record<string, NamedArtifactContractDeploymentFuture<string>> = {}
  const libraries: Record<string, NamedArtifactLibraryDeploymentFuture<string>> = {}
  const resolve = (argument: Argument): ArgumentType => {
    if (typeof argument !== 'object') return argument
    if ('struct' in argument)
      return Object.fromEntries(Object.entries(argument.struct).map(([name, value]) => [name, resolve(value)]))
    if ('addressOf' in argument) return get(contracts, argument.addressOf)
    if ('account' in argument) return m.getAccount(0)
    if ('courtPool' in argument) return courtPoolOf(issuer, SKILLS[argument.courtPool])
    if ('skill' in argument) return skillIdOf(issuer, SKILLS[argument.skill])
    return m.getParameter(argument.parameter, defaults[argument.parameter] as ModuleParameterType)
  }

  let after: Future[] = []
  for (const [index, step] of steps.entries()) {
    if (step.action === 'deploy') {
      const links = Object.fromEntries(step.libraries.map((library) => [library, get(libraries, library)]))
      if (linked.has(step.contract)) {
        const library = m.library(step.contract, { after, libraries: links })
        libraries[step.contract] = library
        after = [library]
      } else {
        const contract = m.contract(step.contract, step.args.map(resolve), { after, libraries: links })
        contracts[step.contract] = contract
        after = [contract]
      }
    } else if (step.action === 'call') {
      const id = `${step.contract}_${step.functionName}_${index}`
      const args = step.args.map(resolve)
      after = [m.call(get(contracts, step.contract), step.functionName, args, { after, id })]
    }
  }
  return contracts
})

function get<T>(futures: Readonly<Record<string, T>>, name: string): T {
  const future = futures[name]
  if (future === undefined) throw new Error(`${name} is used before it is deployed`)
  return future
}
