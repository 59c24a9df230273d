import { encodeAbiParameters, type Hex, keccak256, numberToHex, parseAbiParameters } from 'viem'
import { chooseGold } from './gold.ts'
import type { Plan, PlannedBatch } from './plan.ts'
import { MAX_DISPUTES } from './terms.ts'

/** An item whose label the requester disputes, and the label that it should have. */
export type Disputed = {
  readonly index: number
  readonly claim: number
  /** Of the expert's draw: they are numbered from 1 on in the order in which the disputes are opened. */
  readonly drawId: bigint
}

/** `CaseKind.Label` of the court. */
const LABEL_CASE = 1
const CASE = parseAbiParameters('uint8 kind, bytes32 batchId, bytes32 subject')

/** The answer that enough of a batch's panel give to an item, if any. */
export function consensusOf({ labels, agreement }: PlannedBatch, index: number): number | undefined {
  const answers = labels.map((row) => row[index])
  return answers.find((answer) => answers.filter((other) => other === answer).length >= agreement)
}

/**
 * The first gold items that their panel contradicts, one a batch: what a requester who knows the answers disputes.
 */
export function chooseDisputes(
  batches: Plan['batches'],
  known: ReadonlyMap<string, number>,
  seed: number,
): Map<PlannedBatch, Disputed> {
  const disputes = new Map<PlannedBatch, Disputed>()
  for (const batch of batches) {
    if (disputes.size === MAX_DISPUTES) break
    const wrong = chooseGold(batch.items, known, seed).find(({ index, label }) => {
      const consensus = consensusOf(batch, index)
      return consensus !== undefined && consensus !== label
    })
    if (wrong) disputes.set(batch, { index: wrong.index, claim: wrong.label, drawId: BigInt(disputes.size + 1) })
  }
  return disputes
}

/** `IDisputeCourt.caseIdOf` of an item, off chain. */
export function caseIdOf(batchId: Hex, { index }: Pick<Disputed, 'index'>): Hex {
  return keccak256(encodeAbiParameters(CASE, [LABEL_CASE, batchId, numberToHex(index, { size: 32 })]))
}
