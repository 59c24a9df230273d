import { type AbiEvent, decodeEventLog, type Hex, toEventSelector } from 'viem'
import type { Log, Receipt } from '../chain/blocks.ts'
import type { Contracts } from '../chain/contracts.ts'
import { STAGES, type Stage } from './calls.ts'

/** What the chain says about a batch that is tallied. */
export type TalliedBatch = {
  /** One byte per item, 0xFF where there is no consensus. */
  readonly consensus: Uint8Array
}

/** The chain's own account of a replay, folded from its receipts in the order of the chain. Amounts in wei of LABEL. */
export type Ledger = {
  readonly transactions: number
  readonly created: number
  readonly settled: number
  readonly tallied: ReadonlyMap<Hex, TalliedBatch>
  readonly fundedWei: bigint
  /** Sum of the rewards by the settlements. */
  readonly paidWei: bigint
  /** What settlements gave back to the project. */
  readonly returnedWei: bigint
  /** Sum of the rewards that were transferred. */
  readonly transferredWei: bigint
  /** Gas of the transactions of each stage, and of everything else: deployment, stakes, project. */
  readonly gas: Readonly<Record<Stage | 'setup', bigint>>
}

/** The event that tells what stage a transaction of the market belonged to. */
const STAGE_OF_EVENT: Readonly<Record<string, Stage>> = {
  BatchCreated: 'create',
  Assigned: 'assign',
  Committed: 'commit',
  Revealed: 'reveal',
  BatchTallied: 'tally',
  BatchSettled: 'settle',
}

type Decoded = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }

/** Starts an empty ledger. `add` takes receipts, `read` gives the account so far. */
export function openLedger({ LabelMarket: market }: Contracts): {
  add(receipts: readonly Receipt[]): void
  read(): Ledger
} {
  const events = new Map(
    market.abi
      .filter((item): item is AbiEvent => item.type === 'event')
      .map((event) => [toEventSelector(event), event]),
  )
  const decode = ({ address, topics, data }: Log): Decoded[] => {
    const event = topics[0] && events.get(topics[0])
    if (!event || address.toLowerCase() !== market.address.toLowerCase()) return []
    return [{ name: event.name, args: decodeEventLog({ abi: [event], topics, data }).args as Decoded['args'] }]
  }
  const tallied = new Map<Hex, TalliedBatch>()
  const gas = { setup: 0n, ...zeroGas() }
  const total = {
    transactions: 0,
    created: 0,
    settled: 0,
    fundedWei: 0n,
    paidWei: 0n,
    returnedWei: 0n,
    transferredWei: 0n,
  }

  const fold = ({ name, args }: Decoded): void => {
    if (name === 'BatchCreated') total.created += 1
    if (name === 'ProjectFunded') total.fundedWei += amount(args.amount)
    if (name === 'RewardPaid') total.transferredWei += amount(args.amount)
    if (name === 'BatchTallied')
      tallied.set(args.batchId as Hex, { consensus: Buffer.from(String(args.consensus).slice(2), 'hex') })
    if (name !== 'BatchSettled') return
    total.settled += 1
    total.paidWei += amount(args.paid)
    total.returnedWei += amount(args.refunded)
  }
  return {
    add(receipts) {
      for (const receipt of receipts) {
        const decoded = receipt.logs.flatMap(decode)
        decoded.forEach(fold)
        const stage = decoded.map(({ name }) => STAGE_OF_EVENT[name]).find((found) => found !== undefined)
        gas[stage ?? 'setup'] += BigInt(receipt.gasUsed)
        total.transactions += 1
      }
    },
    read: () => ({ ...total, tallied, gas: { ...gas } }),
  }
}

function zeroGas(): Record<Stage, bigint> {
  return Object.fromEntries(STAGES.map((stage) => [stage, 0n])) as Record<Stage, bigint>
}

function amount(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  throw new TypeError(`an amount that is no integer: ${String(value)}`)
}
