import { compareDecimals, parseDecimal } from '../../../engine/decimal.ts'
import type { BigDecimal, Entity, FieldDef, Value } from '../../../engine/types.ts'

/** A filter on one field, as a client writes it. */
export type NaiveFilter = { readonly field: FieldDef; readonly operator: string; readonly value: unknown }

/** Whether an entity passes, by the words of the API's description: slow, obvious, without SQL. */
export function passes(entity: Entity, { field, operator, value }: NaiveFilter): boolean {
  const own = entity[field.name] ?? null
  if (value === null) return operator === '' ? own === null : own !== null
  if (field.list) return passesList(own as readonly Value[] | null, field, operator, value as readonly unknown[])
  if (operator === 'in' || operator === 'not_in') {
    const given = value as readonly unknown[]
    if (own === null || given.length === 0) return false
    const found = given.some((item) => compare(own, parse(field, item)) === 0)
    return operator === 'in' ? found : !found
  }
  if (own === null) return false
  if (typeof own === 'string' && /contains|starts|ends/.test(operator))
    return matches(field, own, operator, String(value))
  const order = compare(own, parse(field, value))
  const verdicts: Record<string, boolean> = {
    '': order === 0,
    not: order !== 0,
    gt: order > 0,
    lt: order < 0,
    gte: order >= 0,
    lte: order <= 0,
  }
  return verdicts[operator] ?? false
}

function passesList(
  own: readonly Value[] | null,
  field: FieldDef,
  operator: string,
  value: readonly unknown[],
): boolean {
  const given = value.map((item) => parse(field, item))
  const has = (item: Value) => (own ?? []).some((element) => compare(element, item) === 0)
  const like = given.some((item) => (own ?? []).some((element) => lower(String(element)) === lower(String(item))))
  switch (operator) {
    case '':
      return (
        own !== null && own.length === given.length && own.every((item, i) => compare(item, given[i] ?? null) === 0)
      )
    case 'not':
      return own !== null && !passesList(own, field, '', value)
    case 'contains':
      return own !== null && given.every(has)
    case 'not_contains':
      return own !== null && !given.some(has)
    case 'contains_nocase':
      return like
    default:
      return !like
  }
}

function matches(field: FieldDef, own: string, operator: string, value: string): boolean {
  const isBytes = field.scalar === 'Bytes'
  const [text, part] = isBytes
    ? [Buffer.from(own.slice(2), 'hex').toString('latin1'), Buffer.from(value.slice(2), 'hex').toString('latin1')]
    : operator.endsWith('_nocase')
      ? [lower(own), lower(value)]
      : [own, value]
  const found = operator.includes('starts')
    ? text.startsWith(part)
    : operator.includes('ends')
      ? text.endsWith(part)
      : text.includes(part)
  return operator.startsWith('not_') ? !found : found
}

/** ASCII letters only. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function parse(field: FieldDef, value: unknown): Value {
  if (field.scalar === 'BigDecimal') return parseDecimal(String(value))
  if (field.scalar === 'BigInt' || field.scalar === 'Int8' || field.scalar === 'Timestamp') return BigInt(String(value))
  if (field.scalar === 'Bytes') return String(value).toLowerCase()
  return value as Value
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  if (isDecimal(a) && isDecimal(b)) return compareDecimals(a, b)
  const [x, y] = [a as number | bigint | boolean, b as number | bigint | boolean]
  return x < y ? -1 : x > y ? 1 : 0
}

function isDecimal(value: Value): value is BigDecimal {
  return typeof value === 'object' && value !== null && 'digits' in value
}
