/**
 * Pointers to what was not fetched. They point above all memory that a mapping can have, so that whoever reads what is
 * there traps. What can be done without that is to ask whether a pointer is null, of which only the recipient of a
 * transaction can be: reading that field traps too, by instructions that are put behind each load that could be of it.
 */
import {
  appendEntries,
  countImportedGlobals,
  leb128,
  Reader,
  readSections,
  replaceSections,
  SECTION,
  signedLeb128,
} from './wasm-binary.ts'
import { type Instruction, insertCode, OPCODE } from './wasm-code.ts'
import { MAX_MEMORY_BYTES } from './wasm-limits.ts'

/** Where `ethereum.Transaction` has them, in words: `from`, `to`, `value`, `gasLimit`, `gasPrice`, `input`, `nonce`. */
const FIELDS = [2, 3, 4, 5, 6, 7, 8]
const RECIPIENT = 3
const I32 = 0x7f

/** Different fields are different objects. */
export const UNREAD_FIELDS: readonly number[] = FIELDS.map(unread)

function unread(word: number): number {
  return 3 * MAX_MEMORY_BYTES + 1024 * word
}

/** The binary, which traps where it loads the pointer to a recipient that was not fetched. */
export function trapUnread(wasm: Uint8Array): Uint8Array {
  const sections = new Map(readSections(wasm).map((section) => [section.id, section]))
  const [globals, code] = [SECTION.global, SECTION.code].map((id) => sections.get(id))
  // What graph-cli compiles has both.
  if (globals === undefined || code === undefined) return wasm
  const loaded = countImportedGlobals(wasm) + new Reader(wasm, globals.start).unsigned()
  const check = trapIfUnread(loaded)
  const after = ({ opcode, offset }: Instruction) =>
    opcode === OPCODE.i32Load && offset === 4 * RECIPIENT ? check : undefined
  const bodies = new Map<number, Uint8Array>()
  bodies.set(SECTION.global, appendEntries(wasm, globals, 1, [I32, 1, 0x41, 0, OPCODE.end]))
  bodies.set(SECTION.code, insertCode(wasm, code.start, { after }))
  return replaceSections(wasm, bodies)
}

/** `loaded = <the value>; if (loaded === the recipient) unreachable; <the value>` */
function trapIfUnread(loaded: number): Uint8Array {
  const index = leb128(loaded)
  const isRecipient = [0x24, ...index, 0x23, ...index, 0x41, ...signedLeb128(unread(RECIPIENT) | 0), 0x46]
  return Uint8Array.from([...isRecipient, 0x04, 0x40, 0x00, OPCODE.end, 0x23, ...index])
}
