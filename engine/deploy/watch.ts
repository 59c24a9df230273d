import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Calls `onChange` after each `graph build` into a folder, until the signal aborts. graph-cli writes the manifest last, so
 * that a build is whole once the manifest has changed and then stayed as it is for one look. By looking again and again:
 * that also works where the folder is deleted and made anew, or is mounted.
 */
export async function watchBuild(
  folder: string,
  options: { readonly intervalMs: number; readonly signal: AbortSignal; onChange(): Promise<void> },
): Promise<void> {
  const { intervalMs, signal, onChange } = options
  let handled = await stampOf(folder)
  let seen = handled
  while (!signal.aborted) {
    await delay(intervalMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    const now = await stampOf(folder)
    if (now !== undefined && now !== handled && now === seen) {
      handled = now
      await onChange()
    }
    seen = now
  }
}

async function stampOf(folder: string): Promise<string | undefined> {
  const found = await stat(join(folder, 'subgraph.yaml')).catch(() => undefined)
  return found && `${found.size} ${found.mtimeMs}`
}
