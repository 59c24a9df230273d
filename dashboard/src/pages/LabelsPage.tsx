import type { DatasetRow, LabelRow } from '../api/types.ts'
import { labelStatuses } from '../api/types.ts'
import { Download } from '../components/Download.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { PagedTable, type TableColumn } from '../components/Table.tsx'
import { useDatasets, useLabels } from '../hooks/useLabels.ts'
import { useTitle } from '../hooks/useTitle.ts'
import { formatCount, formatNumberOf, formatPercent, formatWords, none, shortHex } from '../lib/format.ts'
import { classNameOf, classNamesOf, excerptOf, labelColumns } from '../lib/labels.ts'
import { type LabelsState, readLabelsState, readPages, withSearch } from '../lib/search.ts'
import { Link, navigate } from '../router.tsx'

export function LabelsPage({ search }: { search: URLSearchParams }) {
  useTitle('Labels')
  const state = readLabelsState(search)
  const pages = readPages(search)
  const list = useLabels(state, pages)
  const datasets = useDatasets()
  return (
    <>
      <h1>Labels</h1>
      <p className="lede">
        Verified labels of settled batches, unless another status is chosen. Each opens on its votes and every event
        behind it.
      </p>
      <section aria-label="Labels">
        <div className="bar">
          <Filters state={state} search={search} datasets={datasets.state === 'ready' ? datasets.data : []} />
          <span className="muted">{list.loading ? '' : `${formatNumberOf(list.nodes.length, 'label')} shown`}</span>
          <Download name="labels" noun="label" columns={labelColumns} rows={list.nodes} />
        </div>
        <PagedTable
          caption="Labels"
          what="the labels"
          columns={columns}
          idOf={(row) => row.id}
          pages={list}
          onMore={() => navigate(`/labels${withSearch(search, { pages: pages + 1 })}`, 'replace')}
          empty={
            <>
              Nothing matches. Batches become verified labels when they are settled.{' '}
              <Link href="/labels?status=any">Show every label</Link>
            </>
          }
        />
      </section>
    </>
  )
}

type FiltersProps = { state: LabelsState; search: URLSearchParams; datasets: DatasetRow[] }

function Filters({ state, search, datasets }: FiltersProps) {
  const set = (changes: Record<string, string | null>) =>
    navigate(`/labels${withSearch(search, { ...changes, pages: null })}`)
  const dataset = datasets.find(({ id }) => id === state.dataset)
  const classes = dataset ? classNamesOf(dataset) : []
  return (
    <search className="filters">
      <label>
        Dataset
        <select value={state.dataset} onChange={(event) => set({ dataset: event.target.value, class: null })}>
          <option value="">All</option>
          {datasets.map((dataset) => (
            <option key={dataset.id} value={dataset.id}>
              {dataset.title || shortHex(dataset.id)} ({formatCount(dataset.labelCount)})
            </option>
          ))}
        </select>
      </label>
      <label>
        Status
        <select
          value={state.status ?? 'any'}
          onChange={(event) => set({ status: event.target.value === 'Verified' ? null : event.target.value })}
        >
          <option value="any">Any</option>
          {labelStatuses.map((status) => (
            <option key={status} value={status}>
              {formatWords(status)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Class
        <select
          value={state.value ?? ''}
          disabled={classes.length === 0}
          title={classes.length === 0 ? 'Choose a dataset first: classes are its own' : undefined}
          onChange={(event) => set({ class: event.target.value })}
        >
          <option value="">All</option>
          {classes.map((name, value) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a class is its position.
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Chip name="Batch" value={state.batch} clear={() => set({ batch: null })} />
      <Chip name="Annotator" value={state.annotator} clear={() => set({ annotator: null })} />
    </search>
  )
}

/** A filter that only links set: shown with a way to drop it. */
function Chip({ name, value, clear }: { name: string; value: string; clear: () => void }) {
  if (!value) return null
  return (
    <button type="button" className="chip" onClick={clear} title={`${value}: click to drop this filter`}>
      {name} <span className="hex">{shortHex(value)}</span> ×
    </button>
  )
}

const columns: TableColumn<LabelRow>[] = [
  { name: 'Item', kind: 'key item', cell: (row) => <Item row={row} /> },
  {
    name: 'Label',
    kind: 'strong',
    cell: (row) => classNameOf(row.value, row.class) ?? <span className="muted">{none}</span>,
  },
  { name: 'Votes', cell: (row) => row.rule },
  { name: 'Confidence', numeric: true, cell: (row) => formatPercent(row.confidence, 0) },
  {
    name: 'Status',
    cell: (row) => (
      <>
        <StatusMark status={row.status} />
        {row.status === 'Verified' && !row.settled && <span className="muted"> not settled</span>}
      </>
    ),
  },
  { name: 'Dataset', kind: 'muted whole', cell: (row) => row.dataset.title || shortHex(row.dataset.id) },
]

function Item({ row }: { row: LabelRow }) {
  const { name, text } = excerptOf(row)
  return (
    <>
      <Link href={`/labels/${row.id}`}>{name}</Link>
      {text && <span className="excerpt">{text}</span>}
    </>
  )
}
