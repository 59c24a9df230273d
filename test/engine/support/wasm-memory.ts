import { WasmMemory } from '../../../engine/runtime/memory.ts'

/** The memory of a module that only allocates. */
export function newMemory(): WasmMemory {
  const wasm = new WebAssembly.Memory({ initial: 64 })
  let end = 64
  const memory = new WasmMemory()
  memory.attach({
    memory: wasm,
    allocate(size) {
      const start = (end + 15) & ~15
      end = start + size
      return start
    },
    id_of_type: (type) => type,
  })
  return memory
}
