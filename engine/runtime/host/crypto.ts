import { keccak256 } from '../../keccak.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions } from './services.ts'

export function cryptoFunctions(memory: WasmMemory): HostFunctions {
  return {
    'crypto.keccak256': (input: Pointer): Pointer => memory.writeBytes(keccak256(memory.viewBytes(input))),
  }
}
