import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, statSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Api } from '../../api/index.ts'
import { InputError } from '../errors.ts'

/** Whether exports can go to a folder, as far as can be seen before anything is done. @throws InputError */
export function checkOutFolder(folder: string): void {
  if (!existsSync(folder) || statSync(folder).isDirectory()) return
  throw new InputError(`${folder} is a file`, '--out', 'give a folder')
}

/**
 * Writes FOLDER/labels.jsonl. The file appears whole or not at all: a temporary name, fsync, rename, fsync of the folder.
 * @returns The path and the number of rows.
 */
export async function exportLabels(
  api: Api,
  options: { readonly dataset: string; readonly folder: string; readonly signal?: AbortSignal },
): Promise<{ path: string; rows: number }> {
  const { dataset, folder, signal } = options
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'labels.jsonl')
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const out = createWriteStream(temporary, { flags: 'wx', flush: true })
    const written = finished(out)
    const exported = api.exportJsonl({ dataset, out, ...(signal ? { signal } : {}) }).finally(() => out.end())
    // The disk's error comes first: the export only sees that its output went away.
    const [{ rows }] = await Promise.all([exported, written])
    await rename(temporary, path)
    await using handle = await open(folder)
    await handle.sync()
    return { path, rows }
  } finally {
    await rm(temporary, { force: true })
  }
}
