import { createHash } from 'node:crypto'
import { toBase58 } from '../bytes.ts'

/** A file of a build: its path in the folder and its bytes. */
export type BuildFile = { readonly path: string; readonly bytes: Uint8Array }

/** Multihash prefix of sha2-256: the code and the length in bytes. */
const SHA2_256 = [0x12, 0x20]

/**
 * The deployment id: sha2-256 over one line `<sha256 of the file> <path>` a file, sorted by path, and one line for
 * the overrides as JSON, as a base58 multihash. Equal builds get equal ids wherever they lie; any changed byte of the
 * manifest, schema, ABIs or WASM gives another.
 */
export function deploymentId(files: readonly BuildFile[], overrides: unknown): string {
  const lines = files.map(({ path, bytes }) => `${sha256(bytes).toString('hex')} ${path}\n`).sort(byPath)
  const digest = sha256(Buffer.from(`${lines.join('')}${JSON.stringify(overrides)}\n`))
  return toBase58(Uint8Array.from([...SHA2_256, ...digest]))
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

const HASH_AND_SPACE = 65

function byPath(a: string, b: string): number {
  return a.slice(HASH_AND_SPACE) < b.slice(HASH_AND_SPACE) ? -1 : 1
}
