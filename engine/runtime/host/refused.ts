import { DeterministicError } from '../errors.ts'
import type { HostFunctions } from './services.ts'

/** What a mapping may import, and fails by when it calls it: as on a graph-node that was not told otherwise. */
export function refusedFunctions(): HostFunctions {
  const refuse = (message: string) => (): never => {
    throw new DeterministicError(message)
  }
  // What a handler reads must not depend on when it is asked for.
  const deprecated = (name: string) =>
    refuse(`\`${name}\` is deprecated. Improved support for IPFS will be added in the future`)
  const removed = (name: string) => refuse(`\`${name}\` has been removed.`)
  return {
    'ipfs.cat': deprecated('ipfs.cat'),
    'ipfs.map': deprecated('ipfs.map'),
    'ipfs.getBlock': deprecated('ipfs.getBlock'),
    'arweave.transactionData': removed('arweave.transactionData'),
    'box.profile': removed('box.profile'),
  }
}
