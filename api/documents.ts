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

type Kept = { readonly bytes: number; readonly read: Promise<Read<unknown>> }

/**
 * Reads documents through a cache. A verified document never changes, so only those are kept, parsed and checked, the last used
 * ones, up to `maxCachedBytes` of source text. Whoever asks while one is read waits for the same read.
 */
export function createDocuments(content: ContentStore, logger: Logger, maxCachedBytes = 64 * 1024 * 1024): Documents {
  const kept = new Map<string, Kept>()
  let keptBytes = 0

  function keep(key: string, bytes: number, read: Promise<Read<unknown>>): void {
    keptBytes += bytes - (kept.get(key)?.bytes ?? 0)
    kept.delete(key)
    kept.set(key, { bytes, read })
    for (const [oldest, entry] of kept) {
      if (keptBytes <= maxCachedBytes) break
      kept.delete(oldest)
      keptBytes -= entry.bytes
    }
  }

  function read<T>(kind: string, hash: string, is: (value: unknown) => value is T): Promise<Read<T>> {
    const key = `${kind} ${hash}`
    const known = kept.get(key)
    const reading = known?.read ?? load(key, hash, is)
    keep(key, known?.bytes ?? 0, reading)
    return reading as Promise<Read<T>>
  }

  async function load<T>(key: string, hash: string, is: (value: unknown) => value is T): Promise<Read<T>> {
    const { bytes, state } = await getBytes(content, logger, hash)
    const document: Read<T> = bytes ? parse(bytes, is) : { state }
    if (bytes && document.state === 'Verified') keep(key, bytes.length, Promise.resolve(document))
    else kept.delete(key)
    return document
  }

  return {
    guideline: (hash) => read('guideline', hash, isGuideline),
    async manifest(hash, items) {
      const manifest = await read('manifest', hash, isManifest)
      return manifest.value && manifest.value.items.length !== items ? { state: 'Malformed' } : manifest
    },
  }
}

type Bytes =
  | { readonly bytes: Uint8Array; readonly state?: undefined }
  | { readonly bytes?: undefined; readonly state: Exclude<ContentState, 'Verified'> }

async function getBytes(content: ContentStore, logger: Logger, hash: string): Promise<Bytes> {
  try {
    const bytes = await content.get(hash)
    return bytes ? { bytes } : { state: 'Missing' }
  } catch (error) {
    logger.warn('content cannot be had', { hash, error: error instanceof Error ? error.message : String(error) })
    return { state: stateOf(error) }
  }
}

function parse<T>(bytes: Uint8Array, is: (value: unknown) => value is T): Read<T> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return is(value) ? { state: 'Verified', value } : { state: 'Malformed' }
  } catch {
    return { state: 'Malformed' }
  }
}

function stateOf(error: unknown): Exclude<ContentState, 'Verified'> {
  if (!(error instanceof ContentError)) return 'Missing'
  return error.reason === 'Tampered' ? 'Tampered' : 'Malformed'
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
