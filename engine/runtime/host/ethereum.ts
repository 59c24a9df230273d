import { decodeValues } from '../abi/decode.ts'
import { encodeValues } from '../abi/encode.ts'
import { AbiError, parseType } from '../abi/types.ts'
import type { Pointer } from '../heap.ts'
import {
  readEthereumValue,
  readSmartContractCall,
  writeEthereumValue,
  writeEthereumValues,
} from '../marshal/ethereum.ts'
import type { WasmMemory } from '../memory.ts'
import { TypeId } from '../type-ids.ts'
import type { Answer, HostFunctions, HostServices } from './services.ts'

/** The functions that ask the chain: a module may have to wait for them. */
export const WAITING_FUNCTIONS: readonly string[] = ['ethereum.call', 'ethereum.getBalance', 'ethereum.hasCode']

export function ethereumFunctions(memory: WasmMemory, services: HostServices): HostFunctions {
  const { ethereumCall, ethereumBalance, ethereumHasCode } = services
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
      'ethereum.call': (call: Pointer): Answer<Pointer> =>
        whenHere(ethereumCall(readSmartContractCall(memory, call)), (outputs) =>
          outputs === null ? 0 : writeEthereumValues(memory, outputs),
        ),
    }),
    ...(ethereumBalance && {
      'ethereum.getBalance': (address: Pointer): Answer<Pointer> =>
        whenHere(ethereumBalance(memory.viewBytes(address).slice()), (wei) => memory.writeBigInt(wei)),
    }),
    ...(ethereumHasCode && {
      'ethereum.hasCode': (address: Pointer): Answer<Pointer> =>
        whenHere(ethereumHasCode(memory.viewBytes(address).slice()), (has) =>
          memory.writeObject(TypeId.WrappedBool, has ? 1 : 0),
        ),
    }),
  }
}

/** Writes an answer into the module's memory; one that is here is written at once, since waiting costs. */
function whenHere<T>(answer: Answer<T>, write: (value: T) => Pointer): Answer<Pointer> {
  return answer instanceof Promise ? answer.then(write) : write(answer)
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
