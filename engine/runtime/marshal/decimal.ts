import { toDecimal } from '../../decimal.ts'
import type { BigDecimal } from '../../types.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'

const MIN_EXPONENT = -6143
const MAX_EXPONENT = 6144

export function writeDecimal(memory: WasmMemory, value: BigDecimal): Pointer {
  const exp = memory.writeBigInt(BigInt(value.exp))
  const digits = memory.writeBigInt(value.digits)
  return memory.writeObject(TypeId.BigDecimal, digits, exp)
}

/** @throws DeterministicError when the normalised exponent is outside graph-node's range */
export function readDecimal(memory: WasmMemory, pointer: Pointer): BigDecimal {
  const digits = memory.readBigInt(memory.readWord(pointer))
  const value = toDecimal(digits, Number(memory.readBigInt(memory.readWord(pointer, 1))))
  if (value.exp >= MIN_EXPONENT && value.exp <= MAX_EXPONENT) return value
  throw new DeterministicError(
    `big decimal exponent \`${value.exp}\` is outside the \`${MIN_EXPONENT}\` to \`${MAX_EXPONENT}\` range`,
  )
}
