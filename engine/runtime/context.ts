import { formatDecimal, parseDecimal } from '../decimal.ts'
import { isHex } from '../hex.ts'
import type { StoreKind, StoreValue } from './marshal/store.ts'

/** The context of a data source, by field name. */
export type DataSourceContext = ReadonlyMap<string, StoreValue>

/** A context that does not have the form of a manifest's. */
export class ContextError extends Error {
  override readonly name = 'ContextError'
}

/** A context as manifests write it: each field `{ type, data }`. */
type TypedValue = { readonly type: string; readonly data?: unknown }

const KIND_BY_TYPE: Readonly<Record<string, StoreKind>> = { Bool: 'Boolean' }
const TYPE_BY_KIND: Partial<Readonly<Record<StoreKind, string>>> = { Boolean: 'Bool' }

/** The context's only text: equal contexts give equal texts. */
export function formatContext(context: DataSourceContext): string {
  const fields = [...context].sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name, toTypedValue(value)])))
}

/** @throws ContextError naming the field */
export function parseContext(fields: Readonly<Record<string, unknown>>): Map<string, StoreValue> {
  return new Map(Object.entries(fields).map(([name, value]) => [name, toStoreValue(value, name)]))
}

function toTypedValue(stored: StoreValue): TypedValue {
  const type = TYPE_BY_KIND[stored.kind] ?? stored.kind
  if (stored.kind === 'List') return { type, data: stored.value.map(toTypedValue) }
  const { value } = stored
  if (typeof value === 'bigint') return { type, data: String(value) }
  return { type, data: typeof value === 'object' && value !== null && 'digits' in value ? formatDecimal(value) : value }
}

function toStoreValue(typed: unknown, place: string): StoreValue {
  const { type, data } = (typeof typed === 'object' ? (typed ?? {}) : {}) as Partial<TypedValue>
  const fail = () =>
    new ContextError(`${place} must be { type, data } with data of its type, not ${JSON.stringify(typed)}`)
  if (type === undefined) throw fail()
  const kind = KIND_BY_TYPE[type] ?? type
  const text = typeof data === 'string' || typeof data === 'number' ? String(data) : undefined
  switch (kind) {
    case 'String':
      if (typeof data === 'string') return { kind, value: data }
      break
    case 'Bytes':
      if (text !== undefined && isHex(text.replace(/^0x/, ''))) {
        return { kind, value: `0x${text.replace(/^0x/, '').toLowerCase()}` }
      }
      break
    case 'Boolean':
      if (typeof data === 'boolean') return { kind, value: data }
      break
    case 'Int':
      if (text !== undefined && /^[+-]?\d+$/.test(text)) return { kind, value: Number(text) | 0 }
      break
    case 'Int8':
    case 'Timestamp':
    case 'BigInt':
      if (text !== undefined && /^[+-]?\d+$/.test(text)) return { kind, value: BigInt(text.replace('+', '')) }
      break
    case 'BigDecimal':
      if (text !== undefined && /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text)) return { kind, value: parseDecimal(text) }
      break
    case 'List':
      if (Array.isArray(data)) {
        return { kind, value: data.map((item: unknown, index) => toStoreValue(item, `${place}[${index}]`)) }
      }
      break
    case 'Null':
      return { kind, value: null }
  }
  throw fail()
}
