import { Kind, type ValueNode } from 'graphql'

/** An enum value or an identifier in a query text, as opposed to a string. */
export class EnumName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A value of a query or its variables, before and after coercion. `bigint`: an integer; `number`: any other number. */
export type InputValue = null | boolean | bigint | number | string | EnumName | readonly InputValue[] | InputObject
export type InputObject = ReadonlyMap<string, InputValue>

/** The value of a literal. A variable without a value is null, as in graph-node. */
export function literalValue(node: ValueNode, variables: InputObject): InputValue {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables.get(node.name.value) ?? null
    case Kind.INT:
      return BigInt(node.value)
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.STRING:
      return node.value
    case Kind.BOOLEAN:
      return node.value
    case Kind.NULL:
      return null
    case Kind.ENUM:
      return new EnumName(node.value)
    case Kind.LIST:
      return node.values.map((value) => literalValue(value, variables))
    case Kind.OBJECT:
      return sortedObject(node.fields.map((field) => [field.name.value, literalValue(field.value, variables)]))
  }
}

/** The value of a JSON value. */
export function jsonValue(value: unknown): InputValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'bigint')
    return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(jsonValue)
  if (typeof value === 'object') return sortedObject(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]))
  return null
}

/** Objects are read in the order of their keys: it decides which of two errors comes first. */
function sortedObject(entries: [string, InputValue][]): InputObject {
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** How graph-node shows a value it refuses (the debug form of its parser's type). */
export function showValue(value: InputValue): string {
  if (value === null) return 'Null'
  if (typeof value === 'boolean') return `Boolean(${value})`
  // An integer beyond 32 bits loses its upper ones on the way into graph-node's message.
  if (typeof value === 'bigint') return `Int(Number(${BigInt.asIntN(32, value)}))`
  if (typeof value === 'number') return `Float(${Number.isInteger(value) ? value.toFixed(1) : value})`
  if (typeof value === 'string') return `String(${JSON.stringify(value)})`
  if (value instanceof EnumName) return `Enum(${JSON.stringify(value.name)})`
  if (isObject(value)) {
    const fields = [...value].map(([key, item]) => `${JSON.stringify(key)}: ${showValue(item)}`)
    return `Object({${fields.join(', ')}})`
  }
  return `List([${value.map(showValue).join(', ')}])`
}

export function isObject(value: InputValue | undefined): value is InputObject {
  return value instanceof Map
}

export function isList(value: InputValue | undefined): value is readonly InputValue[] {
  return Array.isArray(value)
}
