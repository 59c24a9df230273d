import { formatDecimal } from '../decimal.ts'
import type { EthereumValue } from '../runtime/index.ts'
import type { Value } from '../types.ts'

/** A field's value as `assert.fieldEquals` compares it: `[1, 2]` for a list, `null` for null, hex for Bytes. */
export function formatValue(value: Value): string {
  if (isList(value)) return `[${value.map(formatValue).join(', ')}]`
  if (typeof value === 'object' && value !== null) return formatDecimal(value)
  return String(value)
}

/** An `ethereum.Value` as `assert.equals` shows it. */
export function formatEthereumValue(value: EthereumValue): string {
  switch (value.kind) {
    case 'address':
    case 'fixedBytes':
    case 'bytes':
      return `0x${Buffer.from(value.value).toString('hex')}`
    case 'array':
    case 'fixedArray':
    case 'tuple':
      return `[${value.value.map(formatEthereumValue).join(', ')}]`
    default:
      return String(value.value)
  }
}

/** Whether two values are the same to `assert.equals`, which tells numbers, texts and bytes apart but not their widths. */
export function isSameEthereumValue(a: EthereumValue, b: EthereumValue): boolean {
  return canonical(a) === canonical(b)
}

/** A text that is the same for two values just when the values are. */
export function canonical(value: EthereumValue): string {
  switch (value.kind) {
    case 'address':
    case 'fixedBytes':
    case 'bytes':
      return `bytes:${Buffer.from(value.value).toString('hex')}`
    case 'int':
    case 'uint':
      return `int:${value.value}`
    case 'bool':
    case 'string':
      return `${value.kind}:${JSON.stringify(value.value)}`
    default:
      return `list:[${value.value.map(canonical).join(',')}]`
  }
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}
