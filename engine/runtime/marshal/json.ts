import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'

/** A JSON document whose numbers keep their text. */
export type JsonValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number' | 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly value: readonly JsonValue[] }
  /** Sorted by key. */
  | { readonly kind: 'object'; readonly value: readonly (readonly [string, JsonValue])[] }

const KINDS = ['null', 'bool', 'number', 'string', 'array', 'object'] as const

/** The bound of graph-node, in bytes. */
const MAX_BYTES = 10_000_000
/** The bound of serde_json. */
const MAX_DEPTH = 128

/** The numbers of a document become instances of this, with the text they were written as. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * Parses UTF-8 JSON.
 * @throws SyntaxError when it is not JSON, nested too deep, or no UTF-8
 * @throws DeterministicError when it is longer than 10,000,000 bytes
 */
export function parseJson(bytes: Uint8Array): JsonValue {
  if (bytes.length > MAX_BYTES) {
    throw new DeterministicError(`JSON input of ${bytes.length} bytes is over the limit of ${MAX_BYTES} bytes`)
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SyntaxError('the bytes are not UTF-8')
  }
  const parsed: unknown = JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value,
  )
  return toJsonValue(parsed, 0)
}

function toJsonValue(value: unknown, depth: number): JsonValue {
  if (depth >= MAX_DEPTH) throw new SyntaxError('recursion limit exceeded')
  if (value === null || value === undefined) return { kind: 'null' }
  if (typeof value === 'boolean') return { kind: 'bool', value }
  if (typeof value === 'string') return { kind: 'string', value: wholeText(value) }
  if (value instanceof NumberText) return { kind: 'number', value: numberText(value.text) }
  if (Array.isArray(value)) return { kind: 'array', value: value.map((item) => toJsonValue(item, depth + 1)) }
  const entries = Object.entries(value).map(([key, item]) => [wholeText(key), toJsonValue(item, depth + 1)] as const)
  return { kind: 'object', value: entries.sort(([a], [b]) => (a < b ? -1 : 1)) }
}

/** Rust's texts have no halves of characters, which escapes can name. */
function wholeText(text: string): string {
  if (text.isWellFormed()) return text
  throw new SyntaxError('lone surrogate in an escape')
}

/** A number as serde_json keeps it: `1E5` is `1e+5`, and the integer `-0` is `0`. */
function numberText(text: string): string {
  if (text === '-0') return '0'
  return text.replace(/[eE]([+-]?)/, (_exponent, sign: string) => `e${sign || '+'}`)
}

export function writeJson(memory: WasmMemory, json: JsonValue): Pointer {
  return memory.writeEnum(TypeId.JsonValue, KINDS.indexOf(json.kind), writePayload(memory, json))
}

/** `Result<JSONValue, boolean>`: the value, or the error `true`. */
export function writeJsonResult(memory: WasmMemory, json: JsonValue | undefined): Pointer {
  if (json !== undefined) {
    const value = memory.writeObject(TypeId.WrappedJsonValue, writeJson(memory, json))
    return memory.writeObject(TypeId.ResultJsonValueBool, value, 0)
  }
  // The payload is one byte, in the first of a word.
  const error = memory.writeObject(TypeId.WrappedBool, 1)
  return memory.writeObject(TypeId.ResultJsonValueBool, 0, error)
}

function writePayload(memory: WasmMemory, json: JsonValue): number {
  switch (json.kind) {
    case 'null':
      return 0
    case 'bool':
      return json.value ? 1 : 0
    case 'number':
    case 'string':
      return memory.writeString(json.value)
    case 'array': {
      const items = json.value.map((item) => writeJson(memory, item))
      return memory.writeArray(TypeId.ArrayJsonValue, items)
    }
    case 'object': {
      const entries = json.value.map(([key, value]) =>
        memory.writeObject(TypeId.TypedMapEntryStringJsonValue, memory.writeString(key), writeJson(memory, value)),
      )
      const array = memory.writeArray(TypeId.ArrayTypedMapEntryStringJsonValue, entries)
      return memory.writeObject(TypeId.TypedMapStringJsonValue, array)
    }
  }
}
