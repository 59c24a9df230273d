import { datasetsQuery, labelQuery, labelsQuery } from '../api/queries.ts'
import type { DatasetRow, Label, LabelRow } from '../api/types.ts'
import { type LabelsState, labelFilterOf } from '../lib/search.ts'
import { type Pages, usePages } from './usePages.ts'
import { type Remote, useQuery } from './useQuery.ts'

const pageSize = 50

/** The first `pages` pages of the labels that match. */
export function useLabels(state: LabelsState, pages: number): Pages<LabelRow> {
  const filter = labelFilterOf(state)
  return usePages({
    query: labelsQuery,
    key: JSON.stringify(filter),
    variables: (after) => ({ filter, first: pageSize, after }),
    connection: (data) => data.labels,
    idOf: (label) => label.id,
    enough: (labels) => labels.length >= pages * pageSize,
  })
}

/** One label with all that proves it; null where there is none of that id. */
export function useLabel(id: string): Remote<Label | null> {
  const answer = useQuery(labelQuery, { id })
  return answer.state === 'ready' ? { state: 'ready', data: answer.data.label } : answer
}

export function useDatasets(): Remote<DatasetRow[]> {
  const answer = useQuery(datasetsQuery, {})
  return answer.state === 'ready' ? { state: 'ready', data: answer.data.datasets } : answer
}
