/** The protocol's code for the Solidity tests: as it was built, so that they need not compile it again. */
import type { Address } from 'viem'
import { OUTPUT_DIRS } from '../../../scripts/build.ts'
import { artifactReader, link, linksOf } from '../../../scripts/deploy-viem.ts'

/**
 * As variables of the environment, which a test reads with `vm.envBytes`: creation code of the market, linked, and of what it works with, and the
 * code of each library, which the test puts at the address that it is linked with.
 */
export function codeForTests(): Record<string, string> {
  const read = artifactReader(OUTPUT_DIRS.artifacts)
  const market = read('LabelMarket')
  const names = [...linksOf(market)].sort()
  const addressOf = (name: string): Address => `0x${(0x11b00 + names.indexOf(name)).toString(16).padStart(40, '0')}`
  const addresses = Object.fromEntries(names.map((name) => [name, addressOf(name)]))
  return {
    LABELPROOF_LABELMARKET: link(market, addresses),
    ...Object.fromEntries(
      ['StakeVault', 'Slasher', 'ProtocolParameters'].map((name) => [
        `LABELPROOF_${name.toUpperCase()}`,
        read(name).bytecode,
      ]),
    ),
    LABELPROOF_LIBRARIES: `${names.length}`,
    ...Object.fromEntries(names.map((name, index) => [`LABELPROOF_LIBRARY_${index}`, read(name).deployedBytecode])),
  }
}
