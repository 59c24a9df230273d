import { type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode } from 'graphql'
import type { Aggregate, Aggregation, AggregationInterval, EntityType, FieldDef, ScalarName } from '../types.ts'
import { type Declarations, idScalarOf } from './declarations.ts'
import { findArgument, findDirective, lineOf } from './directives.ts'
import { SchemaError } from './errors.ts'
import { fieldsOf, parseExpression } from './expression.ts'
import { readField } from './fields.ts'

const INTERVALS: readonly AggregationInterval[] = ['hour', 'day']
const FUNCTIONS: readonly Aggregate['fn'][] = ['sum', 'count', 'min', 'max', 'first', 'last']
/** From the narrowest to the widest. */
const NUMBERS: readonly ScalarName[] = ['Int', 'Int8', 'BigInt', 'BigDecimal']

/** The `@aggregation` types, checked against their sources. @throws SchemaError in graph-node's words */
export function readAggregations(
  declarations: Declarations,
  entities: ReadonlyMap<string, EntityType>,
): Map<string, Aggregation> {
  const aggregations = new Map<string, Aggregation>()
  for (const node of declarations.aggregations.values())
    aggregations.set(node.name.value, readAggregation(node, declarations, entities))
  return aggregations
}

function readAggregation(
  node: ObjectTypeDefinitionNode,
  declarations: Declarations,
  entities: ReadonlyMap<string, EntityType>,
): Aggregation {
  const name = node.name.value
  const fail = (message: string) => new SchemaError(message, lineOf(node))
  const source = findSource(node, entities)
  const idScalar = idScalarOf(node)
  if (idScalar !== source.idScalar)
    throw fail(
      `The type of the \`id\` field for aggregation ${name} must be ${source.idScalar}, the same as in the source, but is ${idScalar}`,
    )
  const fields: FieldDef[] = []
  const aggregates: Aggregate[] = []
  for (const fieldNode of node.fields ?? []) {
    const field = readField(fieldNode, name, declarations)
    if (field.derivedFrom !== undefined)
      throw fail(`Aggregation ${name} has a derived field ${field.name} but fields in aggregations can not be derived`)
    if (findDirective(fieldNode, 'aggregate')) aggregates.push(readAggregate(fieldNode, field, name, source))
    else {
      checkDimension(field, name, source)
      fields.push(field)
    }
  }
  checkTimestamp(name, fields, fail)
  if (aggregates.length === 0) throw fail(`Aggregation ${name} has no @aggregate fields`)
  const all = [...fields, ...aggregates.map(({ field }) => field)]
  const buckets = new Map(
    readIntervals(node).map((interval): [AggregationInterval, EntityType] => [
      interval,
      { name: `${name}_${interval}`, immutable: true, idScalar, fields: all },
    ]),
  )
  return { name, idScalar, source: source.name, fields, aggregates, buckets }
}

function findSource(node: ObjectTypeDefinitionNode, entities: ReadonlyMap<string, EntityType>): EntityType {
  const name = node.name.value
  const value = findArgument(findDirective(node, 'aggregation'), 'source')
  const fail = (message: string) => new SchemaError(message, lineOf(node))
  if (value === undefined) throw fail(`Aggregation ${name} is missing the \`source\` argument`)
  if (value.kind !== Kind.STRING)
    throw fail(`Aggregation ${name} has an invalid argument for \`source\`: it must be the name of a timeseries`)
  const source = entities.get(value.value)
  if (source === undefined)
    throw fail(`Aggregaton ${name} uses ${value.value} as the source, but there is no timeseries of that name`)
  if (source.timeseries) return source
  throw fail(`Aggregation ${name} uses ${value.value} as the source, but that type is not a timeseries`)
}

