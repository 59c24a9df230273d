import type { FieldDef, FulltextSearch, Schema } from '../types.ts'
import { collect, failure, LevelError, QueryError } from './errors.ts'
import { planFilter } from './filter.ts'
import { rootNames } from './names.ts'
import type {
  BlockOutput,
  BucketsPlan,
  EntityPlan,
  FailedField,
  ImplementerPlan,
  Link,
  MetaOutput,
  Output,
  PlanGroup,
  RootField,
} from './plan.ts'
import { blockConstraint, errorPolicy, isSameBlock } from './plan-block.ts'
import { planOrder } from './plan-order.ts'
import { planSearch } from './plan-search.ts'
import { storedId } from './scalars.ts'
import type { Selection } from './selection.ts'
import { findTarget, getEntity, type Target, targetsOf } from './targets.ts'
import { EnumName, type InputObject, isObject } from './values.ts'

const MAX_FIRST = 1_000
const MAX_SKIP = 4_294_967_295
const DEFAULT_FIRST = 100

/** Where a root field leads. */
type RootTarget = {
  readonly target: Target
  readonly multiplicity: 'one' | 'many'
  readonly search?: FulltextSearch
}
export type RootTargets = ReadonlyMap<string, RootTarget>

export function rootTargets(schema: Schema): RootTargets {
  const targets = new Map<string, RootTarget>()
  for (const target of targetsOf(schema)) {
    const { one, many } = rootNames(target.name)
    if (!schema.aggregations.has(target.name)) targets.set(one, { target, multiplicity: 'one' })
    targets.set(many, { target, multiplicity: 'many' })
  }
  for (const search of schema.searches)
    targets.set(search.name, { target: getEntity(schema, search.entity), multiplicity: 'many', search })
  return targets
}

/**
 * What to read for the root selections, grouped by block.
 * @throws QueryError for what concerns the choice of the block; other faults are in the plan
 */
export function planQuery(schema: Schema, targets: RootTargets, selections: readonly Selection[]): PlanGroup[] {
  const groups: (PlanGroup & { fields: RootField[] })[] = []
  const planned = collect(selections, (selection) => ({
    block: blockConstraint(selection),
    onIndexingError: errorPolicy(selection),
    field: orFailed(selection.key, () => planRoot(schema, targets, selection)),
  }))
  for (const { block, onIndexingError, field } of planned) {
    const last = groups.at(-1)
    if (last !== undefined && isSameBlock(last.block, block)) {
      last.fields.push(field)
      if (onIndexingError === 'deny') groups[groups.length - 1] = { ...last, onIndexingError }
    } else groups.push({ block, onIndexingError, fields: [field] })
  }
  return groups
}

function orFailed<T>(key: string, plan: () => T, field?: FieldDef): T | FailedField {
  try {
    return plan()
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const { errors, isLate } = error
    const isStored = field !== undefined && field.derivedFrom === undefined
    const isWritten = isStored && (error instanceof LevelError || (isLate && field.list))
    return { kind: 'failed', key, errors, isLate, ...(isWritten && { reference: field }) }
  }
}

function planRoot(schema: Schema, targets: RootTargets, selection: Selection): RootField {
  const { key, name } = selection
  if (name === '__typename') return { kind: 'typename', key }
  if (name === '__schema' || name === '__type') return { kind: 'introspection', key, selection }
  if (name === '_meta') return { kind: 'meta', key, outputs: selection.selections.map(planMeta) }
  if (name === '_logs') return { kind: 'logs', key }
  const found = targets.get(name)
  if (found === undefined) throw new Error(`no root field ${name}`)
  const { target, multiplicity, search } = found
  const id = selection.arguments.get('id')
  const link: Link =
    multiplicity === 'one' && typeof id === 'string'
      ? { kind: 'root', id: storedId(target.idScalar, id) }
      : { kind: 'root' }
  const plan = planEntities(schema, target, link, multiplicity, selection)
  return { kind: 'entities', key, plan: search === undefined ? plan : planSearch(plan, search, selection) }
}

