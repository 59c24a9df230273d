import { keccak256Hex } from '../keccak.ts'
import { type AbiParameter, canonicalType, typeOfParameter } from '../runtime/index.ts'
import { ManifestError } from './errors.ts'
import type { Fields } from './fields.ts'
import type { CallHandler } from './types.ts'

type AbiEntry = {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly AbiParameter[]
  readonly outputs?: readonly AbiParameter[]
  readonly stateMutability?: string
}

const SELECTOR_DIGITS = '0x'.length + 8

/**
 * The call handlers of a mapping.
 * @throws ManifestError INVALID when a function is not in the ABI, or only reads
 */
export function readCallHandlers(mapping: Fields, abi: unknown, file: string): CallHandler[] {
  const entries = Array.isArray(abi) ? (abi as readonly AbiEntry[]) : []
  const functions = entries.filter(
    ({ type, stateMutability }) => type === 'function' && stateMutability !== 'pure' && stateMutability !== 'view',
  )
  return mapping.list('callHandlers').map((item) => {
    const signature = item.string('function')
    const entry = functions.find(({ name, inputs = [] }) => `${name}(${inputs.map(canonicalType)})` === signature)
    if (entry === undefined) {
      const problem = `${item.place}.function ${signature} is not in the ABI, or only reads`
      throw new ManifestError('INVALID', `${file}: ${problem}`)
    }
    const { inputs = [], outputs = [] } = entry
    return {
      handler: item.string('handler'),
      selector: keccak256Hex(signature).slice(0, SELECTOR_DIGITS),
      inputs: inputs.map(toParameter),
      outputs: outputs.map(toParameter),
    }
  })
}

function toParameter(parameter: AbiParameter): CallHandler['inputs'][number] {
  return { name: parameter.name, type: typeOfParameter(parameter) }
}
