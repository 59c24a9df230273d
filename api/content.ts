import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { create } from 'multiformats/hashes/digest'

/** Content by its sha256. */
export type ContentStore = {
  /**
   * The bytes whose sha256 is `hash` (0x hex), checked on every read; undefined where the store has none.
   *
   * @throws ContentError where there are bytes but not the right ones, or too many.
   */
  get(hash: string): Promise<Uint8Array | undefined>
}

/** `Tampered`: the bytes have another hash. `TooLarge`: more bytes than the store reads. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
  readonly reason: 'Tampered' | 'TooLarge'

  constructor(reason: 'Tampered' | 'TooLarge', message: string) {
    super(message)
    this.reason = reason
  }
}

/** Bytes read of one document: 16 MiB. A batch of 512 items leaves 32 KiB for each. */
export const MAX_CONTENT_BYTES = 16 * 1024 * 1024

const SHA2_256 = 0x12

/** sha256 of `bytes` as 0x hex: what the chain holds. */
export function hashOf(bytes: Uint8Array): string {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}

/** The CID (v1, raw codec, sha2-256) of a hash: a bijection. */
export function cidOf(hash: string): string {
  return CID.createV1(raw.code, create(SHA2_256, Buffer.from(hash.slice(2), 'hex'))).toString()
}

/** The inverse of `cidOf`; undefined for anything but a CIDv1 of raw bytes by sha2-256. */
export function findHashOfCid(text: string): string | undefined {
  try {
    const cid = CID.parse(text)
    const isOurs = cid.version === 1 && cid.code === raw.code && cid.multihash.code === SHA2_256
    return isOurs ? `0x${Buffer.from(cid.multihash.digest).toString('hex')}` : undefined
  } catch {
    return undefined
  }
}

/** A content store that takes content, too. */
export type ContentFolder = ContentStore & {
  /** Stores `bytes`; again the same bytes change nothing. */
  put(bytes: Uint8Array): Promise<{ hash: string; cid: string }>
}

/** Content in the files of a folder, each named by its CID. The folder is made on the first `put`. */
export function openContentFolder(dir: string, maxBytes = MAX_CONTENT_BYTES): ContentFolder {
  return {
    async get(hash) {
      const bytes = await readCapped(join(dir, cidOf(hash)), maxBytes)
      return bytes && verified(hash, bytes)
    },
    async put(bytes) {
      const hash = hashOf(bytes)
      const cid = cidOf(hash)
      await mkdir(dir, { recursive: true })
      // Under a name of its own first: a reader never sees half a file, and two writers do no harm.
      const temporary = join(dir, `.${cid}.${randomUUID()}`)
      try {
        await writeFile(temporary, bytes, { flag: 'wx' })
        await rename(temporary, join(dir, cid))
      } finally {
        await rm(temporary, { force: true })
      }
      return { hash, cid }
    },
  }
}

export type GatewayOptions = {
  readonly fetch?: typeof fetch
  /** For one document, connection included. */
  readonly timeoutMs?: number
  readonly maxBytes?: number
}

/**
 * Content from an IPFS gateway, which is not trusted: what it sends is checked like any other.
 *
 * @param url - Of the gateway, without `/ipfs`.
 */
export function openContentGateway(url: string, options: GatewayOptions = {}): ContentStore {
  const { fetch: request = fetch, timeoutMs = 10_000, maxBytes = MAX_CONTENT_BYTES } = options
  const base = url.replace(/\/+$/, '')
  return {
    async get(hash) {
      const response = await request(`${base}/ipfs/${cidOf(hash)}?format=raw`, {
        headers: { accept: 'application/vnd.ipld.raw' },
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!response.ok || !response.body) {
        await response.body?.cancel()
        if (response.status === 404 || response.status === 410) return undefined
        throw new Error(`the IPFS gateway answered ${response.status} for ${cidOf(hash)}`)
      }
      return verified(hash, await collectCapped(response.body, maxBytes))
    },
  }
}

function verified(hash: string, bytes: Uint8Array): Uint8Array {
  const actual = hashOf(bytes)
  if (actual !== hash) throw new ContentError('Tampered', `content of ${hash} has the sha256 ${actual}`)
  return bytes
}

async function readCapped(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    if (size > maxBytes) throw new ContentError('TooLarge', `${path} has ${size} bytes, more than ${maxBytes}`)
    return await file.readFile()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function collectCapped(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new ContentError('TooLarge', `the gateway sent more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
