import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import { type JsonValue, parseJson, writeJson, writeJsonResult } from '../marshal/json.ts'
import type { WasmMemory } from '../memory.ts'
import { parseBigInt } from './bigint.ts'
import type { HostFunctions } from './services.ts'

const INTEGER = /^[+-]?\d+$/
const SHOWN_BYTES = 1024

export function jsonFunctions(memory: WasmMemory): HostFunctions {
  const toInteger = (text: Pointer, type: 'i64' | 'u64', min: bigint, max: bigint): bigint => {
    const source = memory.readString(text)
    const value = INTEGER.test(source) ? BigInt(source.replace('+', '')) : undefined
    if (value !== undefined && value >= min && value <= max) return value
    throw new DeterministicError(`JSON \`${source}\` cannot be parsed as ${type}`)
  }

  return {
    'json.fromBytes': (bytes: Pointer): Pointer => {
      const data = memory.viewBytes(bytes).slice()
      const parsed = tryParse(data)
      if (!(parsed instanceof SyntaxError)) return writeJson(memory, parsed)
      const shown = Buffer.from(data.subarray(0, SHOWN_BYTES)).toString('utf8')
      throw new DeterministicError(
        `Failed to parse JSON from byte array. Bytes (truncated to ${SHOWN_BYTES} chars): \`${shown}\`. ` +
          `Error: ${parsed.message}`,
      )
    },
    'json.try_fromBytes': (bytes: Pointer): Pointer => {
      const parsed = tryParse(memory.viewBytes(bytes).slice())
      return writeJsonResult(memory, parsed instanceof SyntaxError ? undefined : parsed)
    },
    'json.toI64': (text: Pointer): bigint => toInteger(text, 'i64', -(2n ** 63n), 2n ** 63n - 1n),
    'json.toU64': (text: Pointer): bigint => toInteger(text, 'u64', 0n, 2n ** 64n - 1n),
    'json.toF64': (text: Pointer): number => {
      const source = memory.readString(text)
      const value = source.trim() === '' ? Number.NaN : Number(source)
      if (!Number.isNaN(value)) return value
      throw new DeterministicError(`JSON \`${source}\` cannot be parsed as f64`)
    },
    'json.toBigInt': (text: Pointer): Pointer => memory.writeBigInt(parseBigInt(memory.readString(text))),
  }
}

function tryParse(data: Uint8Array): JsonValue | SyntaxError {
  try {
    return parseJson(data)
  } catch (error) {
    if (error instanceof SyntaxError) return error
    throw error
  }
}
