import { DeterministicError } from '../errors.ts'
import type { HostFunctions } from './services.ts'

/** As a graph-node that was not told otherwise: what a handler reads must not depend on when it is asked for. */
export function ipfsFunctions(): HostFunctions {
  const refuse = (name: string) => (): never => {
    throw new DeterministicError(`\`${name}\` is deprecated. Improved support for IPFS will be added in the future`)
  }
  return {
    'ipfs.cat': refuse('ipfs.cat'),
    'ipfs.map': refuse('ipfs.map'),
    'ipfs.getBlock': refuse('ipfs.getBlock'),
  }
}
