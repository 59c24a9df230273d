import { columnsOf, type Row, readByIds, readByVids, readPerParent, readRoot, type Source } from './level.ts'
import type { EntityPlan, FailedField, Output } from './plan.ts'
import { ambiguousError, type JsonObject, nullError, type ReadErrors, throwErrors } from './read-errors.ts'
import { bucketFormatterOf, type Formatter, formatterOf, type JsonValue } from './scalars.ts'
import { setKey } from './set-key.ts'
import { type Pick, pickPerParent, pickRoot } from './union-level.ts'

/** Outputs with their columns found. */
type Field =
  | { readonly kind: 'field'; readonly key: string; readonly column: number; readonly format: Formatter }
  | { readonly kind: 'constant'; readonly key: string; readonly value: JsonValue }
  | (Output & { readonly kind: 'entities' })

/**
 * Reads the entities of a root field, level by level, one statement each.
 * @throws QueryError where the data breaks the schema.
 */
export function readEntities(source: Source, plan: EntityPlan): JsonValue {
  const errors: ReadErrors = { early: [], late: [] }
  const objects =
    plan.implementers === undefined
      ? buildObjects(source, plan, readRoot(source, plan), 0, errors)
      : buildPicked(source, plan, pickRoot(source, plan), errors)
  throwErrors(errors, objects)
  return plan.multiplicity === 'many' ? objects : (objects[0] ?? null)
}

/** The level of one of an interface's types. */
function implementerPlans({ implementers = [], ...plan }: EntityPlan): EntityPlan[] {
  return implementers.map(({ entity, outputs }) => ({ ...plan, entity, outputs }))
}

/** The objects of a level over the types of an interface, in the order of the picks. */
function buildPicked(source: Source, plan: EntityPlan, picks: readonly Pick[], errors: ReadErrors): JsonObject[] {
  const byVid = implementerPlans(plan).map((of, type) => {
    const vids = picks.flatMap((pick) => (pick.type === type ? [pick.vid] : []))
    const rows = vids.length === 0 ? [] : readByVids(source, of, [...new Set(vids)])
    const objects = buildObjects(source, of, rows, 1, errors)
    return new Map(objects.map((object, i) => [Number(rows[i]?.[0]), object]))
  })
  return picks.map(({ type, vid }) => {
    const object = byVid[type]?.get(vid)
    if (object === undefined) throw new Error(`no version ${vid} of ${plan.entity}`)
    return object
  })
}

/** The response's objects for rows whose columns start at `offset`, and below them all further levels. */
function buildObjects(
  source: Source,
  plan: EntityPlan,
  rows: readonly Row[],
  offset: number,
  errors: ReadErrors,
): JsonObject[] {
  if (rows.length === 0) return []
  const columns = columnsOf(source.schema, plan).map((field) => field.name)
  const fields = plan.outputs.map((output) => resolveField(plan, columns, output))
  const objects = rows.map((row) => buildObject(fields, row, offset))
  for (const output of plan.outputs) {
    if (output.kind !== 'failed') continue
    const owners = objects.filter((_, i) => counts(output, columns, rows[i] ?? [], offset))
    if (output.isLate) errors.late.push({ owners, errors: output.errors })
    else if (owners.length > 0) errors.early.push(...output.errors)
  }
  for (const field of fields)
    if (field.kind === 'entities') attach(source, field, columns, rows, offset, objects, errors)
  return objects
}

/** Whether a field that cannot be planned is an error for this parent. */
function counts({ reference, isLate }: FailedField, columns: readonly string[], row: Row, offset: number): boolean {
  if (reference === undefined) return true
  const value = row[columns.indexOf(reference.name) + offset]
  // A stored list is JSON. One that is null is looked for where the answer is put together.
  return isLate ? value !== '[]' : value !== null && !(reference.list && value === '[]')
}

function resolveField(plan: EntityPlan, columns: readonly string[], output: Output): Field {
  if (output.kind === 'entities') return output
  if (output.kind === 'failed')
    return { kind: 'constant', key: output.key, value: output.reference?.list === true ? [] : null }
  if (output.kind === 'typename')
    return { kind: 'constant', key: output.key, value: plan.buckets?.aggregation ?? plan.entity }
  const { key, field } = output
  return {
    kind: 'field',
    key,
    column: columns.indexOf(field.name),
    format: (plan.buckets ? bucketFormatterOf : formatterOf)(field),
  }
}

