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
  signedLeb128,
} from './wasm-binary.ts'
import { type Instruction, insertCode, OPCODE } from './wasm-code.ts'
import { GLOBAL_PREFIX } from './wasm-globals.ts'

/** The global with the steps that are left, 0 where they were used up; put back with the others before each handler. */
export const STEPS_GLOBAL = `${GLOBAL_PREFIX}steps`

/** Steps of nothing take some seconds, those of a real handler minutes; all that time nothing else is answered. */
export const DEFAULT_STEPS = 1_000_000_000

const PAGE_BYTES = 65_536
/** Far above what a handler of events needs, or one of a file of 25 MB. */
export const MAX_MEMORY_BYTES = 2 ** 30

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
  const step = takeStep(counter)
  const after = ({ opcode }: Instruction) => (opcode === OPCODE.loop ? step : undefined)
  bodies.set(SECTION.code, insertCode(wasm, code.start, { begin: step, after }))
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
