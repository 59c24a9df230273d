import { type Address, bytesToHex, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { CHAIN_ID } from '../chain/constants.ts'
import type { Dataset } from '../dataset/types.ts'
import { type Accounts, deriveSecret } from './accounts.ts'
import type { Disputed } from './disputes.ts'
import { type Document, manifestOf } from './documents.ts'
import { chooseGold, commitToGold, type Gold, NO_GOLD } from './gold.ts'
import type { PlannedBatch } from './plan.ts'

/** One annotator's part in a batch. */
export type PreparedSeat = {
  readonly account: PrivateKeyAccount
  /** One byte per item. */
  readonly labels: Hex
  readonly salt: Hex
  readonly commitment: Hex
}

/** A planned batch with everything that its transactions carry. */
export type PreparedBatch = {
  readonly id: Hex
  readonly manifest: Document
  readonly items: readonly string[]
  readonly agreement: number
  /** What the requester committed to as gold; absent in a project without. */
  readonly gold?: Gold
  /** The item that the requester disputes, and the label it claims. */
  readonly disputed?: Disputed
  /** By ascending address, as the contract wants it. */
  readonly seats: readonly PreparedSeat[]
}

export type BatchContext = {
  readonly accounts: Accounts
  readonly market: Address
  readonly projectId: Hex
  readonly fields: Dataset['fields']
  /** The known answers; absent in a project without gold. */
  readonly known?: Dataset['gold']
  /** By planned batch: what the requester disputes. */
  readonly disputes: ReadonlyMap<PlannedBatch, Disputed>
  readonly seed: number
}

/** No structured answers: the labels say it all. */
export const NO_PAYLOAD: Hex = `0x${'0'.repeat(64)}`

const COMMIT_TYPEHASH = keccak256(
  toHex(
    'Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)',
  ),
)
const PROJECT_ID = parseAbiParameters('uint256 chainId, address market, address requester, bytes32 salt')
const BATCH_ID = parseAbiParameters('bytes32 projectId, bytes32 manifestHash, bytes32 goldHash')
const COMMITMENT = parseAbiParameters('bytes32, uint256, address, bytes32, address, bytes32, bytes32, bytes32')

/** ILabelMarket.projectIdOf, off chain. */
export function projectIdOf(market: Address, requester: Address, salt: Hex): Hex {
  return keccak256(encodeAbiParameters(PROJECT_ID, [BigInt(CHAIN_ID), market, requester, salt]))
}

/** ILabelMarket.batchIdOf, off chain. */
export function batchIdOf(projectId: Hex, manifestHash: Hex, goldHash: Hex): Hex {
  return keccak256(encodeAbiParameters(BATCH_ID, [projectId, manifestHash, goldHash]))
}

/** Works out ids, commitments and the order of the panel. Pure: the same plan and seed give the same bytes. */
export function prepareBatch(planned: PlannedBatch, context: BatchContext): PreparedBatch {
  const manifest = manifestOf(planned.items, context.fields)
  const gold = goldOf(planned, manifest.hash, context)
  const id = batchIdOf(context.projectId, manifest.hash, gold?.hash ?? NO_GOLD)
  const disputed = context.disputes.get(planned)
  const seats = planned.panel.map((worker, index): PreparedSeat => {
    const account = context.accounts.worker(worker)
    const labels = bytesToHex(planned.labels[index] ?? new Uint8Array())
    const salt = deriveSecret(context.seed, 'salt', id, worker)
    return { account, labels, salt, commitment: commitmentOf({ ...context, id, account, labels, salt }) }
  })
  seats.sort((a, b) => (BigInt(a.account.address) < BigInt(b.account.address) ? -1 : 1))
  const { items, agreement } = planned
  return { id, manifest, items, agreement, seats, ...(gold && { gold }), ...(disputed && { disputed }) }
}

function goldOf(
  { items }: PlannedBatch,
  manifestHash: Hex,
  { known, market, projectId, seed }: BatchContext,
): Gold | undefined {
  if (!known) return undefined
  const salt = deriveSecret(seed, 'gold salt', manifestHash)
  return commitToGold(chooseGold(items, known, seed), { market, projectId, manifestHash, salt })
}

function commitmentOf(answer: {
  readonly market: Address
  readonly id: Hex
  readonly account: PrivateKeyAccount
  readonly labels: Hex
  readonly salt: Hex
}): Hex {
  const { market, id, account, labels, salt } = answer
  const values = [COMMIT_TYPEHASH, BigInt(CHAIN_ID), market, id, account.address] as const
  return keccak256(encodeAbiParameters(COMMITMENT, [...values, keccak256(labels), NO_PAYLOAD, salt]))
}
