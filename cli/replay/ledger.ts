import { type Abi, type AbiEvent, decodeEventLog, type Hex, toEventSelector } from 'viem'
import type { Log, Receipt } from '../chain/blocks.ts'
import type { Contracts } from '../chain/contracts.ts'
import { STAGES, type Stage } from './calls.ts'

/** What the chain says about a batch that is tallied. */
export type TalliedBatch = {
  /** One byte per item, 0xFF where there is no label; as rulings left it. */
  readonly consensus: Uint8Array
}

/** `SlashReason` of the contracts, from 1 on. */
export const SLASH_REASONS = ['NoReveal', 'GoldFail', 'ConsensusFail', 'DisputeLost', 'Spam', 'Collusion'] as const

/** What was held of an annotator. */
export type OpenedSlash = {
  readonly id: Hex
  readonly reason: (typeof SLASH_REASONS)[number]
  readonly fromPendingWei: bigint
  readonly fromStakeWei: bigint
}

/** The chain's own account of a replay, folded from its receipts in the order of the chain. Amounts in wei of LABEL. */
export type Ledger = {
  readonly transactions: number
  readonly created: number
  readonly settled: number
  readonly tallied: ReadonlyMap<Hex, TalliedBatch>
  readonly fundedWei: bigint
  /** Sum of the rewards by the settlements, withheld ones included. */
  readonly paidWei: bigint
  /** What settlements gave back to the project. */
  readonly returnedWei: bigint
  /** Sum of the rewards that were transferred. */
  readonly transferredWei: bigint
  /** Parts of rewards that wait for the end of a slash, or went where it sent them. */
  readonly withheldWei: bigint
  /** Fees of keepers. */
  readonly feesWei: bigint
  /** Gold answers of all annotators, of those that count. */
  readonly gold: { readonly right: number; readonly total: number }
  /** By annotator: the tier of its last batch. */
  readonly tiers: ReadonlyMap<Hex, number>
  /** In the order of the chain. */
  readonly slashes: readonly OpenedSlash[]
  readonly slashesExecuted: number
  readonly disputes: number
  /** Labels that a ruling changed. */
  readonly overturned: number
  /** Root of the sealed dataset. */
  readonly labelsRoot?: Hex
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
  CaseOpened: 'dispute',
  BatchSettled: 'settle',
  DrawFulfilled: 'draw',
  ExpertRuled: 'rule',
  DisputeResolved: 'rule',
}

type Decoded = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }

/** Starts an empty ledger. `add` takes receipts, `read` gives the account so far. */
export function openLedger(contracts: Contracts): {
  add(receipts: readonly Receipt[]): void
  read(): Ledger
} {
  const sources = [contracts.LabelMarket, contracts.Slasher, contracts.DisputeCourt, contracts.DrawPool]
  const events = new Map(sources.map(({ abi, address }) => [address.toLowerCase(), eventsOf(abi)] as const))
  const decode = ({ address, topics, data }: Log): Decoded[] => {
    const event = topics[0] && events.get(address.toLowerCase())?.get(topics[0])
    if (!event) return []
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
    withheldWei: 0n,
    feesWei: 0n,
    slashesExecuted: 0,
    disputes: 0,
    overturned: 0,
  }
  const gold = { right: 0, total: 0 }
  const tiers = new Map<Hex, number>()
  const slashes: OpenedSlash[] = []
  let labelsRoot: Hex | undefined

  const folds: Readonly<Record<string, (args: Decoded['args']) => void>> = {
    BatchCreated() {
      total.created += 1
    },
    ProjectFunded(args) {
      total.fundedWei += amount(args.amount)
    },
    RewardPaid(args) {
      total.transferredWei += amount(args.amount)
    },
    RewardWithheld(args) {
      total.withheldWei += amount(args.amount)
    },
    KeeperPaid(args) {
      total.feesWei += amount(args.amount)
    },
    BatchTallied(args) {
      tallied.set(args.batchId as Hex, { consensus: Buffer.from(String(args.consensus).slice(2), 'hex') })
    },
    AnnotatorScored(args) {
      gold.right += Number(args.goldRight)
      gold.total += Number(args.goldTotal)
      tiers.set(args.annotator as Hex, Number(args.tier))
    },
    LabelOverturned(args) {
      total.overturned += 1
      const batch = tallied.get(args.batchId as Hex)
      if (batch) batch.consensus[Number(args.item)] = Number(args.to)
    },
    BatchSettled(args) {
      total.settled += 1
      total.paidWei += amount(args.paid)
      total.returnedWei += amount(args.refunded)
    },
    CaseOpened() {
      total.disputes += 1
    },
    SlashOpened(args) {
      const reason = SLASH_REASONS[Number(args.reason) - 1]
      if (!reason) throw new TypeError(`a slash for no known reason: ${String(args.reason)}`)
      const held = { fromPendingWei: amount(args.fromPending), fromStakeWei: amount(args.fromStake) }
      slashes.push({ id: args.slashId as Hex, reason, ...held })
    },
    Slashed() {
      total.slashesExecuted += 1
    },
    DatasetSealed(args) {
      labelsRoot = args.labelsRoot as Hex
    },
  }
  return {
    add(receipts) {
      for (const receipt of receipts) {
        const decoded = receipt.logs.flatMap(decode)
        for (const { name, args } of decoded) folds[name]?.(args)
        const stage = decoded.map(({ name }) => STAGE_OF_EVENT[name]).find((found) => found !== undefined)
        gas[stage ?? 'setup'] += BigInt(receipt.gasUsed)
        total.transactions += 1
      }
    },
    read: () => ({
      ...total,
      tallied,
      gold: { ...gold },
      tiers,
      slashes: [...slashes],
      gas: { ...gas },
      ...(labelsRoot && { labelsRoot }),
    }),
  }
}

function eventsOf(abi: Abi): Map<Hex, AbiEvent> {
  const events = abi.filter((item): item is AbiEvent => item.type === 'event')
  return new Map(events.map((event) => [toEventSelector(event), event]))
}

function zeroGas(): Record<Stage, bigint> {
  return Object.fromEntries(STAGES.map((stage) => [stage, 0n])) as Record<Stage, bigint>
}

function amount(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  throw new TypeError(`an amount that is no integer: ${String(value)}`)
}
