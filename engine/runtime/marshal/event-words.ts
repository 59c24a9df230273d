import type { EventWords } from '../abi/event-words.ts'
import type { AbiType } from '../abi/types.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import { ETHEREUM_KIND } from './ethereum.ts'

const WORD = 32

/** Writes the parameters as `writeParams` does those that were decoded. */
export function writeEventWords(memory: WasmMemory, { event, words }: EventWords): Pointer {
  const { bytes, start, dataStart } = words
  const items: Pointer[] = []
  let topicAt = start
  let dataAt = dataStart
  for (const { name, type, indexed } of event.inputs) {
    const value = writeWord(memory, type, bytes, indexed ? topicAt : dataAt)
    if (indexed) topicAt += WORD
    else dataAt += WORD
    items.push(memory.writeObject(TypeId.EventParam, memory.writeName(name), value))
  }
  return memory.writeArray(TypeId.ArrayEventParam, items)
}

/** Writes the value that stands in the word at `at`. */
function writeWord(memory: WasmMemory, type: AbiType, bytes: Uint8Array, at: number): Pointer {
  switch (type.kind) {
    case 'address':
      return writeValue(memory, 'address', memory.writeBytes(bytes, at + WORD - 20, at + WORD))
    case 'bool':
      return writeValue(memory, 'bool', isZero(bytes, at) ? 0 : 1)
    case 'int':
    case 'uint':
      return writeValue(memory, type.kind, memory.writeIntegerWord(bytes, at, type.kind === 'int'))
    case 'fixedBytes':
      return writeValue(memory, 'fixedBytes', memory.writeBytes(bytes, at, at + type.size))
    default:
      // Of a reference type the topic is the hash.
      return writeValue(memory, 'fixedBytes', memory.writeBytes(bytes, at, at + WORD))
  }
}

function writeValue(memory: WasmMemory, kind: keyof typeof ETHEREUM_KIND, payload: number): Pointer {
  return memory.writeEnum(TypeId.EthereumValue, ETHEREUM_KIND[kind], payload)
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + WORD; i++) if (bytes[i] !== 0) return false
  return true
}