/** From the shortest to the longest. */
function readIntervals(node: ObjectTypeDefinitionNode): AggregationInterval[] {
  const name = node.name.value
  const value = findArgument(findDirective(node, 'aggregation'), 'intervals')
  const fail = (message: string) => new SchemaError(message, lineOf(node))
  if (value === undefined)
    throw fail(`Aggregation ${name} is missing an \`intervals\` argument for the timeseries directive`)
  const texts =
    value.kind === Kind.LIST ? value.values.map((item) => (item.kind === Kind.STRING ? item.value : undefined)) : []
  if (texts.length === 0 || texts.includes(undefined))
    throw fail(`Aggregation ${name} has an invalid argument for \`intervals\`: it must be a non-empty list of strings`)
  const unknown = texts.find((text) => !INTERVALS.some((interval) => interval === text))
  if (unknown !== undefined) throw fail(`Aggregation ${name}: the interval ${unknown} is not supported`)
  return INTERVALS.filter((interval) => texts.includes(interval))
}

function checkTimestamp(name: string, fields: readonly FieldDef[], fail: (message: string) => SchemaError): void {
  const timestamp = fields.find((field) => field.name === 'timestamp')
  if (timestamp === undefined) throw fail(`Timeseries ${name} is missing a \`timestamp\` field`)
  if (timestamp.typeName !== 'Timestamp')
    throw fail(`Type ${name} has a \`timestamp\` field of type ${timestamp.typeName}, but it must be of type Timestamp`)
}

function checkDimension({ name, typeName }: FieldDef, aggregation: string, source: EntityType): void {
  if (name === 'id' || name === 'timestamp') return
  const field = source.fields.find((candidate) => candidate.name === name)
  if (field === undefined)
    throw new SchemaError(
      `Aggregation ${aggregation} uses ${source.name} as the source, but that does not have a field ${name}`,
    )
  if (field.typeName !== typeName)
    throw new SchemaError(
      `Field ${name} in aggregation ${aggregation} has type ${typeName} but its type in the source is ${field.typeName}`,
    )
}

function readAggregate(node: FieldDefinitionNode, field: FieldDef, aggregation: string, source: EntityType): Aggregate {
  const directive = findDirective(node, 'aggregate')
  const where = `Field ${field.name} in aggregation ${aggregation}`
  const fail = (message: string) => new SchemaError(message, lineOf(node))
  const fnValue = findArgument(directive, 'fn')
  if (fnValue === undefined) throw fail(`${where} is missing the \`fn\` argument`)
  const fnName = fnValue.kind === Kind.STRING || fnValue.kind === Kind.ENUM ? fnValue.value : ''
  const fn = FUNCTIONS.find((known) => known === fnName)
  if (fn === undefined) throw fail(`${where} uses the unknown aggregation function \`${fnName}\``)
  const picks = fn === 'first' || fn === 'last'
  const isNumber = !field.list && field.kind === 'scalar' && NUMBERS.includes(field.scalar)
  if (!isNumber && !picks)
    throw fail(
      `Aggregation ${aggregation}, field${field.name}: aggregates must use a numeric type, one of Int, Int8, BigInt, and BigDecimal`,
    )
  const cumulativeValue = findArgument(directive, 'cumulative')
  if (cumulativeValue !== undefined && cumulativeValue.kind !== Kind.BOOLEAN)
    throw fail(`${where} has an invalid value for \`cumulative\`. It needs to be a boolean`)
  const cumulative = cumulativeValue?.value ?? false
  if (fn === 'count') return { field, fn, cumulative }
  const argValue = findArgument(directive, 'arg')
  if (argValue === undefined)
    throw fail(`${where} is missing the \`arg\` argument since the function ${fn} requires it`)
  if (argValue.kind !== Kind.STRING) throw fail(`${where} has an invalid argument for \`arg\`: it must be a string`)
  const arg = parseExpression(argValue.value, source, where)
  for (const { field: read } of fieldsOf(arg)) {
    const width = read.kind === 'scalar' && !read.list ? NUMBERS.indexOf(read.scalar) : -1
    if (width < 0 && (!picks || arg.kind !== 'field' || read.list))
      throw fail(`${where} has arg \`${argValue.value}\` but that is not a numeric field in ${source.name}`)
    if (width < 0 ? read.typeName !== field.typeName : width > NUMBERS.indexOf(field.scalar))
      throw fail(
        `${where} has \`arg\` ${argValue.value} of type ${read.typeName} but it is of the wider type ${field.typeName} in the source`,
      )
  }
  return { field, fn, arg, cumulative }
}
