/** Reads and writes the sections of a WebAssembly binary (core specification, chapter 5). */

export const SECTION = { import: 2, memory: 5, global: 6, export: 7, start: 8, element: 9, code: 10 } as const
/** Kinds of imports and exports. */
export const EXTERNAL = { function: 0, table: 1, memory: 2, global: 3 } as const

const HEADER_BYTES = 8

/** A section: the bytes from `start` to `end` without its id and size. */
export type Section = { readonly id: number; readonly start: number; readonly end: number }

export function readSections(wasm: Uint8Array): Section[] {
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

/** The binary with other bodies for some of its sections, by id. */
export function replaceSections(wasm: Uint8Array, bodies: ReadonlyMap<number, Uint8Array>): Uint8Array {
  return Buffer.concat([
    wasm.subarray(0, HEADER_BYTES),
    ...readSections(wasm).flatMap(({ id, start, end }) => {
      const body = bodies.get(id) ?? wasm.subarray(start, end)
      return [Uint8Array.from([id, ...leb128(body.length)]), body]
    }),
  ])
}

/** The body of a section that is a list, with entries added. */
export function appendEntries(
  wasm: Uint8Array,
  section: Section,
  count: number,
  entries: readonly number[],
): Uint8Array {
  const reader = new Reader(wasm, section.start)
  const before = reader.unsigned()
  return Buffer.concat([
    Uint8Array.from(leb128(before + count)),
    wasm.subarray(reader.at, section.end),
    Uint8Array.from(entries),
  ])
}

/** An entry of the export section. */
export function globalExport(name: string, index: number): number[] {
  const bytes = new TextEncoder().encode(name)
  return [...leb128(bytes.length), ...bytes, EXTERNAL.global, ...leb128(index)]
}

/** How many globals the module has that others define: they are numbered first. */
export function countImportedGlobals(wasm: Uint8Array): number {
  const section = readSections(wasm).find(({ id }) => id === SECTION.import)
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

export function leb128(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  return [...bytes, rest]
}

export function signedLeb128(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, rest & 0x7f]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** Reads from a place on. Every method throws where the binary ends early. */
export class Reader {
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

  skipLeb128(count = 1): void {
    for (let left = count; left > 0; left--) while (this.byte() >= 0x80);
  }
}
