import type { EventWords } from '../abi/event-words.ts'
import type { AbiType } from '../abi/types.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import { ETHEREUM_KIND } from './ethereum.ts'

/** Writes the parameters as `writeParams` does those that were decoded. */
export function writeEventWords(memory: WasmMemory, { event, topics, data }: EventWords): Pointer {
  const items: Pointer[] = []
  let topic = 1
  let at = 2
  for (const { name, type, indexed } of event.inputs) {
    const value = indexed ? writeWord(memory, type, topics[topic++] ?? '', 2) : writeWord(memory, type, data, at)
    if (!indexed) at += 64
    items.push(memory.writeObject(TypeId.EventParam, memory.writeName(name), value))
  }
  return memory.writeArray(TypeId.ArrayEventParam, items)
}

/** Writes the value that stands in the word of 64 hex digits at `at`. */
function writeWord(memory: WasmMemory, type: AbiType, hex: string, at: number): Pointer {
  switch (type.kind) {
    case 'address':
      return writeValue(memory, 'address', memory.writeHex(hex, at + 24, at + 64))
    case 'bool':
      return writeValue(memory, 'bool', isZero(hex, at) ? 0 : 1)
    case 'int':
    case 'uint':
      return writeValue(memory, type.kind, memory.writeIntegerWord(hex, at, type.kind === 'int'))
    case 'fixedBytes':
      return writeValue(memory, 'fixedBytes', memory.writeHex(hex, at, at + 2 * type.size))
    default:
      // Of a reference type the topic is the hash.
      return writeValue(memory, 'fixedBytes', memory.writeHex(hex, at, at + 64))
  }
}

function writeValue(memory: WasmMemory, kind: keyof typeof ETHEREUM_KIND, payload: number): Pointer {
  return memory.writeEnum(TypeId.EthereumValue, ETHEREUM_KIND[kind], payload)
}

function isZero(hex: string, at: number): boolean {
  for (let i = at; i < at + 64; i++) if (hex.charCodeAt(i) !== 0x30) return false
  return true
}
