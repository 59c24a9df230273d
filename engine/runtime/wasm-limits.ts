/**
 * Puts bounds into a WebAssembly binary: a handler that would never end, or take all memory, traps instead, at the same
 * place on every machine. graph-node counts gas for it (`GRAPH_MAX_GAS_PER_HANDLER`, about a quarter of an hour); here each
 * pass of a loop and each call of a function takes a step.
 */
import {
  appendEntries,
  countImportedGlobals,
  globalExport,
  leb128,
  Reader,
  readSections,
  replaceSections,
  SECTION,
} from './wasm-binary.ts'
import { GLOBAL_PREFIX } from './wasm-globals.ts'

/** The global with the steps that are left, 0 where they were used up; put back with the others before each handler. */
export const STEPS_GLOBAL = `${GLOBAL_PREFIX}steps`

/** Steps of nothing take some seconds, those of a real handler minutes; all that time nothing else is answered. */
export const DEFAULT_STEPS = 1_000_000_000

const PAGE_BYTES = 65_536
/** Far above what a handler of events needs, or one of a file of 25 MB. */
export const MAX_MEMORY_BYTES = 2 ** 30

const OPCODE = { loop: 0x03, end: 0x0b }
const I32 = 0x7f

/**
 * @param steps how many a handler may take, at most 2 ** 32 - 1
 * @throws Error for an instruction that AssemblyScript does not make
 */
export function limitRuns(wasm: Uint8Array, steps: number): Uint8Array {
  const sections = new Map(readSections(wasm).map((section) => [section.id, section]))
  const bodies = new Map<number, Uint8Array>()
  const [memory, globals, exports, code] = [SECTION.memory, SECTION.global, SECTION.export, SECTION.code].map((id) =>
    sections.get(id),
  )
  if (memory !== undefined) bodies.set(SECTION.memory, limitMemory(new Reader(wasm, memory.start)))
  // What graph-cli compiles has all three.
  if (globals === undefined || exports === undefined || code === undefined) return replaceSections(wasm, bodies)
  const counter = countImportedGlobals(wasm) + new Reader(wasm, globals.start).unsigned()
  const definition = [I32, 1, 0x41, ...signedLeb128(steps | 0), OPCODE.end]
  bodies.set(SECTION.global, appendEntries(wasm, globals, 1, definition))
  bodies.set(SECTION.export, appendEntries(wasm, exports, 1, globalExport(STEPS_GLOBAL, counter)))
  bodies.set(SECTION.code, countSteps(wasm, code.start, takeStep(counter)))
  return replaceSections(wasm, bodies)
}

function limitMemory(reader: Reader): Uint8Array {
  const count = reader.unsigned()
  const limits: number[] = []
  for (let left = count; left > 0; left--) {
    const hasMaximum = reader.byte() === 1
    const least = reader.unsigned()
    const most = hasMaximum ? reader.unsigned() : MAX_MEMORY_BYTES / PAGE_BYTES
    limits.push(1, ...leb128(least), ...leb128(Math.max(least, Math.min(most, MAX_MEMORY_BYTES / PAGE_BYTES))))
  }
  return Uint8Array.from([...leb128(count), ...limits])
}

/** `counter--; if (counter === 0) unreachable` */
function takeStep(counter: number): Uint8Array {
  const index = leb128(counter)
  const decrease = [0x23, ...index, 0x41, 1, 0x6b, 0x24, ...index]
  return Uint8Array.from([...decrease, 0x23, ...index, 0x45, 0x04, 0x40, 0x00, OPCODE.end])
}

/** The code section with a step at the start of each function and of each pass of a loop. */
function countSteps(wasm: Uint8Array, start: number, step: Uint8Array): Uint8Array {
  const reader = new Reader(wasm, start)
  const count = reader.unsigned()
  const parts: Uint8Array[] = [Uint8Array.from(leb128(count))]
  for (let left = count; left > 0; left--) {
    const size = reader.unsigned()
    const [begin, end] = [reader.at, reader.at + size]
    for (let groups = reader.unsigned(); groups > 0; groups--) {
      reader.skipLeb128()
      reader.skip(1)
    }
    const places = [reader.at]
    while (reader.at < end) if (skipInstruction(reader) === OPCODE.loop) places.push(reader.at)
    parts.push(Uint8Array.from(leb128(size + places.length * step.length)))
    let copied = begin
    for (const place of places) {
      parts.push(wasm.subarray(copied, place), step)
      copied = place
    }
    parts.push(wasm.subarray(copied, end))
  }
  return Buffer.concat(parts)
}

/** How many LEB128 numbers follow an opcode: those of `0xfc` are named by the number after it. */
const NUMBERS_AFTER_BULK = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1]

/** @returns the opcode */
function skipInstruction(reader: Reader): number {
  const opcode = reader.byte()
  if (opcode === 0x0e) reader.skipLeb128(reader.unsigned() + 1)
  else if (opcode === 0x1c) reader.skipLeb128(reader.unsigned())
  else if (opcode === 0x43) reader.skip(4)
  else if (opcode === 0x44) reader.skip(8)
  else if (opcode === 0xfc) reader.skipLeb128(NUMBERS_AFTER_BULK[reader.unsigned()] ?? unknown(opcode))
  else reader.skipLeb128(numbersAfter(opcode))
  return opcode
}

function numbersAfter(opcode: number): number {
  if (opcode >= 0x02 && opcode <= 0x04) return 1
  if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10 || opcode === 0x12) return 1
  if (opcode === 0x11 || opcode === 0x13) return 2
  if (opcode >= 0x20 && opcode <= 0x26) return 1
  if (opcode >= 0x28 && opcode <= 0x3e) return 2
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

function signedLeb128(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, rest & 0x7f]
    bytes.push((rest & 0x7f) | 0x80)
  }
}
