import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import { writeYaml, writeYamlResult } from '../marshal/yaml.ts'
import type { WasmMemory } from '../memory.ts'
import { parseYaml, type YamlValue } from '../yaml.ts'
import type { HostFunctions } from './services.ts'

export function yamlFunctions(memory: WasmMemory): HostFunctions {
  return {
    'yaml.fromBytes': (bytes: Pointer): Pointer => {
      const parsed = tryParse(memory.viewBytes(bytes).slice())
      if (!(parsed instanceof SyntaxError)) return writeYaml(memory, parsed)
      throw new DeterministicError(`failed to parse YAML from bytes: ${parsed.message}`)
    },
    'yaml.try_fromBytes': (bytes: Pointer): Pointer => {
      const parsed = tryParse(memory.viewBytes(bytes).slice())
      return writeYamlResult(memory, parsed instanceof SyntaxError ? undefined : parsed)
    },
  }
}

function tryParse(data: Uint8Array): YamlValue | SyntaxError {
  try {
    return parseYaml(data)
  } catch (error) {
    if (error instanceof SyntaxError) return error
    throw error
  }
}
