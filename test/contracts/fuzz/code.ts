/** The protocol's code for the Solidity tests: as it was built, so that they need not compile it again. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Address, Hex } from 'viem'
import { type LinkReferences, librariesOf, link } from '../../../cli/chain/link.ts'
import { OUTPUT_DIRS } from '../../../scripts/build.ts'

type Artifact = { readonly bytecode: Hex; readonly deployedBytecode: Hex; readonly linkReferences: LinkReferences }

function readArtifact(folder: string, name: string): Artifact {
  return JSON.parse(
    readFileSync(join(OUTPUT_DIRS.artifacts, 'contracts', folder, `${name}.sol`, `${name}.json`), 'utf8'),
  )
}

/**
 * As variables of the environment, which a test reads with `vm.envBytes`: creation code of the market, linked, and of what it works with, and the
 * code of each library, which the test puts at the address that it is linked with.
 */
export function codeForTests(): Record<string, string> {
  const market = readArtifact('', 'LabelMarket')
  const names = librariesOf(market.linkReferences)
  const addressOf = (name: string): Address => `0x${(0x11b00 + names.indexOf(name)).toString(16).padStart(40, '0')}`
  const addresses = Object.fromEntries(names.map((name) => [name, addressOf(name)]))
  return {
    LABELPROOF_LABELMARKET: link(market.bytecode, market.linkReferences, addresses),
    ...Object.fromEntries(
      ['StakeVault', 'Slasher', 'ProtocolParameters'].map((name) => [
        `LABELPROOF_${name.toUpperCase()}`,
        readArtifact('', name).bytecode,
      ]),
    ),
    LABELPROOF_LIBRARIES: `${names.length}`,
    ...Object.fromEntries(
      names.map((name, index) => [`LABELPROOF_LIBRARY_${index}`, readArtifact('libraries', name).deployedBytecode]),
    ),
  }
}
