import { fromBase58, toBase58 } from '../bytes.ts'

/** A content identifier: the hash of a block of IPFS, and how the block is to be read. */
export type Cid = {
  readonly version: 0 | 1
  /** Multicodec of the block, such as `CODEC.dagPb`. */
  readonly codec: number
  /** Multihash code, such as 0x12 for sha2-256. */
  readonly hash: number
  readonly digest: Uint8Array
  /** Base58 for version 0, lower-case base32 for version 1. */
  readonly text: string
}

/** A file or folder: a CID and the names that lead from it. */
export type ContentPath = { readonly cid: Cid; readonly names: readonly string[]; readonly text: string }

export const CODEC = { raw: 0x55, dagPb: 0x70 } as const
const SHA2_256 = 0x12
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** A text that is no path of content. */
export class ContentPathError extends Error {
  override readonly name = 'ContentPathError'
}

/**
 * Reads what graph-node takes for a path: `CID[/path]`, `/ipfs/CID[/path]`, `ipfs://CID[/path]`, and URLs with
 * `/ipfs/CID[/path]` or `?arg=CID[/path]`.
 * @throws ContentPathError
 */
export function parseContentPath(input: string): ContentPath {
  const trimmed = input.trim()
  const bare = /^https?:\/\//.test(trimmed) ? pathOfUrl(trimmed) : trimmed
  let rest = bare.replace(/^\/+|\/+$/g, '')
  for (const prefix of ['ipfs/', 'ipfs://']) if (rest.startsWith(prefix)) rest = rest.slice(prefix.length)
  const slash = rest.indexOf('/')
  const path = slash < 0 ? '' : rest.slice(slash + 1)
  if (path.includes('?')) throw new ContentPathError(`\`${input}\` has query parameters`)
  const cid = parseCid(slash < 0 ? rest : rest.slice(0, slash))
  return {
    cid,
    names: path.split('/').filter((name) => name !== ''),
    text: path === '' ? cid.text : `${cid.text}/${path}`,
  }
}

function pathOfUrl(text: string): string {
  if (!URL.canParse(text)) throw new ContentPathError(`\`${text}\` is no URL`)
  const url = new URL(text)
  const argument = url.searchParams.get('arg')
  if (argument !== null) return argument
  const start = url.pathname.indexOf('/ipfs/')
  return start < 0 ? url.pathname : url.pathname.slice(start + '/ipfs/'.length)
}

/** @throws ContentPathError */
export function parseCid(text: string): Cid {
  const invalid = () => new ContentPathError(`\`${text}\` is no CID`)
  if (/^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)) {
    const multihash = fromBase58(text)
    if (multihash?.length !== 34) throw invalid()
    return { version: 0, codec: CODEC.dagPb, hash: SHA2_256, digest: multihash.subarray(2), text }
  }
  const bytes = decodeMultibase(text)
  if (bytes === undefined) throw invalid()
  return readCid(bytes)
}

/** A CID in its binary form, such as a link has. @throws ContentPathError */
export function readCid(bytes: Uint8Array): Cid {
  const invalid = () => new ContentPathError(`0x${Buffer.from(bytes).toString('hex')} is no CID`)
  if (bytes.length === 34 && bytes[0] === SHA2_256 && bytes[1] === 32) {
    return { version: 0, codec: CODEC.dagPb, hash: SHA2_256, digest: bytes.subarray(2), text: toBase58(bytes) }
  }
  let at = 0
  const [version, codec, hash, length] = [next(), next(), next(), next()]
  if (version !== 1 || length !== bytes.length - at) throw invalid()
  return { version, codec, hash, digest: bytes.subarray(at), text: `b${toBase32(bytes)}` }

  function next(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || factor > 2 ** 28) throw invalid()
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
}

/** Of the bases that IPFS writes CIDs in: base32, base58 and base16. */
function decodeMultibase(text: string): Uint8Array | undefined {
  const digits = text.slice(1)
  if (/^b[a-z2-7]+$/.test(text)) return fromBase32(digits)
  if (/^B[A-Z2-7]+$/.test(text)) return fromBase32(digits.toLowerCase())
  if (/^z[1-9A-HJ-NP-Za-km-z]+$/.test(text)) return fromBase58(digits)
  if (/^[fF]([0-9a-fA-F]{2})+$/.test(text)) return Uint8Array.from(Buffer.from(digits, 'hex'))
  return undefined
}

function fromBase32(digits: string): Uint8Array {
  const bytes = new Uint8Array((digits.length * 5) >>> 3)
  let bits = 0
  let held = 0
  let at = 0
  for (const digit of digits) {
    held = ((held << 5) | BASE32.indexOf(digit)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >>> bits) & 0xff
  }
  return bytes
}

function toBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31]
}
