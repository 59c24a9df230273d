import { createHash } from 'node:crypto'
import { type Cid, CODEC, type ContentPath, readCid } from './cid.ts'
import { decodeUnixNode } from './dag.ts'
import { ContentError } from './errors.ts'
import { identifyFile, MAX_FILE_BYTES } from './unixfs.ts'

/**
 * Asks for what a CID stands for: its block, or the whole file where it is one.
 * @returns undefined where it is not there
 */
export type FetchContent = (cid: Cid) => Promise<Uint8Array | undefined>

/** graph-node's limit for a file. */
export const MAX_CONTENT_BYTES = 25 * 1024 * 1024
/** Far more than a tree of `MAX_CONTENT_BYTES` has. */
const MAX_BLOCKS = 10_000

/** Multihashes that can be computed here. */
const HASHES: Readonly<Record<number, string>> = { 18: 'sha256', 19: 'sha512' }
const IDENTITY = 0

/**
 * Reads a file, and proves every byte of it: each block must hash to the CID that stands for it.
 * @returns undefined where a part is not there
 * @throws ContentError where the bytes are not those of the CID, and for folders and files above `MAX_CONTENT_BYTES`
 */
export async function readContent(
  { cid, names, text }: ContentPath,
  fetchContent: FetchContent,
): Promise<Uint8Array | undefined> {
  let left = MAX_BLOCKS

  async function load(of: Cid): Promise<{ readonly whole: Uint8Array } | { readonly block: Uint8Array } | undefined> {
    if (left-- === 0) throw new ContentError(`${text} has more than ${MAX_BLOCKS} blocks`)
    const bytes = of.hash === IDENTITY ? of.digest : await fetchContent(of)
    if (bytes === undefined) return undefined
    if (isOf(of, bytes)) return of.codec === CODEC.raw ? { whole: bytes } : { block: bytes }
    if (of.version === 0 && bytes.length <= MAX_FILE_BYTES && identifyFile(bytes).cid === of.text)
      return { whole: bytes }
    throw new ContentError(`the content that was given for ${of.text} is not of this CID`)
  }

  async function find(): Promise<Cid | undefined> {
    let at = cid
    for (const name of names) {
      const loaded = await load(at)
      if (loaded === undefined) return undefined
      const node = 'block' in loaded ? decodeUnixNode(loaded.block) : undefined
      const link = node?.kind === 'folder' ? node.links.find((entry) => entry.name === name) : undefined
      if (link === undefined) throw new ContentError(`${text}: there is no ${name} in ${at.text}`)
      at = readCid(link.cid)
    }
    return at
  }

  let length = 0
  const parts: Uint8Array[] = []
  function push(part: Uint8Array): void {
    length += part.length
    if (length > MAX_CONTENT_BYTES) throw new ContentError(`${text} has more than ${MAX_CONTENT_BYTES} bytes`)
    parts.push(part)
  }

  /** Whether all of it was there. */
  async function collect(of: Cid): Promise<boolean> {
    const loaded = await load(of)
    if (loaded === undefined) return false
    if ('whole' in loaded) {
      push(loaded.whole)
      return true
    }
    if (of.codec !== CODEC.dagPb) throw new ContentError(`${text}: the codec 0x${of.codec.toString(16)} is no file's`)
    const { kind, data, links } = decodeUnixNode(loaded.block)
    if (kind === 'folder') throw new ContentError(`${text} is a folder`)
    push(data)
    for (const link of links) if (!(await collect(readCid(link.cid)))) return false
    return true
  }

  const target = await find()
  return target !== undefined && (await collect(target)) ? Buffer.concat(parts) : undefined
}

/** Whether the bytes hash to the CID. @throws ContentError for a hash that cannot be computed here */
function isOf({ hash, digest, text }: Cid, bytes: Uint8Array): boolean {
  if (hash === IDENTITY) return true
  const algorithm = HASHES[hash]
  if (algorithm === undefined) throw new ContentError(`${text}: the multihash 0x${hash.toString(16)} cannot be checked`)
  return createHash(algorithm).update(bytes).digest().equals(digest)
}
