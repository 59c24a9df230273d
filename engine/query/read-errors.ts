import { QueryError, type ResponseError } from './errors.ts'
import type { Output } from './plan.ts'
import type { JsonValue } from './scalars.ts'

export type JsonObject = { [key: string]: JsonValue }

/** What fails while reading, and what when the answer is put together. */
export type ReadErrors = { readonly early: ResponseError[]; readonly late: LateErrors[] }

/** Errors of objects: they count where the answer has one of these. */
type LateErrors = { readonly owners: readonly JsonObject[]; readonly errors: readonly ResponseError[] }

type Field = Output & { readonly kind: 'entities' }

/**
 * Throws what was found, if anything. What is below a field that has an error itself is no part of the answer, and its
 * errors are not reported: the field must be null.
 */
export function throwErrors({ early, late }: ReadErrors, answer: readonly JsonObject[]): void {
  if (early.length > 0) throw new QueryError(early)
  if (late.length === 0) return
  const there = new Set<JsonValue>()
  addObjects(there, [...answer])
  const errors = late.flatMap(({ owners, errors }) => (owners.some((owner) => there.has(owner)) ? errors : []))
  if (errors.length > 0) throw new QueryError(errors, true)
}

function addObjects(there: Set<JsonValue>, value: JsonValue): void {
  if (typeof value !== 'object' || value === null || there.has(value)) return
  there.add(value)
  for (const item of Object.values(value)) addObjects(there, item)
}

export function nullError({ name, location }: Field, owner: JsonObject): LateErrors {
  const message = `Null value resolved for non-null field \`${name}\``
  return { owners: [owner], errors: [{ locations: [location], message }] }
}

export function ambiguousError({ name, location, plan }: Field, owner: JsonObject): LateErrors {
  const source = plan.link.kind === 'derived' ? plan.link.source.name : ''
  const message = `Ambiguous result for derived field \`${name}\`: Multiple \`${plan.entity}\` entities refer back via \`${source}\``
  return { owners: [owner], errors: [{ locations: [location], message }] }
}
