import { type AnnotatorFilter, type LabelFilter, type LabelStatus, labelStatuses } from '../api/types.ts'

/** The query string of a page, read into plain data and written back. What is not understood reads as the default. */
type Search = { get(name: string): string | null; toString(): string }

/** The same query string with some parameters set; null and the empty string take one out. Starts with `?`, or is empty. */
export function withSearch(search: Search, changes: Record<string, string | number | null>): string {
  const next = new URLSearchParams(search.toString())
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, String(value))
  }
  const text = next.toString()
  return text && `?${text}`
}

/** How many pages of a list are open. At least 1, at most 100. */
export function readPages(search: Search): number {
  const pages = Number(search.get('pages'))
  return Number.isInteger(pages) && pages >= 1 ? Math.min(pages, 100) : 1
}

/** Of GraphQL's Int. */
const greatestInt = 2 ** 31 - 1

const annotatorSorts = ['score', 'labels', 'agreement'] as const
export type AnnotatorSort = (typeof annotatorSorts)[number]

export type AnnotatorsState = { sort: AnnotatorSort; address: string; minLabels: number }

export function readAnnotatorsState(search: Search): AnnotatorsState {
  const asked = search.get('sort')
  const minLabels = Number(search.get('min'))
  return {
    sort: annotatorSorts.find((sort) => sort === asked) ?? 'score',
    address: (search.get('address') ?? '').trim().toLowerCase(),
    minLabels: Number.isFinite(minLabels) && minLabels > 0 ? Math.min(Math.floor(minLabels), greatestInt) : 0,
  }
}

/** The API's filter for a state. */
export function annotatorFilterOf({ address, minLabels }: AnnotatorsState): AnnotatorFilter {
  return { ...(address && { address }), ...(minLabels > 0 && { minLabels }) }
}

/** `status` is null for "any". */
export type LabelsState = {
  dataset: string
  batch: string
  annotator: string
  status: LabelStatus | null
  value: number | null
}

export function readLabelsState(search: Search): LabelsState {
  const asked = search.get('status')
  const value = search.get('class')
  return {
    dataset: search.get('dataset') ?? '',
    batch: search.get('batch') ?? '',
    annotator: (search.get('annotator') ?? '').trim().toLowerCase(),
    status: asked === 'any' ? null : (labelStatuses.find((status) => status === asked) ?? 'Verified'),
    value: value !== null && /^\d{1,3}$/.test(value) ? Number(value) : null,
  }
}

/**
 * The API's filter for a state. Verified is its default and means settled, too; "any" names every status, because without one
 * the API serves only what may be served to training.
 */
export function labelFilterOf({ dataset, batch, annotator, status, value }: LabelsState): LabelFilter {
  return {
    ...(dataset && { dataset }),
    ...(batch && { batch }),
    ...(annotator && { annotator }),
    ...(status !== 'Verified' && { status: status === null ? [...labelStatuses] : [status] }),
    ...(value !== null && { value }),
  }
}
