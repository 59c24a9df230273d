import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { MAX_FIRST, parseDatasetId } from '../arguments.ts'
import type { Documents } from '../documents.ts'
import { ApiError, ErrorCode } from '../errors.ts'
import { type PinnedBlock, readHead } from '../source/blocks.ts'
import type { SubgraphClient } from '../source/client.ts'
import { readLabels } from '../source/labels.ts'
import { createSnapshot, type Snapshot } from '../source/snapshot.ts'
import { toExportRows } from './row.ts'

/** An export ready to be written: the dataset is there, and the block is pinned. */
export type Export = { readonly dataset: string; readonly at: Snapshot }

export type ExportResult = { readonly rows: number; readonly block: PinnedBlock }

/**
 * Pins the newest block.
 *
 * @throws ApiError INVALID_ID, DATASET_NOT_FOUND
 */
export async function openExport(client: SubgraphClient, dataset: string): Promise<Export> {
  const id = parseDatasetId(dataset)
  const at = createSnapshot(client, (await readHead(client)).block)
  if (!(await at.find('project', id))) throw new ApiError(ErrorCode.DatasetNotFound, `No dataset has the id ${id}`)
  return { dataset: id, at }
}

/**
 * Writes the labels of a dataset that may be served to training, one JSON object a line, ordered by batch and item: at the same
 * block always the same bytes. A page of 1000 is in memory at a time, and the next is not asked for before `out` has room.
 * `out` is left open.
 *
 * @param signal - Stops the work; so does the end of `out`.
 * @param onProgress - Called after each page, with the rows written so far.
 * @throws the signal's reason, `out`'s error, or ApiError BLOCK_ORPHANED where the pinned block leaves the chain meanwhile.
 */
export async function writeJsonl(
  { dataset, at }: Export,
  documents: Documents,
  out: Writable,
  options: {
    readonly signal?: AbortSignal | undefined
    readonly onProgress?: ((rows: number) => void) | undefined
  } = {},
): Promise<ExportResult> {
  const stopped = new AbortController()
  const stop = () => stopped.abort(new Error('the reader of the export went away'))
  const signal = options.signal ? AbortSignal.any([options.signal, stopped.signal]) : stopped.signal
  const { client, block } = at
  out.once('close', stop)
  try {
    let rows = 0
    for (let after: string | undefined; ; ) {
      if (out.destroyed) stop()
      signal.throwIfAborted()
      const page = await readLabels(client, { filter: { dataset }, first: MAX_FIRST, hash: block.hash, after, signal })
      // A snapshot a page: one for the whole export would keep every batch in memory.
      const exported = await toExportRows(page.rows, createSnapshot(client, block), documents)
      signal.throwIfAborted()
      const lines = exported.map((row) => `${JSON.stringify(row)}\n`).join('')
      if (lines !== '' && !out.write(lines)) await once(out, 'drain', { signal })
      rows += exported.length
      options.onProgress?.(rows)
      after = page.rows.at(-1)?.id
      if (!page.hasNext) return { rows, block }
    }
  } catch (error) {
    // `once` wraps the reason in an error of its own.
    signal.throwIfAborted()
    throw error
  } finally {
    out.off('close', stop)
  }
}
