import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { type HostFunctions, type HostServices, LOG_LEVELS } from './services.ts'

export function logFunctions(memory: WasmMemory, services: HostServices): HostFunctions {
  return {
    'log.log': (levelNumber: number, text: Pointer): void => {
      const message = memory.readString(text)
      const level = LOG_LEVELS[levelNumber] ?? 'debug'
      services.log(level, message)
      if (level === 'critical') {
        throw new DeterministicError(`Critical error logged in mapping with log message: ${message}`)
      }
    },
    abort: (message: Pointer, file: Pointer, line: number, column: number): never => {
      const place = file === 0 ? 'an unknown location' : memory.readString(file)
      const lines = file === 0 ? '' : `, line ${line}, column ${column}`
      const reason = message === 0 ? 'no message' : `message: ${memory.readString(message)}`
      throw new DeterministicError(`Mapping aborted at ${place}${lines}, with ${reason}`)
    },
  }
}
