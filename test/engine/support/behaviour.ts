import { encodeAbiParameters, type Hex, parseAbiParameters } from 'viem'
import { emit, type Transaction } from './emitter.ts'

/**
 * What the folder of a behaviour shows: a subgraph, what happens on the chain, and what is asked afterwards. All
 * behaviours share one chain: block n holds what each of them does in it.
 */
export type Behaviour = {
  /** Where its contracts are: emitters. */
  readonly contracts: readonly Hex[]
  /** Code of other contracts, by address. */
  readonly code?: Readonly<Record<Hex, Hex>>
  /** Transactions by block number, from 1 to `LAST_BLOCK`. */
  readonly blocks: Readonly<Record<number, readonly Transaction[]>>
  /** Asked at `LAST_BLOCK` or before, or with block numbers in the text. */
  readonly queries: readonly string[]
  /** Where the subgraph fails: at which block, and words that both engines say. */
  readonly failure?: { readonly block: number; readonly says: string }
}

/** Nothing but empty blocks follows. */
export const LAST_BLOCK = 12

/** The time of a block in Unix seconds: 25 minutes after the one before, so that hours and a day end on the way. */
export function timeOf(block: number): number {
  return 1_700_000_000 + block * 1_500
}

const TEXT = parseAbiParameters('string')

/** `Said(indexed address who, string text)` of the contract `to`, or an event of another name. */
export function say(to: Hex, text: string, who: Hex = '0x01', event = 'Said'): Transaction {
  return emit(to, `${event}(address,string)`, [who], encodeAbiParameters(TEXT, [text]))
}
