import type { Chunk, GraphExports } from './heap.ts'
import type { WasmMemory } from './memory.ts'
import { GLOBAL_PREFIX } from './wasm-globals.ts'

/** All that an instance remembers: its memory up to the end of its heap, its mutable globals, the host's chunk. */
export type State = {
  readonly bytes: Uint8Array
  readonly globals: readonly (readonly [WebAssembly.Global, number | bigint])[]
  readonly chunk: Chunk
}

export function captureState(exports: GraphExports, memory: WasmMemory): State {
  const end = heapEnd(exports)
  const globals = mutableGlobals(exports).map((global): [WebAssembly.Global, number | bigint] => [global, global.value])
  // A copy: a Buffer's own `slice` would only be a view, which the next growth of the memory detaches.
  return { bytes: new Uint8Array(memory.bytes.subarray(0, end)), globals, chunk: memory.chunk() }
}

/** Afterwards nothing that was written since the capture can be read any more. */
export function restoreState(exports: GraphExports, memory: WasmMemory, state: State): void {
  const end = heapEnd(exports)
  const bytes = memory.bytes
  bytes.set(state.bytes)
  if (end > state.bytes.length) bytes.fill(0, state.bytes.length, end)
  for (const [global, value] of state.globals) global.value = value
  memory.setChunk(state.chunk)
}

const globalsByInstance = new WeakMap<GraphExports, readonly WebAssembly.Global[]>()

function mutableGlobals(exports: GraphExports): readonly WebAssembly.Global[] {
  let globals = globalsByInstance.get(exports)
  if (globals === undefined) {
    globals = Object.entries(exports).flatMap(([name, value]): WebAssembly.Global[] =>
      name.startsWith(GLOBAL_PREFIX) && value instanceof WebAssembly.Global ? [value] : [],
    )
    globalsByInstance.set(exports, globals)
  }
  return globals
}

/** The stub runtime's heap only grows, so an allocation of nothing lies behind all others. */
function heapEnd(exports: GraphExports): number {
  return exports.allocate(0)
}
