import {
  bytesToHex,
  concat,
  encodeAbiParameters,
  type Hex,
  keccak256,
  numberToHex,
  parseAbiParameters,
  toHex,
} from 'viem'
import { CHAIN_ID } from '../chain/constants.ts'
import { createRandom } from '../random.ts'
import type { Plan } from './plan.ts'
import { GOLD_BPS } from './terms.ts'

/** An item whose answer the requester commits to beforehand. */
export type GoldItem = { readonly index: number; readonly label: number }

/** `ILabelMarket.GoldOpening`, and the hash that a batch is created with. */
export type Gold = {
  readonly manifestHash: Hex
  /** Two bytes each, ascending. */
  readonly positions: Hex
  /** One byte each. */
  readonly labels: Hex
  readonly salt: Hex
  readonly hash: Hex
}

/** The gold hash of a batch without gold. */
export const NO_GOLD: Hex = `0x${'0'.repeat(64)}`

const GOLD_TYPEHASH = keccak256(
  toHex(
    'Gold(uint256 chainId,address market,bytes32 projectId,bytes32 manifestHash,bytes32 positionsHash,bytes32 labelsHash,bytes32 salt)',
  ),
)
const GOLD = parseAbiParameters('bytes32, uint256, address, bytes32, bytes32, bytes32, bytes32, bytes32')

/** Items of a batch that must be gold: the project's share, rounded up as the contract does. */
export function neededGold(items: number): number {
  return Math.ceil((items * GOLD_BPS) / 10_000)
}

/** Whether the known answers give every batch its share of gold: only then has the project gold at all. */
export function hasGold({ batches }: Pick<Plan, 'batches'>, known: ReadonlyMap<string, number>): boolean {
  const isEnough = (items: readonly string[]) =>
    items.filter((item) => known.has(item)).length >= neededGold(items.length)
  return batches.length > 0 && batches.every(({ items }) => isEnough(items))
}

/**
 * Chooses a batch's gold, balanced over the classes as far as its items allow: by turns one item of each class that has any
 * left, in an order that follows from the seed. At least one of each of two classes where there are, so that always giving one
 * answer does not pass.
 */
export function chooseGold(items: readonly string[], known: ReadonlyMap<string, number>, seed: number): GoldItem[] {
  const random = createRandom(seed, 'gold', ...items.slice(0, 1))
  const candidates = items.flatMap((item, index) => {
    const label = known.get(item)
    return label === undefined ? [] : [{ index, label, rank: random.next() }]
  })
  const byClass = [...Map.groupBy(candidates, ({ label }) => label).values()]
    .map((group) => group.sort((a, b) => a.rank - b.rank))
    .sort((a, b) => (a[0]?.rank ?? 0) - (b[0]?.rank ?? 0))
  const wanted = Math.max(neededGold(items.length), Math.min(2, byClass.length))
  const turns = Array.from({ length: candidates.length }, (_, turn) => byClass.flatMap((group) => group[turn] ?? []))
  return turns
    .flat()
    .slice(0, wanted)
    .sort((a, b) => a.index - b.index)
    .map(({ index, label }) => ({ index, label }))
}

/** Commits to the gold of a batch: `ILabelMarket.goldHashOf`, off chain. */
export function commitToGold(
  items: readonly GoldItem[],
  batch: { readonly market: Hex; readonly projectId: Hex; readonly manifestHash: Hex; readonly salt: Hex },
): Gold {
  const { market, projectId, manifestHash, salt } = batch
  const positions = concat(items.map(({ index }) => numberToHex(index, { size: 2 })))
  const labels = bytesToHex(Uint8Array.from(items, ({ label }) => label))
  const values = [GOLD_TYPEHASH, BigInt(CHAIN_ID), market, projectId, manifestHash] as const
  const hash = keccak256(encodeAbiParameters(GOLD, [...values, keccak256(positions), keccak256(labels), salt]))
  return { manifestHash, positions, labels, salt, hash }
}
