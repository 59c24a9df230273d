import { confidenceOf, countAnswers, tierOf } from '../consensus.ts'
import type { Documents } from '../documents.ts'
import type { LabelRow } from '../source/rows.ts'
import type { Snapshot } from '../source/snapshot.ts'

/**
 * One label as a training pipeline reads it: flat, with what its weight can be decided by and what proves it. The keys are
 * written in this order. docs/api.md says what each means.
 */
export type ExportRow = {
  readonly item: string | null
  readonly fields: Readonly<Record<string, string>>
  readonly label: number | null
  readonly class: string | null
  readonly status: string
  readonly confidence: number | null
  readonly tier: string
  readonly votes: { readonly for: number; readonly of: number; readonly perClass: readonly number[] }
  readonly n: number
  readonly k: number
  readonly project: string
  readonly batch: string
  readonly index: number
  readonly block: number
  readonly blockHash: string
  readonly transaction: string
  readonly logIndex: number
  readonly content: string
}

/** The rows of one page of labels. What they share, such as batches and manifests, is read once. */
export function toExportRows(
  labels: readonly LabelRow[],
  at: Snapshot,
  documents: Documents,
): Promise<readonly ExportRow[]> {
  return Promise.all(labels.map((label) => toExportRow(label, at, documents)))
}

async function toExportRow(label: LabelRow, at: Snapshot, documents: Documents): Promise<ExportRow> {
  const [batch, project] = await Promise.all([at.get('batch', label.batch.id), at.get('project', label.project.id)])
  if (!batch.tallied) throw new Error(`label ${label.id} is settled, but its batch is not tallied`)
  const [tallied, manifest, guideline] = await Promise.all([
    at.get('event', batch.tallied.id),
    documents.manifest(batch.manifestHash, batch.items),
    documents.guideline(project.guidelineHash),
  ])
  const item = manifest.value?.items[label.index]
  return {
    item: item?.id ?? null,
    fields: item?.fields ?? {},
    label: label.value,
    class: label.value === null ? null : (guideline.value?.classes[label.value] ?? null),
    status: label.status,
    confidence: confidenceOf(label),
    tier: tierOf(label),
    votes: { for: label.votes, of: countAnswers(label), perClass: label.tally },
    n: batch.seats,
    k: batch.agreement,
    project: label.project.id,
    batch: label.batch.id,
    index: label.index,
    block: Number(tallied.block),
    blockHash: tallied.blockHash,
    transaction: tallied.transaction,
    logIndex: tallied.logIndex,
    content: manifest.state,
  }
}
