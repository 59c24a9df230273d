import { confidenceOf, countAnswers, tierOf } from '../consensus.ts'
import type { ContentState, Documents, Item } from '../documents.ts'
import type { BatchRow, EventRow, LabelRow } from '../source/rows.ts'
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
  readonly gold: boolean
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
  readonly content: ContentState
}

/** What the labels of one batch share. */
type BatchParts = {
  readonly batch: BatchRow
  readonly tallied: EventRow
  readonly items: readonly Item[]
  readonly content: ContentState
  readonly classes: readonly string[]
}

/** The rows of one page of labels. */
export async function toExportRows(
  labels: readonly LabelRow[],
  at: Snapshot,
  documents: Documents,
): Promise<readonly ExportRow[]> {
  const ids = [...new Set(labels.map(({ batch }) => batch.id))]
  const parts = new Map(await Promise.all(ids.map(async (id) => [id, await readParts(id, at, documents)] as const)))
  return labels.map((label) => toExportRow(label, parts.get(label.batch.id) as BatchParts))
}

async function readParts(id: string, at: Snapshot, documents: Documents): Promise<BatchParts> {
  const batch = await at.get('batch', id)
  if (!batch.tallied) throw new Error(`batch ${id} has a settled label, but is not tallied`)
  const [tallied, manifest, guideline] = await Promise.all([
    at.get('event', batch.tallied.id),
    documents.manifest(batch.manifestHash, batch.items),
    documents.guideline(batch.guidelineHash),
  ])
  return {
    batch,
    tallied,
    items: manifest.value?.items ?? [],
    content: manifest.state,
    classes: guideline.value?.classes ?? [],
  }
}

function toExportRow(label: LabelRow, { batch, tallied, items, content, classes }: BatchParts): ExportRow {
  const item = items[label.index]
  return {
    item: item?.id ?? null,
    fields: item?.fields ?? {},
    label: label.value,
    class: label.value === null ? null : (classes[label.value] ?? null),
    status: label.status,
    confidence: confidenceOf(label),
    tier: tierOf(label),
    gold: label.gold,
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
    content,
  }
}
