import { ContentError } from './errors.ts'

/** A node of UnixFS, read from a dag-pb block. */
export type UnixNode = {
  readonly kind: 'file' | 'folder'
  /** The part of the file that the node itself holds. */
  readonly data: Uint8Array
  readonly links: readonly UnixLink[]
}

/** A link by binary CID: a part of a file, or an entry of a folder. */
export type UnixLink = { readonly cid: Uint8Array; readonly name: string }

/** UnixFS's kinds of nodes by number; a sharded folder (5) and the others cannot be read here. */
const KINDS: Readonly<Record<number, UnixNode['kind']>> = { 0: 'file', 1: 'folder', 2: 'file' }

/**
 * Decodes a dag-pb block that holds a UnixFS node.
 * @throws ContentError
 * @see https://ipld.io/specs/codecs/dag-pb/spec/ and https://specs.ipfs.tech/unixfs/
 */
export function decodeUnixNode(block: Uint8Array): UnixNode {
  let kind = 0
  let data: Uint8Array = new Uint8Array()
  const links: UnixLink[] = []
  for (const [field, value] of protobufFields(block)) {
    if (typeof value === 'number') continue
    if (field === 2) links.push(decodeLink(value))
    if (field !== 1) continue
    for (const [inner, content] of protobufFields(value)) {
      if (inner === 1 && typeof content === 'number') kind = content
      if (inner === 2 && typeof content !== 'number') data = content
    }
  }
  const known = KINDS[kind]
  if (known === undefined) throw new ContentError(`a UnixFS node of the kind ${kind} cannot be read`)
  return { kind: known, data, links }
}

function decodeLink(bytes: Uint8Array): UnixLink {
  let cid: Uint8Array = new Uint8Array()
  let name = ''
  for (const [field, value] of protobufFields(bytes)) {
    if (typeof value === 'number') continue
    if (field === 1) cid = value
    if (field === 2) name = Buffer.from(value).toString('utf8')
  }
  return { cid, name }
}

/** The fields of a Protocol Buffers message that are bytes or varints: IPFS's messages have no others. */
function* protobufFields(bytes: Uint8Array): Generator<readonly [number, Uint8Array | number]> {
  let at = 0
  const varint = () => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || factor > 2 ** 49) throw new ContentError('the block is no dag-pb node')
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    const number = varint()
    const type = key & 7
    if (type === 0) {
      yield [key >>> 3, number]
      continue
    }
    if (type !== 2 || at + number > bytes.length) throw new ContentError('the block is no dag-pb node')
    at += number
    yield [key >>> 3, bytes.subarray(at - number, at)]
  }
}