function planEntities(
  schema: Schema,
  target: Target,
  link: Link,
  multiplicity: 'one' | 'many',
  selection: Selection,
): EntityPlan {
  if (isEmpty(selection)) {
    const place = `${target.name}.${selection.name}`
    const message = `Failed to get entities from store: internal error resolving ${place}: expected prefetched result, but found nothing`
    throw new QueryError([{ message }], true)
  }
  const where = selection.arguments.get('where')
  const buckets = planBuckets(schema, target, selection)
  return {
    entity: buckets === undefined ? target.name : `${target.name}_${buckets.interval}`,
    ...(buckets && { buckets }),
    link,
    multiplicity,
    order: planOrder(schema, target, selection.arguments),
    first: rangeArgument(selection.arguments, 'first', 1, MAX_FIRST, DEFAULT_FIRST),
    skip: rangeArgument(selection.arguments, 'skip', 0, MAX_SKIP, 0),
    ...(isObject(where) ? { filter: planFilter(schema, target, where) } : {}),
    outputs: planOutputs(schema, target, selection.selections),
    ...(selection.implementers && { implementers: planImplementers(schema, selection.implementers) }),
  }
}

function planBuckets(schema: Schema, { name }: Target, selection: Selection): BucketsPlan | undefined {
  const aggregation = schema.aggregations.get(name)
  if (aggregation === undefined) return undefined
  const [wanted, current] = ['interval', 'current'].map((argument) => selection.arguments.get(argument))
  const interval = [...aggregation.buckets.keys()].find((known) => wanted instanceof EnumName && known === wanted.name)
  // graph-node's own words for an interval that the aggregation does not have.
  if (interval === undefined)
    throw failure('panic processing query: we only collect fields that are objects or interfaces')
  return { aggregation: name, interval, withCurrent: current instanceof EnumName && current.name === 'include' }
}

function isEmpty({ selections, implementers = new Map() }: Selection): boolean {
  return selections.length === 0 && [...implementers.values()].every((of) => of.length === 0)
}

function planImplementers(schema: Schema, implementers: NonNullable<Selection['implementers']>): ImplementerPlan[] {
  return [...implementers].map(([name, selections]) => ({
    entity: name,
    outputs: planOutputs(schema, getEntity(schema, name), selections),
  }))
}

function planOutputs(schema: Schema, target: Target, selections: readonly Selection[]): Output[] {
  return selections.map((child) => {
    const field = target.fields.find(({ name }) => name === child.name)
    return orFailed(child.key, () => planOutput(schema, target, child), field)
  })
}

function planOutput(schema: Schema, entity: Target, selection: Selection): Output {
  const { key, name, location } = selection
  if (name === '__typename') return { kind: 'typename', key }
  const field = fieldOf(entity, name)
  if (field.kind !== 'reference') return { kind: 'field', key, field }
  const target = findTarget(schema, field.typeName)
  if (target === undefined) throw new Error(`${entity.name}.${name} does not lead to an entity`)
  const link: Link =
    field.derivedFrom === undefined
      ? { kind: 'reference', field }
      : { kind: 'derived', source: fieldOf(target, field.derivedFrom) }
  const plan = planEntities(schema, target, link, field.list ? 'many' : 'one', selection)
  return { kind: 'entities', key, name, location, nonNull: field.nonNull, plan }
}

/** graph-node allows 0 in its message, but not as a value of `first`. */
function rangeArgument(values: InputObject, name: string, min: number, max: number, fallback: number): number {
  const value = values.get(name)
  if (typeof value !== 'bigint') return fallback
  if (value < BigInt(min) || value > BigInt(max))
    throw failure(`The \`${name}\` argument must be between 0 and ${max}, but is ${value}`)
  return Number(value)
}

function planMeta({ key, name, selections }: Selection): MetaOutput {
  if (name !== 'block') return { key, name: name as Exclude<MetaOutput['name'], 'block'> }
  return {
    key,
    name,
    outputs: selections.map((child) => ({ key: child.key, name: child.name as BlockOutput['name'] })),
  }
}

function fieldOf(entity: Target, name: string): FieldDef {
  const field = entity.fields.find((candidate) => candidate.name === name)
  if (field === undefined) throw failure(`Entity \`${entity.name}\` has no attribute \`${name}\``)
  return field
}
