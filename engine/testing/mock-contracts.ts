import {
  type AbiType,
  DeterministicError,
  type EthereumValue,
  parseType,
  type SmartContractCall,
} from '../runtime/index.ts'
import { canonical, formatEthereumValue } from './values.ts'

/** A contract function as `createMockedFunction` describes it, with the outputs; null reverts. */
export type MockedFunction = {
  readonly address: Uint8Array
  readonly name: string
  /** `balanceOf(address):(uint256)` */
  readonly signature: string
  readonly args: readonly EthereumValue[]
  readonly outputs: readonly EthereumValue[] | null
}

/** Contract functions that tests have mocked. */
export type MockContracts = {
  /** @throws DeterministicError when the arguments do not fit the signature */
  mock(mocked: MockedFunction): void
  /** @throws DeterministicError when the call was never mocked with these arguments */
  call(call: SmartContractCall): readonly EthereumValue[] | null
}

export function createMockContracts(): MockContracts {
  const outputs = new Map<string, readonly EthereumValue[] | null>()
  return {
    mock: (mocked) => {
      checkArguments(mocked)
      outputs.set(keyOf(mocked.address, mocked.signature, mocked.args), mocked.outputs)
    },
    call: ({ address, functionName, functionSignature, args }) => {
      const found = outputs.get(keyOf(address, functionSignature, args))
      if (found !== undefined) return found
      throw new DeterministicError(
        `Could not find a mocked function with the following parameters, address: ${hex(address)}, ` +
          `name: ${functionName}, signature ${functionSignature}, params: [${args.map(formatEthereumValue).join(', ')}].`,
      )
    },
  }
}

function checkArguments({ name, signature, args }: MockedFunction): void {
  const open = signature.indexOf('(')
  if (signature.slice(0, open) !== name) {
    throw new DeterministicError(
      `createMockedFunction: function name \`${name}\` should match the name in the function signature \`${signature}\``,
    )
  }
  const types = argumentTypes(signature.slice(open))
  if (types.length !== args.length) {
    throw new DeterministicError(`${name} expected ${types.length} arguments, but received ${args.length}`)
  }
  for (const [index, type] of types.entries()) {
    const value = args[index]
    if (value === undefined || fits(type, value)) continue
    throw new DeterministicError(
      `createMockedFunction \`${name}\` parameters mismatch at position ${index + 1}:\n` +
        `Expected: ${type.kind}\nReceived: ${value.kind} ${formatEthereumValue(value)}`,
    )
  }
}

/** @param parameters `(address,uint256):(bool)`: the inputs, then the outputs */
function argumentTypes(parameters: string): readonly AbiType[] {
  const end = parameters.indexOf('):')
  const tuple = parseType(end === -1 ? parameters : parameters.slice(0, end + 1))
  return tuple.kind === 'tuple' ? tuple.items : []
}

function fits(type: AbiType, value: EthereumValue): boolean {
  switch (type.kind) {
    case 'fixedBytes':
      return value.kind === 'fixedBytes' && value.value.length <= type.size
    case 'array':
      return value.kind === 'array' && value.value.every((item) => fits(type.item, item))
    case 'fixedArray':
      return (
        value.kind === 'fixedArray' &&
        value.value.length === type.length &&
        value.value.every((item) => fits(type.item, item))
      )
    case 'tuple':
      return (
        value.kind === 'tuple' &&
        value.value.length === type.items.length &&
        type.items.every((item, index) => {
          const part = value.value[index]
          return part !== undefined && fits(item, part)
        })
      )
    default:
      return value.kind === type.kind
  }
}

function keyOf(address: Uint8Array, signature: string, args: readonly EthereumValue[]): string {
  return `${hex(address)} ${signature} ${args.map(canonical).join(' ')}`
}

function hex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
