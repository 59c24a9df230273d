import { AbiError, type AbiFunction, type AbiParameter, toAbiFunction } from '../runtime/index.ts'

type AbiEntry = {
  readonly type?: string
  readonly name?: string
  readonly inputs?: readonly AbiParameter[]
  readonly outputs?: readonly AbiParameter[]
}

/** The functions of a parsed JSON ABI. One whose types are not Solidity's is left out: nothing can call it. */
export function readFunctions(abi: unknown): AbiFunction[] {
  const entries = Array.isArray(abi) ? (abi as readonly AbiEntry[]) : []
  return entries.flatMap((entry) => {
    if (entry.type !== 'function' || entry.name === undefined) return []
    try {
      return [toAbiFunction(entry.name, entry)]
    } catch (error) {
      if (error instanceof AbiError) return []
      throw error
    }
  })
}
