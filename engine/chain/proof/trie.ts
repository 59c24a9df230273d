import { keccak256, keccak256Hex } from '../../keccak.ts'
import { bytesOfQuantity, encodeRlp, type RlpItem } from './rlp.ts'

type Entry = { readonly nibbles: readonly number[]; readonly value: Uint8Array }

const EMPTY = new Uint8Array()

/** The root of the Merkle-Patricia trie over a list: keys are the RLP of the indices, as in blocks. `0x` hex. */
export function listRoot(values: readonly Uint8Array[]): string {
  const entries = values.map((value, index) => ({
    nibbles: nibblesOf(encodeRlp(bytesOfQuantity(BigInt(index)))),
    value,
  }))
  return keccak256Hex(encodeRlp(node(entries, 0)))
}

/** The node over entries that agree in their first `depth` nibbles (Yellow Paper, appendix D). */
function node(entries: readonly Entry[], depth: number): RlpItem {
  const [first] = entries
  if (first === undefined) return EMPTY
  if (entries.length === 1) return [compactPath(first.nibbles.slice(depth), true), first.value]
  const shared = sharedDepth(entries, first, depth)
  if (shared > depth) return [compactPath(first.nibbles.slice(depth, shared), false), reference(node(entries, shared))]
  const children = Array.from({ length: 16 }, (_, nibble): RlpItem => {
    const below = entries.filter((entry) => entry.nibbles[depth] === nibble)
    return below.length === 0 ? EMPTY : reference(node(below, depth + 1))
  })
  return [...children, entries.find((entry) => entry.nibbles.length === depth)?.value ?? EMPTY]
}

/** A parent holds a short node itself and a longer one by its hash. */
function reference(child: RlpItem): RlpItem {
  const encoded = encodeRlp(child)
  return encoded.length < 32 ? child : keccak256(encoded)
}

function sharedDepth(entries: readonly Entry[], first: Entry, from: number): number {
  let depth = from
  while (depth < first.nibbles.length && entries.every(({ nibbles }) => nibbles[depth] === first.nibbles[depth]))
    depth++
  return depth
}

/** Hex-prefix encoding of a path: the first nibble tells a leaf from an extension and an odd length from an even one. */
function compactPath(nibbles: readonly number[], isLeaf: boolean): Uint8Array {
  const flag = isLeaf ? 2 : 0
  const padded = nibbles.length % 2 === 0 ? [flag, 0, ...nibbles] : [flag + 1, ...nibbles]
  return Uint8Array.from({ length: padded.length / 2 }, (_, index) => {
    return (padded[index * 2] ?? 0) * 16 + (padded[index * 2 + 1] ?? 0)
  })
}

function nibblesOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15])
}
