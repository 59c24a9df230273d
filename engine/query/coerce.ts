import {
  type GraphQLArgument,
  GraphQLEnumType,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql'
import { isTimestamp } from '../timestamp.ts'
import { failureAt } from './errors.ts'
import { EnumName, type InputValue, isList, isObject, jsonValue, showValue } from './values.ts'

/** What a coercion throws: the value, or the part of it, that does not fit. */
class Unfit extends Error {
  readonly value: InputValue
  constructor(value: InputValue) {
    super('value does not fit its type')
    this.value = value
  }
}

const INT32 = 2n ** 31n
const TIMESTAMP = /^[+-]?\d+$/

/**
 * The value of an argument: the given one or the default, checked against its type. Undefined where there is neither.
 * @throws QueryError with graph-node's message.
 */
export function coerceArgument(argument: GraphQLArgument, given: InputValue | undefined): InputValue | undefined {
  const value = given ?? (given === undefined ? defaultOf(argument) : given)
  if (value === undefined) {
    if (argument.type instanceof GraphQLNonNull)
      throw failureAt(`No value provided for required argument: \`${argument.name}\``)
    return undefined
  }
  return coerceNamed(argument.name, argument.type, value)
}

/** @throws QueryError naming the argument or variable `name`. */
export function coerceNamed(
  name: string,
  type: GraphQLInputType,
  value: InputValue,
  location?: { line: number; column: number },
): InputValue {
  try {
    return coerce(value, type)
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    throw failureAt(`Invalid value provided for argument \`${name}\`: ${showValue(error.value)}`, location)
  }
}

function defaultOf(argument: GraphQLArgument): InputValue | undefined {
  const value = argument.defaultValue
  return value === undefined ? undefined : jsonValue(value)
}

function coerce(value: InputValue, type: GraphQLInputType): InputValue {
  if (type instanceof GraphQLNonNull) {
    if (value === null) throw new Unfit(value)
    return coerce(value, type.ofType)
  }
  if (value === null) return null
  if (type instanceof GraphQLList) {
    if (!isList(value)) throw new Unfit(value)
    return value.map((item) => coerce(item, type.ofType))
  }
  if (type instanceof GraphQLEnumType) return coerceEnum(value, type)
  if (type instanceof GraphQLInputObjectType) return coerceObject(value, type)
  return coerceScalar(value, type.name)
}

function coerceEnum(value: InputValue, type: GraphQLEnumType): InputValue {
  const name = value instanceof EnumName ? value.name : value
  if (typeof name !== 'string' || type.getValue(name) === undefined) throw new Unfit(value)
  return new EnumName(name)
}

function coerceObject(value: InputValue, type: GraphQLInputObjectType): InputValue {
  if (!isObject(value)) throw new Unfit(value)
  const fields = type.getFields()
  const result = new Map<string, InputValue>()
  for (const [name, item] of value) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) throw new Unfit(value)
    try {
      result.set(name, coerce(item, field.type))
    } catch {
      // graph-node shows the whole object, not the field.
      throw new Unfit(value)
    }
  }
  return result
}

function coerceScalar(value: InputValue, scalar: string): InputValue {
  switch (scalar) {
    case 'Boolean':
      if (typeof value === 'boolean') return value
      break
    case 'Int':
      if (typeof value === 'bigint' && -INT32 <= value && value < INT32) return value
      break
    case 'BigInt':
    case 'Int8':
    case 'ID':
      if (typeof value === 'bigint') return String(value)
      if (typeof value === 'string') return value
      break
    case 'BigDecimal':
      if (typeof value === 'bigint' || typeof value === 'number') return plainNumber(value)
      if (typeof value === 'string') return value
      break
    case 'Timestamp':
      if (typeof value === 'string' && TIMESTAMP.test(value) && isTimestamp(BigInt(value.replace('+', ''))))
        return value
      break
    default:
      if (typeof value === 'string') return value
  }
  throw new Unfit(value)
}

/** The shortest decimal text that reads back as the number, without an exponent. */
function plainNumber(value: bigint | number): string {
  const text = String(value)
  const [mantissa = text, exponent] = text.split('e')
  if (exponent === undefined) return text
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(shift, '0')}`
}
