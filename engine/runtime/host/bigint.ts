import { dividedBy, toDecimal } from '../../decimal.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import { readDecimal, writeDecimal } from '../marshal/decimal.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions } from './services.ts'

/** graph-node's bound. */
const MAX_BITS = 435_412

export function bigIntFunctions(memory: WasmMemory): HostFunctions {
  const binary =
    (compute: (x: bigint, y: bigint) => bigint) =>
    (x: Pointer, y: Pointer): Pointer =>
      memory.writeBigInt(bounded(compute(memory.readBigInt(x), memory.readBigInt(y))))

  /** The second operand is a u8. */
  const withCount =
    (compute: (x: bigint, count: bigint) => bigint) =>
    (x: Pointer, count: number): Pointer =>
      memory.writeBigInt(bounded(compute(memory.readBigInt(x), BigInt(count & 0xff))))

  return {
    'bigInt.plus': binary((x, y) => x + y),
    'bigInt.minus': binary((x, y) => x - y),
    'bigInt.times': binary((x, y) => x * y),
    'bigInt.dividedBy': binary((x, y) => {
      if (y === 0n) throw new DeterministicError(`attempted to divide BigInt \`${x}\` by zero`)
      return x / y
    }),
    'bigInt.mod': binary((x, y) => {
      if (y !== 0n) return x % y
      throw new DeterministicError(`attempted to calculate the remainder of \`${x}\` with a divisor of zero`)
    }),
    'bigInt.bitOr': binary((x, y) => x | y),
    'bigInt.bitAnd': binary((x, y) => x & y),
    'bigInt.pow': withCount((x, count) => x ** count),
    'bigInt.leftShift': withCount((x, count) => x << count),
    'bigInt.rightShift': withCount((x, count) => x >> count),
    'bigInt.dividedByDecimal': (x: Pointer, y: Pointer): Pointer => {
      const divisor = readDecimal(memory, y)
      const dividend = memory.readBigInt(x)
      if (divisor.digits !== 0n) return writeDecimal(memory, dividedBy(toDecimal(dividend, 0), divisor))
      throw new DeterministicError(`attempted to divide BigDecimal \`${dividend}\` by zero`)
    },
    'bigInt.fromString': (text: Pointer): Pointer => memory.writeBigInt(parseBigInt(memory.readString(text))),
  }
}

/** @throws DeterministicError when the text is no decimal integer */
export function parseBigInt(text: string): bigint {
  if (/^[+-]?\d[\d_]*$/.test(text)) return bounded(BigInt(text.replaceAll('_', '').replace('+', '')))
  throw new DeterministicError(`string is not a BigInt: \`${text}\``)
}

function bounded(value: bigint): bigint {
  // Far below the bound, and spares most values the count.
  if (value >= -SAFE && value <= SAFE) return value
  const bits = (value < 0n ? -value : value).toString(2).length
  if (bits <= MAX_BITS) return value
  throw new DeterministicError(`BigInt is too big, total bits ${bits} (max ${MAX_BITS})`)
}

const SAFE = 1n << 1024n
