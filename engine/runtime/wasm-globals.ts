/**
 * Exports the mutable globals of a WebAssembly binary, which otherwise only the module itself can reach. With them and
 * the memory, the whole state of an AssemblyScript instance can be saved and put back.
 */
import {
  appendEntries,
  countImportedGlobals,
  globalExport,
  Reader,
  readSections,
  replaceSections,
  SECTION,
  type Section,
} from './wasm-binary.ts'

/** Opcodes that occur in the initialiser of a global. */
const OPCODE = { end: 0x0b, globalGet: 0x23, i32Const: 0x41, i64Const: 0x42, f32Const: 0x43, f64Const: 0x44 }

/** The names that exported globals get begin with this. */
export const GLOBAL_PREFIX = 'engine:global:'

/** Adds an export `engine:global:<index>` for each mutable global that the module defines. */
export function exportMutableGlobals(wasm: Uint8Array): Uint8Array {
  const sections = readSections(wasm)
  const find = (id: number) => sections.find((section) => section.id === id)
  const imported = countImportedGlobals(wasm)
  const mutable = findMutableGlobals(wasm, find(SECTION.global)).map((index) => index + imported)
  const exports = find(SECTION.export)
  if (exports === undefined || mutable.length === 0) return wasm
  const entries = mutable.flatMap((index) => globalExport(`${GLOBAL_PREFIX}${index}`, index))
  const body = appendEntries(wasm, exports, mutable.length, entries)
  return replaceSections(wasm, new Map([[SECTION.export, body]]))
}

function findMutableGlobals(wasm: Uint8Array, section: Section | undefined): number[] {
  if (section === undefined) return []
  const reader = new Reader(wasm, section.start)
  const count = reader.unsigned()
  const mutable: number[] = []
  for (let index = 0; index < count; index++) {
    reader.skip(1)
    if (reader.byte() === 1) mutable.push(index)
    skipInitialiser(reader)
  }
  return mutable
}

function skipInitialiser(reader: Reader): void {
  for (let opcode = reader.byte(); opcode !== OPCODE.end; opcode = reader.byte()) {
    if (opcode === OPCODE.f32Const) reader.skip(4)
    else if (opcode === OPCODE.f64Const) reader.skip(8)
    else if (opcode === OPCODE.i32Const || opcode === OPCODE.i64Const || opcode === OPCODE.globalGet)
      reader.skipLeb128()
    else throw new Error(`unexpected opcode 0x${opcode.toString(16)} in the initialiser of a global`)
  }
}
