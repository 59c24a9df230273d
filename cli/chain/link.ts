/** Linking: the market's rarely used code lies in libraries of their own, whose addresses go into its bytecode. */
import type { Address, Hex } from 'viem'

/** Where in the bytecode addresses of libraries belong, by source and name: `linkReferences` of a Hardhat artifact. */
export type LinkReferences = Readonly<
  Record<string, Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>>
>

/** The libraries that must be deployed before, in a fixed order. */
export const librariesOf = (references: LinkReferences): string[] =>
  Object.values(references).flatMap(Object.keys).sort()

/**
 * The bytecode with the addresses of its libraries in their places.
 * @throws RangeError when an address is missing.
 */
export function link(bytecode: string, references: LinkReferences, addresses: Readonly<Record<string, Address>>): Hex {
  let linked = bytecode.replace(/^0x/, '')
  for (const [name, places] of Object.values(references).flatMap(Object.entries)) {
    const address = addresses[name]
    if (address === undefined) throw new RangeError(`the library ${name} has no address`)
    const code = address.slice(2).toLowerCase()
    for (const { start, length } of places) {
      linked = linked.slice(0, 2 * start) + code + linked.slice(2 * (start + length))
    }
  }
  return `0x${linked}`
}
