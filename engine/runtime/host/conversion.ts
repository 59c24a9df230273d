import { toBase58 } from '../../bytes.ts'
import { fromHex, isHex } from '../../hex.ts'
import { DeterministicError } from '../errors.ts'
import type { Pointer } from '../heap.ts'
import type { WasmMemory } from '../memory.ts'
import type { HostFunctions } from './services.ts'

const ADDRESS_HEX_DIGITS = 40

export function conversionFunctions(memory: WasmMemory): HostFunctions {
  return {
    'typeConversion.bytesToString': (bytes: Pointer): Pointer => {
      const text = Buffer.from(memory.viewBytes(bytes)).toString('utf8')
      return memory.writeString(text.replace(/\0+$/, ''))
    },
    'typeConversion.bytesToHex': (bytes: Pointer): Pointer => memory.writeHexText(bytes),
    'typeConversion.bigIntToString': (x: Pointer): Pointer => memory.writeString(memory.readBigInt(x).toString()),
    'typeConversion.bigIntToHex': (x: Pointer): Pointer => {
      const value = memory.readBigInt(x)
      return memory.writeString(`0x${(value < 0n ? -value : value).toString(16)}`)
    },
    'typeConversion.stringToH160': (text: Pointer): Pointer => {
      const source = memory.readString(text)
      const digits = source.startsWith('0x') ? source.slice(2) : source
      if (digits.length === ADDRESS_HEX_DIGITS && isHex(digits)) return memory.writeBytes(fromHex(digits))
      throw new DeterministicError(`Failed to convert string to Address/H160: '${digits}'`)
    },
    'typeConversion.bytesToBase58': (bytes: Pointer): Pointer => memory.writeString(toBase58(memory.viewBytes(bytes))),
  }
}
