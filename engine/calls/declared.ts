import {
  AbiError,
  type AbiFunction,
  type AbiParameter,
  type EthereumValue,
  type EventParam,
  encodeCall,
} from '../runtime/index.ts'
import type { ContractAbis, ContractCall } from './chain-calls.ts'
import { DeclaredCallError } from './errors.ts'

/** A call that the manifest declares for an event's handler, to be made before it runs. */
export type DeclaredCall = {
  readonly label: string
  /** For messages: `Token.balanceOf` */
  readonly name: string
  readonly function: AbiFunction
  readonly address: Expression
  readonly args: readonly Expression[]
}

/** Where an address or an argument comes from. `path` leads from a parameter into the fields of a struct. */
export type Expression =
  | { readonly kind: 'event address' }
  | { readonly kind: 'address'; readonly value: Uint8Array }
  | { readonly kind: 'param'; readonly name: string; readonly path: readonly number[] }

/** The parts of an event that expressions see. */
export type CallingEvent = { readonly address: string; readonly params: readonly EventParam[] }

const CALL = /^\s*(?<abi>\w+)\[(?<address>[^\]]+)\]\.(?<name>\w+)\((?<args>[^)]*)\)\s*$/
const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/**
 * Reads `ABI[address].function(arg, ...)`; address and arguments are `event.address`, `event.params.<name>` with
 * fields of structs by name or number behind it, or an address in hex.
 * @param inputs the event's parameters
 * @throws DeclaredCallError naming what is wrong
 */
export function parseDeclaredCall(
  label: string,
  text: string,
  inputs: readonly AbiParameter[],
  abis: ContractAbis,
): DeclaredCall {
  const { abi = '', address = '', name = '', args = '' } = CALL.exec(text)?.groups ?? {}
  if (abi === '') throw new DeclaredCallError(`\`${text}\` is not of the form ABI[address].function(arguments)`)
  const functions = abis.get(abi)
  if (functions === undefined) throw new DeclaredCallError(`\`${text}\`: ${abi} is not among the mapping's abis`)
  const values = args.split(',').filter((arg) => arg.trim() !== '')
  const named = functions.filter((candidate) => candidate.name === name)
  const called = named.find((candidate) => candidate.inputs.length === values.length)
  if (called === undefined) {
    const problem = named.length === 0 ? 'no function' : `no function of ${values.length} arguments`
    throw new DeclaredCallError(`\`${text}\`: ${problem} ${name} in the ABI ${abi}`)
  }
  return {
    label,
    name: `${abi}.${name}`,
    function: called,
    address: parseExpression(address, inputs),
    args: values.map((value) => parseExpression(value, inputs)),
  }
}

function parseExpression(source: string, inputs: readonly AbiParameter[]): Expression {
  const text = source.trim()
  if (ADDRESS.test(text)) return { kind: 'address', value: Buffer.from(text.slice(2), 'hex') }
  if (text === 'event.address') return { kind: 'event address' }
  const [event, params, name, ...fields] = text.split('.')
  if (event !== 'event' || params !== 'params' || name === undefined) {
    throw new DeclaredCallError(
      `\`${text}\` is neither event.address nor event.params.<name> nor an address of 40 hex digits`,
    )
  }
  const input = inputs.find((candidate) => candidate.name === name)
  if (input === undefined) throw new DeclaredCallError(`\`${text}\`: the event has no parameter ${name}`)
  return { kind: 'param', name, path: resolveFields(text, input, fields) }
}

/** The positions of a struct's fields. */
function resolveFields(text: string, input: AbiParameter, fields: readonly string[]): number[] {
  let at = input
  return fields.map((field) => {
    const components = at.type === 'tuple' ? (at.components ?? []) : []
    const index = /^\d+$/.test(field) ? Number(field) : components.findIndex((component) => component.name === field)
    const component = components[index]
    if (component === undefined) throw new DeclaredCallError(`\`${text}\`: ${at.type} ${at.name} has no field ${field}`)
    at = component
    return index
  })
}

/** Whether the call reads a field of a struct. */
export function readsStruct({ address, args }: DeclaredCall): boolean {
  return [address, ...args].some((expression) => expression.kind === 'param' && expression.path.length > 0)
}

/** The call for one event, or undefined where a value is not of the type that the function takes. */
export function evaluateDeclaredCall(call: DeclaredCall, event: CallingEvent): ContractCall | undefined {
  const address = evaluate(call.address, event)
  const args = call.args.map((arg) => evaluate(arg, event))
  if (address?.kind !== 'address' || !args.every((arg) => arg !== undefined)) return undefined
  try {
    return { name: call.name, address: address.value, data: encodeCall(call.function, args) }
  } catch (error) {
    if (error instanceof AbiError) return undefined
    throw error
  }
}

function evaluate(expression: Expression, { address, params }: CallingEvent): EthereumValue | undefined {
  if (expression.kind === 'address') return { kind: 'address', value: expression.value }
  if (expression.kind === 'event address') return { kind: 'address', value: Buffer.from(address.slice(2), 'hex') }
  let value = params.find((param) => param.name === expression.name)?.value
  for (const index of expression.path) value = value?.kind === 'tuple' ? value.value[index] : undefined
  return value
}
