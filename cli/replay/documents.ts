import { createHash } from 'node:crypto'
import type { Hex } from 'viem'
import type { Dataset } from '../dataset/types.ts'

/** Content that the chain refers to by its sha256. */
export type Document = { readonly bytes: Uint8Array; readonly hash: Hex }

/** What the annotators of a project read: `{ title, instructions, classes }`. */
export function guidelineOf(dataset: Pick<Dataset, 'name' | 'instructions' | 'classes'>): Document {
  const { name, instructions, classes } = dataset
  return toDocument({ title: name, instructions, classes })
}

/** What a batch shows: `{ items: [{ id, fields }] }`, in the order of the labels. */
export function manifestOf(items: readonly string[], fields: Dataset['fields']): Document {
  return toDocument({ items: items.map((id) => ({ id, fields: fields.get(id) ?? {} })) })
}

function toDocument(value: unknown): Document {
  const bytes = Buffer.from(JSON.stringify(value), 'utf8')
  return { bytes, hash: `0x${createHash('sha256').update(bytes).digest('hex')}` }
}
