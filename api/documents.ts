import { ContentError, type ContentStore } from './content.ts'
import type { Logger } from './logger.ts'

/** What a requester asks for. */
export type Guideline = { readonly title: string; readonly instructions: string; readonly classes: readonly string[] }

/** The items of a batch, in the order of its labels. */
export type Manifest = { readonly items: readonly Item[] }

export type Item = { readonly id: string; readonly fields: Readonly<Record<string, string>> }

/**
 * Whether a document can be had. `Missing`: nobody has it, or nobody answers. `Tampered`: what there is has another hash.
 * `Malformed`: it has the right hash and does not say what it should.
 */
export type ContentState = 'Verified' | 'Missing' | 'Tampered' | 'Malformed'

/** A document and its state; the value only when `Verified`. Wrong content is never handed on. */
export type Read<T> =
  | { readonly state: 'Verified'; readonly value: T }
  | { readonly state: Exclude<ContentState, 'Verified'>; readonly value?: undefined }

/** The JSON documents behind the hashes on the chain. No call throws: the state says what went wrong. */
export type Documents = {
  guideline(hash: string): Promise<Read<Guideline>>
  /** @param items - How many the batch has: a manifest of another length is malformed. */
  manifest(hash: string, items: number): Promise<Read<Manifest>>
}

type Document = { readonly bytes: number; readonly json: unknown }

/**
 * Reads documents through a cache. A verified document never changes, so only those are kept, the last used ones, up to
 * `maxCachedBytes` of source text.
 */
export function createDocuments(content: ContentStore, logger: Logger, maxCachedBytes = 64 * 1024 * 1024): Documents {
  const cached = new Map<string, Document>()
  const reading = new Map<string, Promise<Read<unknown>>>()
  let cachedBytes = 0

  function remember(hash: string, document: Document): void {
    cached.delete(hash)
    cached.set(hash, document)
    cachedBytes += document.bytes
    for (const [oldest, { bytes }] of cached) {
      if (cachedBytes <= maxCachedBytes) break
      cached.delete(oldest)
      cachedBytes -= bytes
    }
  }

  async function load(hash: string): Promise<Read<unknown>> {
    let bytes: Uint8Array | undefined
    try {
      bytes = await content.get(hash)
    } catch (error) {
      logger.warn('content cannot be had', { hash, error: error instanceof Error ? error.message : String(error) })
      return { state: stateOf(error) }
    }
    if (!bytes) return { state: 'Missing' }
    try {
      const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
      remember(hash, { bytes: bytes.length, json })
      return { state: 'Verified', value: json }
    } catch {
      return { state: 'Malformed' }
    }
  }

  function read(hash: string): Promise<Read<unknown>> {
    const known = cached.get(hash)
    if (known) {
      cachedBytes -= known.bytes
      remember(hash, known)
      return Promise.resolve({ state: 'Verified', value: known.json })
    }
    const pending = reading.get(hash) ?? load(hash).finally(() => reading.delete(hash))
    reading.set(hash, pending)
    return pending
  }

  return {
    guideline: async (hash) => narrow(await read(hash), isGuideline),
    manifest: async (hash, items) =>
      narrow(await read(hash), (value): value is Manifest => isManifest(value) && value.items.length === items),
  }
}

function stateOf(error: unknown): Exclude<ContentState, 'Verified'> {
  if (!(error instanceof ContentError)) return 'Missing'
  return error.reason === 'Tampered' ? 'Tampered' : 'Malformed'
}

function narrow<T>(read: Read<unknown>, is: (value: unknown) => value is T): Read<T> {
  if (read.state !== 'Verified') return read
  return is(read.value) ? { state: 'Verified', value: read.value } : { state: 'Malformed' }
}

function isGuideline(value: unknown): value is Guideline {
  return (
    isRecord(value) &&
    typeof value.title === 'string' &&
    typeof value.instructions === 'string' &&
    Array.isArray(value.classes) &&
    value.classes.every((name) => typeof name === 'string')
  )
}

function isManifest(value: unknown): value is Manifest {
  return isRecord(value) && Array.isArray(value.items) && value.items.every(isItem)
}

function isItem(value: unknown): value is Item {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    isRecord(value.fields) &&
    Object.values(value.fields).every((field) => typeof field === 'string')
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
