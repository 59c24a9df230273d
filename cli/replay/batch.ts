import { type Address, bytesToHex, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { CHAIN_ID } from '../chain/constants.ts'
import type { Dataset } from '../dataset/types.ts'
import { type Accounts, deriveSecret } from './accounts.ts'
import { type Document, manifestOf } from './documents.ts'
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
  /** By ascending address, as the contract wants it. */
  readonly seats: readonly PreparedSeat[]
}

export type BatchContext = {
  readonly accounts: Accounts
  readonly market: Address
  readonly projectId: Hex
  readonly fields: Dataset['fields']
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
const BATCH_ID = parseAbiParameters('bytes32 projectId, bytes32 manifestHash')
const COMMITMENT = parseAbiParameters('bytes32, uint256, address, bytes32, address, bytes32, bytes32, bytes32')

/** ILabelMarket.projectIdOf, off chain. */
export function projectIdOf(market: Address, requester: Address, salt: Hex): Hex {
  return keccak256(encodeAbiParameters(PROJECT_ID, [BigInt(CHAIN_ID), market, requester, salt]))
}

/** ILabelMarket.batchIdOf, off chain. */
export function batchIdOf(projectId: Hex, manifestHash: Hex): Hex {
  return keccak256(encodeAbiParameters(BATCH_ID, [projectId, manifestHash]))
}

/** Works out ids, commitments and the order of the panel. Pure: the same plan and seed give the same bytes. */
export function prepareBatch(planned: PlannedBatch, context: BatchContext): PreparedBatch {
  const manifest = manifestOf(planned.items, context.fields)
  const id = batchIdOf(context.projectId, manifest.hash)
  const seats = planned.panel.map((worker, index): PreparedSeat => {
    const account = context.accounts.worker(worker)
    const labels = bytesToHex(planned.labels[index] ?? new Uint8Array())
    const salt = deriveSecret(context.seed, 'salt', id, worker)
    return { account, labels, salt, commitment: commitmentOf({ ...context, id, account, labels, salt }) }
  })
  seats.sort((a, b) => (BigInt(a.account.address) < BigInt(b.account.address) ? -1 : 1))
  return { id, manifest, items: planned.items, agreement: planned.agreement, seats }
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
