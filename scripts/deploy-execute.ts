/** Carries out a deployment's plan, step by step, over whatever can deploy, send and read. */
import type { Address } from 'viem'
import { type Argument, type DeploymentParameters, resolveArgument, type Step } from './deploy-plan.ts'

/** A chain, as the deployer sees it. Each promise ends when its transaction is in a block, and rejects where it reverted. */
export type DeploymentPort = {
  readonly deployer: Address
  deploy(contract: string, args: readonly unknown[], libraries: Readonly<Record<string, Address>>): Promise<Address>
  send(contract: string, address: Address, functionName: string, args: readonly unknown[]): Promise<void>
  read(contract: string, address: Address, functionName: string, args: readonly unknown[]): Promise<unknown>
}

/** A deployment that stopped, and where. What was deployed before is no market: its wiring is the last step. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
}

/**
 * @param log Gets one line per step.
 * @returns The addresses by contract and library.
 * @throws DeploymentError at the first step that fails, or whose requirement is not met.
 */
export async function executePlan(
  steps: readonly Step[],
  parameters: DeploymentParameters,
  port: DeploymentPort,
  log: (line: string) => void = () => {},
): Promise<Readonly<Record<string, Address>>> {
  const addresses: Record<string, Address> = {}
  const addressOf = (contract: string): Address => {
    const address = addresses[contract]
    if (address === undefined) throw new DeploymentError(`${contract} is used before it is deployed`)
    return address
  }
  const resolve = (argument: Argument): unknown => {
    const value = resolveArgument(argument, { parameters, deployer: port.deployer, addressOf })
    if (value !== undefined) return value
    const name = typeof argument === 'object' && 'parameter' in argument ? argument.parameter : JSON.stringify(argument)
    throw new DeploymentError(`the parameter ${name} is missing`)
  }

  for (const [index, step] of steps.entries()) {
    const title = titleOf(step)
    const args = step.args.map(resolve)
    const outcome = await run(step, args).catch((cause: Error) => {
      if (cause instanceof DeploymentError) throw cause
      throw new DeploymentError(`${title} failed: ${cause.message}`, { cause })
    })
    log(`${index + 1}/${steps.length} ${title}${outcome === undefined ? '' : ` ${outcome}`}`)
  }
  return addresses

  async function run(step: Step, args: readonly unknown[]): Promise<string | undefined> {
    if (step.action === 'deploy') {
      const libraries = Object.fromEntries(step.libraries.map((library) => [library, addressOf(library)]))
      const address = await port.deploy(step.contract, args, libraries)
      addresses[step.contract] = address
      return address
    }
    const address = addressOf(step.contract)
    if (step.action === 'call') {
      await port.send(step.contract, address, step.functionName, args)
      return undefined
    }
    const [found, wanted] = [await port.read(step.contract, address, step.functionName, args), resolve(step.equals)]
    if (comparable(found) === comparable(wanted)) return undefined
    throw new DeploymentError(`refused: ${titleOf(step)} is ${String(found)}, not ${String(wanted)}`)
  }
}

/** Addresses differ in case only. */
const comparable = (value: unknown): string => String(value).toLowerCase()

const titleOf = (step: Step): string =>
  step.action === 'deploy' ? `deploy ${step.contract}` : `${step.contract}.${step.functionName}`
