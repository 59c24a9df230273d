/** A Solidity type, as far as values of it are encoded. */
export type AbiType =
  | { readonly kind: 'address' | 'bool' | 'bytes' | 'string' | 'int' | 'uint' }
  | { readonly kind: 'fixedBytes'; readonly size: number }
  | { readonly kind: 'array'; readonly item: AbiType }
  | { readonly kind: 'fixedArray'; readonly item: AbiType; readonly length: number }
  | { readonly kind: 'tuple'; readonly items: readonly AbiType[] }

/** A value of a Solidity type: what `ethereum.Value` is in a mapping. */
export type EthereumValue =
  | { readonly kind: 'address' | 'fixedBytes' | 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'int' | 'uint'; readonly value: bigint }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array' | 'fixedArray' | 'tuple'; readonly value: readonly EthereumValue[] }

/** A parameter in a contract's JSON ABI. */
export type AbiParameter = {
  readonly name: string
  readonly type: string
  readonly indexed?: boolean
  readonly components?: readonly AbiParameter[]
}

/** Values that cannot be encoded or decoded. */
export class AbiError extends Error {
  override readonly name = 'AbiError'
}

/** Whether values of the type are stored behind an offset. */
export function isDynamic(type: AbiType): boolean {
  switch (type.kind) {
    case 'bytes':
    case 'string':
    case 'array':
      return true
    case 'fixedArray':
      return isDynamic(type.item)
    case 'tuple':
      return type.items.some(isDynamic)
    default:
      return false
  }
}

/** The bytes that a value takes in place: an offset's 32 for a dynamic type. */
export function headSize(type: AbiType): number {
  if (isDynamic(type)) return 32
  if (type.kind === 'fixedArray') return type.length * headSize(type.item)
  if (type.kind === 'tuple') return type.items.reduce((sum, item) => sum + headSize(item), 0)
  return 32
}

/** The type of a parameter of a JSON ABI. */
export function typeOfParameter(parameter: AbiParameter): AbiType {
  if (!parameter.type.startsWith('tuple')) return parseType(parameter.type)
  const tuple: AbiType = { kind: 'tuple', items: (parameter.components ?? []).map(typeOfParameter) }
  return wrapInArrays(tuple, parameter.type.slice('tuple'.length))
}

/** A parameter's type as it stands in a signature: tuples as `(type,type)`. */
export function canonicalType(parameter: AbiParameter): string {
  if (!parameter.type.startsWith('tuple')) return parameter.type
  const components = (parameter.components ?? []).map(canonicalType)
  return `(${components.join(',')})${parameter.type.slice('tuple'.length)}`
}

/**
 * Reads a type such as `(uint256, bytes32[2])[]`. As in graph-node, white space may stand behind `(` and `,` and before
 * `)`, nowhere else; `tuple(...)` is accepted for `(...)`.
 * @throws AbiError when the text is no type
 */
export function parseType(text: string): AbiType {
  const source = text
    .replace(/([(,])\s+/g, '$1')
    .replace(/\s+\)/g, ')')
    .replaceAll('tuple(', '(')
  const close = source.startsWith('(') ? source.lastIndexOf(')') : -1
  const arrays = source.indexOf('[', close + 1)
  const end = arrays === -1 ? source.length : arrays
  if (close !== -1 && close + 1 !== end) throw new AbiError(`\`${text}\` is not a Solidity type`)
  const base: AbiType =
    close === -1
      ? parseElementary(source.slice(0, end))
      : { kind: 'tuple', items: splitTopLevel(source.slice(1, close)).map(parseType) }
  return wrapInArrays(base, source.slice(end))
}

function wrapInArrays(base: AbiType, suffix: string): AbiType {
  if (!/^(\[\d*\])*$/.test(suffix)) throw new AbiError(`\`${suffix}\` is not an array suffix`)
  let type = base
  for (const [, length = ''] of suffix.matchAll(/\[(\d*)\]/g)) {
    type = length === '' ? { kind: 'array', item: type } : { kind: 'fixedArray', item: type, length: Number(length) }
  }
  return type
}

function parseElementary(name: string): AbiType {
  if (name === 'address' || name === 'bool' || name === 'bytes' || name === 'string') return { kind: name }
  if (name === 'function') return { kind: 'fixedBytes', size: 24 }
  const [, kind, digits = ''] = /^(uint|int|bytes)(\d*)$/.exec(name) ?? []
  const size = digits === '' ? 256 : Number(digits)
  if (kind === 'bytes' && size >= 1 && size <= 32) return { kind: 'fixedBytes', size }
  if ((kind === 'uint' || kind === 'int') && size >= 8 && size <= 256 && size % 8 === 0) return { kind }
  throw new AbiError(`\`${name}\` is not a Solidity type`)
}

function splitTopLevel(list: string): string[] {
  if (list === '') return []
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < list.length; i++) {
    const char = list[i]
    if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === ',' && depth === 0) {
      parts.push(list.slice(start, i))
      start = i + 1
    }
    if (depth < 0) throw new AbiError(`unbalanced parentheses in \`${list}\``)
  }
  if (depth !== 0) throw new AbiError(`unbalanced parentheses in \`${list}\``)
  return [...parts, list.slice(start)]
}
