import type { Hex } from 'viem'
import type { Dataset } from '../dataset/types.ts'
import type { PreparedBatch } from '../replay/batch.ts'
import type { Ledger } from '../replay/ledger.ts'
import type { Plan } from '../replay/plan.ts'
import type { TokenSums } from './audit.ts'

/** What a run did. Amounts are decimal strings in wei of LABEL. */
export type Summary = {
  readonly dataset: string
  readonly simulated: boolean
  /** Id of the dataset: the project on chain. */
  readonly id: Hex
  readonly seed: number
  readonly judgements: {
    readonly played: number
    /** Of workers beyond the wanted panel size. */
    readonly surplus: number
    /** On items that fewer than three workers answered. */
    readonly leftOut: number
    /** Second answers of one worker to one item. */
    readonly duplicates: number
  }
  readonly items: {
    readonly labelled: number
    readonly verified: number
    readonly noConsensus: number
    readonly leftOut: number
  }
  /** Against gold, over verified items; absent where there is no gold. */
  readonly accuracy?: { readonly correct: number; readonly compared: number; readonly share: number }
  /** What the protocol found out about the annotators, and what became of it. */
  readonly quality: {
    /** Answers to gold, of those that count; absent in a project without. */
    readonly gold?: { readonly right: number; readonly total: number; readonly share: number }
    /** Annotators by the tier of their last batch: `0` to `4`, or `unrated`. */
    readonly tiers: Readonly<Record<string, number>>
    /** `byReason`: opened. Amounts in wei of LABEL. */
    readonly slashes: {
      readonly opened: number
      readonly executed: number
      readonly byReason: Readonly<Record<string, number>>
      readonly fromRewards: string
      readonly fromStakes: string
    }
    readonly disputes: { readonly opened: number; readonly overturned: number }
  }
  /** Merkle root that the dataset is sealed with. */
  readonly labelsRoot?: Hex
  readonly chain: {
    readonly batches: number
    readonly transactions: number
    readonly block: number
    readonly hash: Hex
  }
  /** Per label: what the batches' transactions used; deployment, stakes and project (`setup`) are apart. */
  readonly gas: { readonly perVerifiedLabel: number; readonly byStage: Readonly<Record<string, string>> }
  readonly tokens: {
    readonly funded: string
    readonly paid: string
    /** Of keepers. */
    readonly fees: string
    /** Given back by settlements; still in the project. */
    readonly refunded: string
    /** Reserved for batches that are not settled. */
    readonly escrow: string
  }
  readonly seconds: Readonly<Record<string, number>>
}

export type SummaryInput = {
  readonly dataset: Dataset
  readonly plan: Plan
  /** Those of the plan. */
  readonly batches: readonly Pick<PreparedBatch, 'id' | 'items'>[]
  readonly seed: number
  readonly projectId: Hex
  readonly ledger: Ledger
  readonly tokens: TokenSums
  readonly head: { readonly number: number; readonly hash: Hex }
  readonly seconds: Readonly<Record<string, number>>
}

/** A byte of a consensus that is no class. */
const NO_CONSENSUS = 0xff

export function summarize(input: SummaryInput): Summary {
  const { dataset, plan, seed, projectId, ledger, tokens, head, seconds } = input
  const labels = labelsOf(input)
  const verified = labels.filter(({ value }) => value !== NO_CONSENSUS)
  const { setup, ...stages } = ledger.gas
  const labelGas = Object.values(stages).reduce((sum, gas) => sum + gas, 0n)
  const accuracy = accuracyOf(verified, dataset.gold)
  return {
    dataset: dataset.name,
    simulated: dataset.simulated,
    id: projectId,
    seed,
    judgements: {
      played: plan.played,
      surplus: plan.surplus,
      leftOut: plan.leftOut.judgements,
      duplicates: dataset.duplicates.length,
    },
    items: {
      labelled: labels.length,
      verified: verified.length,
      noConsensus: labels.length - verified.length,
      leftOut: plan.leftOut.items.length,
    },
    ...(accuracy && { accuracy }),
    quality: qualityOf(ledger),
    ...(ledger.labelsRoot && { labelsRoot: ledger.labelsRoot }),
    chain: { batches: ledger.settled, transactions: ledger.transactions, block: head.number, hash: head.hash },
    gas: {
      perVerifiedLabel: verified.length > 0 ? Number(labelGas / BigInt(verified.length)) : 0,
      byStage: Object.fromEntries(Object.entries({ setup, ...stages }).map(([stage, gas]) => [stage, String(gas)])),
    },
    tokens: {
      funded: String(tokens.fundedWei),
      paid: String(tokens.paidWei),
      fees: String(tokens.feesWei),
      refunded: String(tokens.freeWei),
      escrow: String(tokens.reservedWei),
    },
    seconds,
  }
}

type ItemLabel = { readonly item: string; readonly value: number }

/** The chain's label for every planned item that is tallied. */
function labelsOf({ batches, ledger }: SummaryInput): ItemLabel[] {
  return batches.flatMap(({ id, items }) => {
    const batch = ledger.tallied.get(id)
    return batch ? items.map((item, index) => ({ item, value: batch.consensus[index] ?? NO_CONSENSUS })) : []
  })
}

function qualityOf({ gold, tiers, slashes, slashesExecuted, disputes, overturned }: Ledger): Summary['quality'] {
  const sum = (amounts: readonly bigint[]) => String(amounts.reduce((total, amount) => total + amount, 0n))
  return {
    ...(gold.total > 0 && { gold: { ...gold, share: gold.right / gold.total } }),
    tiers: countBy(
      [...tiers.values()].sort((a, b) => b - a),
      (tier) => (tier > 4 ? 'unrated' : String(tier)),
    ),
    slashes: {
      opened: slashes.length,
      executed: slashesExecuted,
      byReason: countBy(slashes, ({ reason }) => reason),
      fromRewards: sum(slashes.map(({ fromPendingWei }) => fromPendingWei)),
      fromStakes: sum(slashes.map(({ fromStakeWei }) => fromStakeWei)),
    },
    disputes: { opened: disputes, overturned },
  }
}

function countBy<T>(list: readonly T[], nameOf: (member: T) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(list, nameOf)].map(([name, members]) => [name, members.length]))
}

function accuracyOf(verified: readonly ItemLabel[], gold: Dataset['gold']): Summary['accuracy'] {
  const known = verified.filter(({ item }) => gold.has(item))
  if (known.length === 0) return undefined
  const correct = known.filter(({ item, value }) => gold.get(item) === value).length
  return { correct, compared: known.length, share: correct / known.length }
}
