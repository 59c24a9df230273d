import { decodeValues } from '../abi/decode.ts'
import { encodeValues } from '../abi/encode.ts'
import { AbiError, parseType } from '../abi/types.ts'
import {
  readEthereumValue,
  readSmartContractCall,
  writeEthereumValue,
  writeEthereumValues,
} from '../marshal/ethereum.ts'
import type { Pointer, WasmMemory } from '../memory.ts'
import type { HostFunctions, HostServices } from './services.ts'

export function ethereumFunctions(memory: WasmMemory, services: HostServices): HostFunctions {
  const { ethereumCall } = services
  return {
    'ethereum.encode': (value: Pointer): Pointer =>
      orNull(() => memory.writeBytes(encodeValues([readEthereumValue(memory, value)]))),
    'ethereum.decode': (types: Pointer, data: Pointer): Pointer =>
      orNull(() => {
        const type = parseType(memory.readString(types))
        const [value] = decodeValues([type], memory.viewBytes(data).slice())
        return value === undefined ? 0 : writeEthereumValue(memory, value)
      }),
    ...(ethereumCall && {
      'ethereum.call': (call: Pointer): Pointer => {
        const outputs = ethereumCall(readSmartContractCall(memory, call))
        return outputs === null ? 0 : writeEthereumValues(memory, outputs)
      },
    }),
  }
}

/** A mapping sees null for whatever is wrong with the values. */
function orNull(compute: () => Pointer): Pointer {
  try {
    return compute()
  } catch (error) {
    if (error instanceof AbiError) return 0
    throw error
  }
}