/** Objects of the next level are put in later; their keys are taken now, which fixes the order. */
function buildObject(fields: readonly Field[], row: Row, offset: number): JsonObject {
  const object: JsonObject = {}
  for (const field of fields) {
    if (field.kind === 'field') {
      const stored = row[field.column + offset]
      setKey(
        object,
        field.key,
        stored === null || stored === undefined ? null : field.format(stored as string | number),
      )
    } else setKey(object, field.key, field.kind === 'constant' ? field.value : null)
  }
  return object
}

/** Reads the next level and puts it into the objects of this one. */
function attach(
  source: Source,
  output: Output & { readonly kind: 'entities' },
  columns: readonly string[],
  rows: readonly Row[],
  offset: number,
  objects: readonly JsonObject[],
  errors: ReadErrors,
): void {
  const { plan, key } = output
  if (plan.link.kind === 'reference' && !plan.link.field.list) {
    const column = columns.indexOf(plan.link.field.name) + offset
    const ids = rows.map((row) => row[column] as string | number | null)
    const found = readReferences(source, plan, ids, errors)
    objects.forEach((object, i) => {
      const id = ids[i]
      const target = id === null || id === undefined ? undefined : found.get(String(id))
      if (target === undefined && output.nonNull) errors.late.push(nullError(output, object))
      setKey(object, key, target ?? null)
    })
    return
  }
  const groups = readGroups(source, plan, parentsJson(plan, columns, rows, offset), rows.length, errors)
  objects.forEach((object, i) => {
    const children = groups[i] ?? []
    const [child = null] = children.length > 1 ? [] : children
    setKey(object, key, plan.multiplicity === 'many' ? children : child)
    if (plan.multiplicity === 'many') return
    if (children.length > 1) errors.late.push(ambiguousError(output, object))
    if (children.length === 0 && output.nonNull) errors.late.push(nullError(output, object))
  })
}

/** Each entity is read once, however many refer to it. */
function readReferences(
  source: Source,
  plan: EntityPlan,
  ids: readonly (string | number | null)[],
  errors: ReadErrors,
): Map<string, JsonObject> {
  const wanted = [...new Set(ids)].filter((id) => id !== null)
  if (wanted.length === 0) return new Map()
  const plans = plan.implementers === undefined ? [plan] : implementerPlans(plan)
  return new Map(
    plans.flatMap((of) => {
      const rows = readByIds(source, of, wanted)
      const objects = buildObjects(source, of, rows, 0, errors)
      return objects.map((object, i): [string, JsonObject] => [String(rows[i]?.[0]), object])
    }),
  )
}

function readGroups(
  source: Source,
  plan: EntityPlan,
  parents: string,
  count: number,
  errors: ReadErrors,
): JsonObject[][] {
  const groups: JsonObject[][] = Array.from({ length: count }, () => [])
  if (plan.implementers === undefined) {
    const rows = readPerParent(source, plan, parents)
    const objects = buildObjects(source, plan, rows, 1, errors)
    put(
      rows.map((row) => Number(row[0])),
      objects,
    )
  } else {
    const picks = pickPerParent(source, plan, parents)
    put(
      picks.map(({ parent }) => parent),
      buildPicked(source, plan, picks, errors),
    )
  }
  return groups

  function put(parentOf: readonly number[], objects: readonly JsonObject[]): void {
    objects.forEach((object, i) => void groups[parentOf[i] ?? 0]?.push(object))
  }
}

function parentsJson(plan: EntityPlan, columns: readonly string[], rows: readonly Row[], offset: number): string {
  if (plan.link.kind !== 'reference') return JSON.stringify(rows.map((row) => row[offset]))
  const column = columns.indexOf(plan.link.field.name) + offset
  // A stored list is JSON already.
  return `[${rows.map((row) => row[column] ?? '[]').join(',')}]`
}
