import { createHash } from 'node:crypto'
import { toBase58 } from '../bytes.ts'

/** A file as IPFS names it. */
export type FileId = {
  /** CIDv0: `Qm` and 44 base58 digits. */
  readonly cid: string
  /** Bytes of the file and of the nodes around them. */
  readonly size: number
}

/** Kubo's default chunk. */
const CHUNK_BYTES = 262_144
/** Kubo's default number of links in a node; files of more chunks need a tree of several levels. */
const MAX_LINKS = 174
/** Bytes of the largest file with one level of chunks: 43.5 MiB. */
export const MAX_FILE_BYTES = CHUNK_BYTES * MAX_LINKS

/** Whether `text` has the form of a CIDv0. Safe as a file name, then. */
export function isCid(text: string): boolean {
  return /^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)
}

/**
 * The id that `ipfs add` gives a file with its default options: chunks of 256 KiB as UnixFS leaves in dag-pb, under one
 * root where there are several, hashed with sha2-256.
 * @throws RangeError for more than `MAX_FILE_BYTES`
 * @see https://specs.ipfs.tech/unixfs/ and https://ipld.io/specs/codecs/dag-pb/spec/
 */
export function identifyFile(bytes: Uint8Array): FileId {
  if (bytes.length > MAX_FILE_BYTES) throw new RangeError(`a file of ${bytes.length} bytes; ${MAX_FILE_BYTES} at most`)
  const leaves: Leaf[] = []
  // A file of no bytes is one empty leaf.
  for (let start = 0; start === 0 || start < bytes.length; start += CHUNK_BYTES) {
    leaves.push(leafOf(bytes.subarray(start, start + CHUNK_BYTES)))
  }
  const [first, ...others] = leaves
  const root = first !== undefined && others.length === 0 ? first : rootOf(leaves, bytes.length)
  return { cid: toBase58(root.multihash), size: root.size }
}

type Node = { readonly multihash: Uint8Array; readonly size: number }
type Leaf = Node & { readonly length: number }

function leafOf(chunk: Uint8Array): Leaf {
  const data = chunk.length === 0 ? [] : bytesField(2, chunk)
  return { ...nodeOf([], Buffer.concat([FILE, ...data, numberField(3, chunk.length)])), length: chunk.length }
}

function rootOf(leaves: readonly Leaf[], length: number): Node {
  const sizes = leaves.map((leaf) => numberField(4, leaf.length))
  return nodeOf(leaves, Buffer.concat([FILE, numberField(3, length), ...sizes]))
}

/** A dag-pb node; its links come before its data, though their field number is higher. */
function nodeOf(children: readonly Node[], data: Uint8Array): Node {
  const links = children.flatMap((child) => {
    const link = [...bytesField(1, child.multihash), ...bytesField(2, new Uint8Array()), numberField(3, child.size)]
    return bytesField(2, Buffer.concat(link))
  })
  const encoded = Buffer.concat([...links, ...bytesField(1, data)])
  const digest = createHash('sha256').update(encoded).digest()
  const size = children.reduce((sum, child) => sum + child.size, encoded.length)
  return { multihash: Uint8Array.from([0x12, 0x20, ...digest]), size }
}

/** A Protocol Buffers field of bytes. */
function bytesField(field: number, bytes: Uint8Array): Uint8Array[] {
  return [varint(field * 8 + 2), varint(bytes.length), bytes]
}

function numberField(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field * 8), varint(value)])
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}

/** UnixFS field 1, the kind of node: a file. */
const FILE = numberField(1, 2)
