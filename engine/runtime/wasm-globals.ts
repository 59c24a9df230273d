/**
 * Exports the mutable globals of a WebAssembly binary, which otherwise only the module itself can reach. With them and
 * the memory, the whole state of an AssemblyScript instance can be saved and put back.
 */

const SECTION = { import: 2, global: 6, export: 7 }
const EXTERNAL = { function: 0, table: 1, memory: 2, global: 3 }
const HEADER_BYTES = 8
/** Opcodes that occur in the initialiser of a global. */
const OPCODE = { end: 0x0b, globalGet: 0x23, i32Const: 0x41, i64Const: 0x42, f32Const: 0x43, f64Const: 0x44 }

/** The names that exported globals get begin with this. */
export const GLOBAL_PREFIX = 'engine:global:'

type Section = { readonly id: number; readonly start: number; readonly end: number }

/** Adds an export `engine:global:<index>` for each mutable global that the module defines. */
export function exportMutableGlobals(wasm: Uint8Array): Uint8Array {
  const sections = readSections(wasm)
  const imported = countImportedGlobals(wasm, find(sections, SECTION.import))
  const mutable = findMutableGlobals(wasm, find(sections, SECTION.global)).map((index) => index + imported)
  const exports = find(sections, SECTION.export)
  if (exports === undefined || mutable.length === 0) return wasm
  const reader = new Reader(wasm, exports.start)
  const count = reader.unsigned()
  const entries = mutable.flatMap((index) => {
    const name = new TextEncoder().encode(`${GLOBAL_PREFIX}${index}`)
    return [...leb128(name.length), ...name, EXTERNAL.global, ...leb128(index)]
  })
  const body = Buffer.concat([
    Uint8Array.from(leb128(count + mutable.length)),
    wasm.subarray(reader.at, exports.end),
    Uint8Array.from(entries),
  ])
  return Buffer.concat([
    wasm.subarray(0, HEADER_BYTES),
    ...sections.map(({ id, start, end }) => sectionBytes(id, id === SECTION.export ? body : wasm.subarray(start, end))),
  ])
}

function readSections(wasm: Uint8Array): Section[] {
  const reader = new Reader(wasm, HEADER_BYTES)
  const sections: Section[] = []
  while (reader.at < wasm.length) {
    const id = reader.byte()
    const size = reader.unsigned()
    sections.push({ id, start: reader.at, end: reader.at + size })
    reader.at += size
  }
  return sections
}

function find(sections: readonly Section[], id: number): Section | undefined {
  return sections.find((section) => section.id === id)
}

function countImportedGlobals(wasm: Uint8Array, section: Section | undefined): number {
  if (section === undefined) return 0
  const reader = new Reader(wasm, section.start)
  let globals = 0
  for (let left = reader.unsigned(); left > 0; left--) {
    reader.skip(reader.unsigned())
    reader.skip(reader.unsigned())
    const kind = reader.byte()
    if (kind === EXTERNAL.function) reader.unsigned()
    else if (kind === EXTERNAL.global) {
      globals++
      reader.skip(2)
    } else {
      if (kind === EXTERNAL.table) reader.skip(1)
      const hasMaximum = reader.byte() === 1
      reader.unsigned()
      if (hasMaximum) reader.unsigned()
    }
  }
  return globals
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

function sectionBytes(id: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from([id, ...leb128(body.length)]), body])
}

function leb128(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest]
}

class Reader {
  at: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  byte(): number {
    const byte = this.#bytes[this.at++]
    if (byte === undefined) throw new Error('the WebAssembly binary ends early')
    return byte
  }

  skip(count: number): void {
    this.at += count
  }

  unsigned(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
  }

  skipLeb128(): void {
    while (this.byte() >= 0x80);
  }
}
