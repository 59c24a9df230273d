import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions, HostServices } from './services.ts'

export function ensFunctions(memory: WasmMemory, { findEnsName }: HostServices): HostFunctions {
  if (findEnsName === undefined) return {}
  return {
    'ens.nameByHash': (hash: Pointer): Pointer => {
      const name = findEnsName(memory.readString(hash))
      return name === undefined ? 0 : memory.writeString(name)
    },
  }
}
