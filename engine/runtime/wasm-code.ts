/** Puts instructions between those of a WebAssembly binary's functions. */
import { leb128, Reader } from './wasm-binary.ts'

/** An instruction, and where it reads or writes memory the bytes that it adds to the address. */
export type Instruction = { readonly opcode: number; readonly offset?: number }

export const OPCODE = { loop: 0x03, end: 0x0b, i32Load: 0x28 }

export type Insertions = {
  /** At the start of each function. */
  readonly begin?: Uint8Array
  /** After an instruction; of a loop or another block, at its start. */
  after(instruction: Instruction): Uint8Array | undefined
}

/**
 * The body of the code section with more in it.
 * @param start where the section's body begins
 * @throws Error for an instruction that AssemblyScript does not make
 */
export function insertCode(wasm: Uint8Array, start: number, { begin, after }: Insertions): Uint8Array {
  const reader = new Reader(wasm, start)
  const count = reader.unsigned()
  const parts: Uint8Array[] = [Uint8Array.from(leb128(count))]
  for (let left = count; left > 0; left--) {
    const size = reader.unsigned()
    const [first, end] = [reader.at, reader.at + size]
    for (let groups = reader.unsigned(); groups > 0; groups--) {
      reader.skipLeb128()
      reader.skip(1)
    }
    const insertions: { readonly at: number; readonly bytes: Uint8Array }[] = []
    if (begin !== undefined) insertions.push({ at: reader.at, bytes: begin })
    while (reader.at < end) {
      const bytes = after(readInstruction(reader))
      if (bytes !== undefined) insertions.push({ at: reader.at, bytes })
    }
    const added = insertions.reduce((sum, { bytes }) => sum + bytes.length, 0)
    parts.push(Uint8Array.from(leb128(size + added)))
    let copied = first
    for (const { at, bytes } of insertions) {
      parts.push(wasm.subarray(copied, at), bytes)
      copied = at
    }
    parts.push(wasm.subarray(copied, end))
  }
  return Buffer.concat(parts)
}

/** How many LEB128 numbers follow an opcode: those of `0xfc` are named by the number after it. */
const NUMBERS_AFTER_BULK = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1]

function readInstruction(reader: Reader): Instruction {
  const opcode = reader.byte()
  if (opcode >= 0x28 && opcode <= 0x3e) {
    reader.skipLeb128()
    return { opcode, offset: reader.unsigned() }
  }
  if (opcode === 0x0e) reader.skipLeb128(reader.unsigned() + 1)
  else if (opcode === 0x1c) reader.skipLeb128(reader.unsigned())
  else if (opcode === 0x43) reader.skip(4)
  else if (opcode === 0x44) reader.skip(8)
  else if (opcode === 0xfc) reader.skipLeb128(NUMBERS_AFTER_BULK[reader.unsigned()] ?? unknown(opcode))
  else reader.skipLeb128(numbersAfter(opcode))
  return { opcode }
}

function numbersAfter(opcode: number): number {
  if (opcode >= 0x02 && opcode <= 0x04) return 1
  if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10 || opcode === 0x12) return 1
  if (opcode === 0x11 || opcode === 0x13) return 2
  if (opcode >= 0x20 && opcode <= 0x26) return 1
  if (opcode >= 0x3f && opcode <= 0x42) return 1
  if (opcode === 0xd0 || opcode === 0xd2) return 1
  const isPlain =
    opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b || opcode === 0x0f || opcode === 0x1a || opcode === 0x1b
  if (isPlain || (opcode >= 0x45 && opcode <= 0xc4) || opcode === 0xd1) return 0
  return unknown(opcode)
}

function unknown(opcode: number): never {
  throw new Error(
    `the mapping uses the WebAssembly instruction 0x${opcode.toString(16)}, which AssemblyScript does not make`,
  )
}
