import { compareDecimals, dividedBy, formatDecimal, minus, parseDecimal, plus, times } from '../../decimal.ts'
import type { BigDecimal } from '../../types.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import { readDecimal, writeDecimal } from '../marshal/decimal.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions } from './services.ts'

export function bigDecimalFunctions(memory: WasmMemory): HostFunctions {
  const binary =
    (compute: (x: BigDecimal, y: BigDecimal) => BigDecimal) =>
    (x: Pointer, y: Pointer): Pointer =>
      writeDecimal(memory, compute(readDecimal(memory, x), readDecimal(memory, y)))

  return {
    'bigDecimal.plus': binary(plus),
    'bigDecimal.minus': binary(minus),
    'bigDecimal.times': binary(times),
    'bigDecimal.dividedBy': binary((x, y) => {
      if (y.digits !== 0n) return dividedBy(x, y)
      throw new DeterministicError(`attempted to divide BigDecimal \`${formatDecimal(x)}\` by zero`)
    }),
    'bigDecimal.equals': (x: Pointer, y: Pointer): number =>
      compareDecimals(readDecimal(memory, x), readDecimal(memory, y)) === 0 ? 1 : 0,
    'bigDecimal.toString': (x: Pointer): Pointer => memory.writeString(formatDecimal(readDecimal(memory, x))),
    'bigDecimal.fromString': (text: Pointer): Pointer => {
      const source = memory.readString(text)
      try {
        return writeDecimal(memory, parseDecimal(source))
      } catch (error) {
        if (error instanceof SyntaxError) throw new DeterministicError(`string is not a BigDecimal: '${source}'`)
        throw error
      }
    },
  }
}
