import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import type { YamlValue } from '../yaml.ts'

const KINDS = ['null', 'bool', 'number', 'string', 'array', 'object', 'tagged'] as const

export function writeYaml(memory: WasmMemory, yaml: YamlValue): Pointer {
  return memory.writeEnum(TypeId.YamlValue, KINDS.indexOf(yaml.kind), writePayload(memory, yaml))
}

/** `Result<YAMLValue, boolean>`: the value, or the error `true`. */
export function writeYamlResult(memory: WasmMemory, yaml: YamlValue | undefined): Pointer {
  if (yaml !== undefined) {
    const value = memory.writeObject(TypeId.YamlWrappedValue, writeYaml(memory, yaml))
    return memory.writeObject(TypeId.YamlResultValueBool, value, 0)
  }
  // The payload is one byte, in the first of a word.
  const error = memory.writeObject(TypeId.WrappedBool, 1)
  return memory.writeObject(TypeId.YamlResultValueBool, 0, error)
}

function writePayload(memory: WasmMemory, yaml: YamlValue): number {
  switch (yaml.kind) {
    case 'null':
      return 0
    case 'bool':
      return yaml.value ? 1 : 0
    case 'number':
    case 'string':
      return memory.writeString(yaml.value)
    case 'array': {
      const items = yaml.value.map((item) => writeYaml(memory, item))
      return memory.writeArray(TypeId.YamlArrayValue, items)
    }
    case 'object': {
      const entries = yaml.value.map(([key, value]) =>
        memory.writeObject(TypeId.YamlTypedMapEntryValueValue, writeYaml(memory, key), writeYaml(memory, value)),
      )
      const array = memory.writeArray(TypeId.YamlArrayTypedMapEntryValueValue, entries)
      return memory.writeObject(TypeId.YamlTypedMapValueValue, array)
    }
    case 'tagged':
      return memory.writeObject(TypeId.YamlTaggedValue, memory.writeString(yaml.tag), writeYaml(memory, yaml.value))
  }
}
