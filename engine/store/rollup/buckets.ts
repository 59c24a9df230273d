import type {
  Aggregate,
  Aggregation,
  AggregationInterval,
  BigDecimal,
  Entity,
  Expression,
  FieldDef,
  Value,
} from '../../types.ts'
import { add, compare, multiply, negate, toInteger } from './exact-decimal.ts'

/*
 * Aggregates over the data points of a bucket, as graph-node's SQL computes them. Pure.
 */

const SECONDS: Readonly<Record<AggregationInterval, bigint>> = { hour: 3_600n, day: 86_400n }

/** Length of an interval's buckets in microseconds. */
export function lengthOf(interval: AggregationInterval): bigint {
  return SECONDS[interval] * 1_000_000n
}

/** Start of the bucket that holds a time, both in microseconds. */
export function bucketStart(interval: AggregationInterval, time: bigint): bigint {
  const length = lengthOf(interval)
  return time - (((time % length) + length) % length)
}

/** The fields of a bucket by which data points are told apart. */
export function dimensionsOf({ fields }: Aggregation): FieldDef[] {
  return fields.filter(({ name }) => name !== 'id' && name !== 'timestamp')
}

/**
 * The rows of one bucket: one for each combination of dimensions. A row has the greatest id of its data points, and
 * the start of the last of their buckets as its timestamp.
 */
export function aggregate(aggregation: Aggregation, interval: AggregationInterval, points: Iterable<Entity>): Entity[] {
  const dimensions = dimensionsOf(aggregation)
  const groups = new Map<string, Group>()
  for (const point of points) {
    const key = dimensionKey(dimensions, point)
    let group = groups.get(key)
    if (group === undefined) {
      group = { first: point, id: null, time: 0n, states: aggregation.aggregates.map(() => ({})) }
      groups.set(key, group)
    }
    const id = point.id as bigint
    if (group.id === null || id > group.id) group.id = id
    const time = bucketStart(interval, point.timestamp as bigint)
    if (time > group.time) group.time = time
    aggregation.aggregates.forEach((item, i) => void step(item, group.states[i], point, id))
  }
  return [...groups.values()].map((group) => finish(aggregation, dimensions, group))
}

type Group = { readonly first: Entity; id: bigint | null; time: bigint; readonly states: State[] }
/** What an aggregate has seen: its value so far, and for `first` and `last` the id that it is from. */
type State = { value?: Value; number?: BigDecimal; id?: bigint }

/** The text by which rows of equal dimensions are found. */
export function dimensionKey(dimensions: readonly FieldDef[], row: Entity): string {
  return JSON.stringify(dimensions.map(({ name }) => showValue(row[name])))
}

function showValue(value: Value | undefined): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'object' && 'digits' in value) return [String(value.digits), value.exp]
  return Array.isArray(value) ? value.map(showValue) : value
}

function step({ fn, arg }: Aggregate, state: State | undefined, point: Entity, id: bigint): void {
  if (state === undefined) return
  if (fn === 'count') state.number = add(state.number ?? ZERO, ONE)
  if (arg === undefined) return
  if (fn === 'first' || fn === 'last') {
    const value = arg.kind === 'field' ? point[arg.field.name] : evaluate(arg, point)
    if (value === null || value === undefined) return
    const isBetter = state.id === undefined || (fn === 'first' ? id < state.id : id > state.id)
    if (isBetter) Object.assign(state, { value, id })
    return
  }
  const number = evaluate(arg, point)
  if (number === null) return
  if (state.number === undefined) state.number = number
  else if (fn === 'sum') state.number = add(state.number, number)
  else if (fn === 'min' ? compare(number, state.number) < 0 : compare(number, state.number) > 0) state.number = number
}

const ZERO: BigDecimal = { digits: 0n, exp: 0 }
const ONE: BigDecimal = { digits: 1n, exp: 0 }

function finish(aggregation: Aggregation, dimensions: readonly FieldDef[], group: Group): Entity {
  const row: Record<string, Value> = { id: group.id, timestamp: group.time }
  for (const { name } of dimensions) row[name] = group.first[name] ?? null
  aggregation.aggregates.forEach(({ field, fn }, i) => {
    const { value, number = fn === 'count' ? ZERO : undefined } = group.states[i] ?? {}
    row[field.name] = value !== undefined ? toField(field, value) : number === undefined ? null : toField(field, number)
  })
  return row
}

/** A row with its cumulative aggregates brought forward from the row of the bucket before. */
export function accumulate({ aggregates }: Aggregation, before: Entity, row: Entity): Entity {
  const result: Record<string, Value> = { ...row }
  for (const { field, fn, cumulative } of aggregates) {
    const [old, now] = [before[field.name] ?? null, row[field.name] ?? null]
    if (!cumulative || old === null) continue
    if (now === null || fn === 'first') result[field.name] = old
    else if (fn !== 'last') result[field.name] = toField(field, combine(fn, toNumber(old), toNumber(now)))
  }
  return result
}

function combine(fn: 'sum' | 'count' | 'min' | 'max', a: BigDecimal, b: BigDecimal): BigDecimal {
  if (fn === 'sum' || fn === 'count') return add(a, b)
  const isLess = compare(a, b) < 0
  return (fn === 'min') === isLess ? a : b
}

/** The value of an expression; null where a field that it needs is null. */
function evaluate(expression: Expression, point: Entity): BigDecimal | null {
  switch (expression.kind) {
    case 'field': {
      const value = point[expression.field.name]
      return value === null || value === undefined ? null : toNumber(value)
    }
    case 'number':
      return expression.value
    case 'negate': {
      const operand = evaluate(expression.operand, point)
      return operand && negate(operand)
    }
    case 'greatest':
    case 'least':
    case 'coalesce': {
      // Nulls are passed over by all three.
      const numbers = expression.operands.flatMap((operand) => evaluate(operand, point) ?? [])
      if (expression.kind === 'coalesce') return numbers[0] ?? null
      const wanted = expression.kind === 'greatest' ? 1 : -1
      return numbers.reduce<BigDecimal | null>(
        (best, number) => (best === null || compare(number, best) === wanted ? number : best),
        null,
      )
    }
    default: {
      const [left, right] = [evaluate(expression.left, point), evaluate(expression.right, point)]
      if (left === null || right === null) return null
      if (expression.kind === '*') return multiply(left, right)
      return add(left, expression.kind === '+' ? right : negate(right))
    }
  }
}

function toNumber(value: Value): BigDecimal {
  if (typeof value === 'object' && value !== null && 'digits' in value) return value
  return { digits: BigInt(value as bigint | number), exp: 0 }
}

/** A value in the representation of an aggregate's field. */
function toField({ scalar }: FieldDef, value: Value): Value {
  if (typeof value === 'string') return value
  const number = toNumber(value)
  if (scalar === 'BigDecimal') return number
  return scalar === 'Int' ? Number(toInteger(number)) : toInteger(number)
}
