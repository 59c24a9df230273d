/** A deployment's port over viem clients and Hardhat's artifacts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Abi,
  type Account,
  type Address,
  BaseError,
  type Chain,
  decodeErrorResult,
  type Hex,
  isHex,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem'
import type { DeploymentPort } from './deploy-execute.ts'

type Places = readonly { readonly start: number; readonly length: number }[]

/** What Hardhat writes for a contract. */
export type Artifact = {
  readonly abi: Abi
  readonly bytecode: Hex
  readonly deployedBytecode: Hex
  /** By source file, then by library: the bytes of the code that its address takes. */
  readonly linkReferences: Readonly<Record<string, Readonly<Record<string, Places>>>>
}

/** Reads artifacts from Hardhat's folder: a contract in `contracts/`, a library in `contracts/libraries/`. */
export function artifactReader(artifactsDir: string): (contract: string) => Artifact {
  return (contract) => {
    for (const folder of ['contracts', join('contracts', 'libraries')]) {
      try {
        const path = join(artifactsDir, folder, `${contract}.sol`, `${contract}.json`)
        return JSON.parse(readFileSync(path, 'utf8')) as Artifact
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
    throw new Error(`${contract} is not built: run npm run build`)
  }
}

const librariesOf = ({ linkReferences }: Pick<Artifact, 'linkReferences'>): [library: string, places: Places][] =>
  Object.values(linkReferences).flatMap((file) => Object.entries(file))

/** The names of the libraries that the artifact's code is linked with. */
export const linksOf = (artifact: Pick<Artifact, 'linkReferences'>): readonly string[] =>
  librariesOf(artifact).map(([library]) => library)

/**
 * The code with each library's address in its places.
 * @throws Error where an address is missing.
 */
export function link(
  artifact: Pick<Artifact, 'bytecode' | 'linkReferences'>,
  libraries: Readonly<Record<string, Address>>,
): Hex {
  let code = artifact.bytecode.slice(2)
  for (const [library, places] of librariesOf(artifact)) {
    const address = libraries[library]
    if (address === undefined) throw new Error(`the library ${library} has no address`)
    for (const { start, length } of places) {
      code = code.slice(0, start * 2) + address.slice(2).toLowerCase() + code.slice((start + length) * 2)
    }
  }
  return `0x${code}`
}

/** What a call was refused with, in one line without the node's address: the contract's own error where it has one. */
function refusalOf(error: unknown, abi: Abi): Error {
  if (!(error instanceof BaseError)) return error as Error
  const holder = error.walk((cause) => isHex((cause as { data?: unknown }).data)) as { data?: Hex } | null
  if (holder?.data === undefined) return new Error(error.shortMessage, { cause: error })
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data: holder.data })
    return new Error(`${errorName}(${args.map(String).join(', ')})`, { cause: error })
  } catch {
    return new Error(`an error of another contract: ${holder.data}`, { cause: error })
  }
}

export function viemPort(
  publicClient: PublicClient,
  walletClient: WalletClient<Transport, Chain, Account>,
  artifactOf: (contract: string) => Artifact,
): DeploymentPort {
  const settle = async (sent: Promise<Hex>, abi: Abi) => {
    const hash = await sent.catch((error: unknown) => {
      throw refusalOf(error, abi)
    })
    const receipt = await publicClient.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`transaction ${hash} reverted`)
    return receipt
  }
  return {
    deployer: walletClient.account.address,

    async deploy(contract, args, libraries) {
      const artifact = artifactOf(contract)
      const { abi } = artifact
      const sent = walletClient.deployContract({ abi, bytecode: link(artifact, libraries), args })
      const { contractAddress } = await settle(sent, abi)
      if (!contractAddress) throw new Error(`the deployment of ${contract} has no address`)
      return contractAddress
    },

    async send(contract, address, functionName, args) {
      const { abi } = artifactOf(contract)
      await settle(walletClient.writeContract({ address, abi, functionName, args }), abi)
    },

    read(contract, address, functionName, args) {
      return publicClient.readContract({ address, abi: artifactOf(contract).abi, functionName, args })
    },
  }
}
