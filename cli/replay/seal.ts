import { concat, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import type { Ledger } from './ledger.ts'

/** What a dataset is sealed with. */
export type Seal = {
  readonly root: Hex
  /** Labels with a value. */
  readonly verified: number
  /** Labels without. */
  readonly contested: number
}

/** A label of a sealed dataset: a class, or `0xFF` for none. */
export type SealedLabel = { readonly batchId: Hex; readonly index: number; readonly label: number }

const LEAF = parseAbiParameters('bytes32 batchId, uint256 index, uint256 label')
const NO_LABEL = 0xff

/** The seal of the batches' labels as the chain has them, rulings included. */
export function sealOf(batchIds: readonly Hex[], { tallied }: Pick<Ledger, 'tallied'>): Seal {
  const labels = batchIds.flatMap((batchId): SealedLabel[] => {
    const consensus = tallied.get(batchId)?.consensus ?? new Uint8Array()
    return Array.from(consensus, (label, index) => ({ batchId, index, label }))
  })
  const verified = labels.filter(({ label }) => label !== NO_LABEL).length
  return { root: rootOf(labels.map(leafOf)), verified, contested: labels.length - verified }
}

/** Hashed twice, so that no inner node can pass for a leaf. */
export function leafOf({ batchId, index, label }: SealedLabel): Hex {
  return keccak256(keccak256(encodeAbiParameters(LEAF, [batchId, BigInt(index), BigInt(label)])))
}

/**
 * The root of the Merkle tree whose leaves are sorted and whose pairs are hashed in ascending order, the odd one out going up as it
 * is: OpenZeppelin's `MerkleProof.verify` takes its proofs. Zero without leaves.
 */
export function rootOf(leaves: readonly Hex[]): Hex {
  let level = [...leaves].sort()
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, pair) => {
      const [left, right] = level.slice(2 * pair, 2 * pair + 2)
      return left && right ? keccak256(concat(left < right ? [left, right] : [right, left])) : (left ?? NOTHING)
    })
  }
  return level[0] ?? NOTHING
}

const NOTHING: Hex = `0x${'0'.repeat(64)}`
