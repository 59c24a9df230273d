import type { Logger } from '../types.ts'
import { parseContentPath } from './cid.ts'
import { type ContentPlace, openPlace } from './places.ts'
import { readContent } from './read-content.ts'

/** Content that was found. */
export type FoundContent = { readonly path: string; readonly bytes: Uint8Array }

/** Looks for content until it is there. */
export type ContentWatcher = {
  /** Starts to look for content, given its path as `parseContentPath` writes it; again while it is looked for: nothing. */
  watch(path: string): void
  /** What was found since the last call, in the order of `watch`. Waits for folders, not for gateways. */
  take(): Promise<readonly FoundContent[]>
  close(): void
}

/** Between looks for content that is not there; twice as long each time. graph-node's for gateways. */
const BACKOFF_MS = { folder: { first: 200, last: 10_000 }, gateway: { first: 5_000, last: 600_000 } }
/** Gateways are asked for this many files at once. */
const MAX_ASKED = 16

type Watched = { found?: Uint8Array; waits: number; nextLook: number; looking: Promise<void> | undefined }

/** @param places URLs of gateways, and folders, which are looked into first */
export function createContentWatcher(places: readonly string[], logger: Logger): ContentWatcher {
  const abort = new AbortController()
  const opened = places.map((place) => openPlace(place, abort.signal))
  const folders = opened.filter(({ isLocal }) => isLocal)
  const gateways = opened.filter(({ isLocal }) => !isLocal)
  const watched = new Map<string, Watched>()
  let asked = 0
  /** What waits for a gateway. */
  const queue: (() => void)[] = []

  async function look(path: string, entry: Watched, among: readonly ContentPlace[]): Promise<void> {
    for (const place of among) {
      try {
        const found = await readContent(parseContentPath(path), place.fetch)
        if (found === undefined) continue
        entry.found = found
        return
      } catch (error) {
        if (abort.signal.aborted) return
        logger.warn('content was refused, trying again later', { path, place: place.name, error: String(error) })
      }
    }
  }

  function lookInFolders(path: string, entry: Watched): void {
    if (folders.length === 0 || entry.looking !== undefined || performance.now() < entry.nextLook) return
    entry.looking = look(path, entry, folders).finally(() => {
      entry.looking = undefined
      entry.nextLook =
        performance.now() + Math.min(BACKOFF_MS.folder.first * 2 ** entry.waits++, BACKOFF_MS.folder.last)
    })
  }

  /** Asks the gateways, again and again. */
  async function ask(path: string, entry: Watched): Promise<void> {
    for (let waitMs = BACKOFF_MS.gateway.first; ; waitMs = Math.min(waitMs * 2, BACKOFF_MS.gateway.last)) {
      while (asked >= MAX_ASKED && !abort.signal.aborted) await new Promise<void>((resolve) => queue.push(resolve))
      if (abort.signal.aborted || watched.get(path) !== entry || entry.found !== undefined) {
        queue.shift()?.()
        return
      }
      asked++
      await look(path, entry, gateways)
      asked--
      queue.shift()?.()
      if (entry.found !== undefined) return
      logger.debug('content is not there yet, trying again later', { path, waitMs })
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        timer.unref()
      })
    }
  }

  return {
    watch(path) {
      if (watched.has(path)) return
      const entry: Watched = { waits: 0, nextLook: 0, looking: undefined }
      watched.set(path, entry)
      lookInFolders(path, entry)
      if (gateways.length === 0) return
      void Promise.resolve(entry.looking).then(() => ask(path, entry))
    },
    async take() {
      for (const [path, entry] of watched) if (entry.found === undefined) lookInFolders(path, entry)
      for (const { looking } of [...watched.values()]) if (looking !== undefined) await looking
      const found: FoundContent[] = []
      for (const [path, { found: bytes }] of watched) {
        if (bytes === undefined) continue
        found.push({ path, bytes })
        watched.delete(path)
      }
      return found
    },
    close() {
      abort.abort()
      for (const resolve of queue) resolve()
    },
  }
}
