import type { ReactNode } from 'react'
import type { Pages } from '../hooks/usePages.ts'
import { Empty, Failure, Loading } from './States.tsx'

export type TableColumn<Row> = {
  name: string
  cell: (row: Row) => ReactNode
  /** What stands in the header instead of the name, such as a link that sorts. */
  header?: ReactNode
  sorted?: boolean | undefined
  numeric?: boolean
  /** A class for the cells. */
  kind?: string
}

type TableProps<Row> = { caption: string; columns: TableColumn<Row>[]; rows: Row[]; idOf: (row: Row) => string }

/** On a narrow screen each row becomes a card; its cells then show their column's name. */
export function Table<Row>({ caption, columns, rows, idOf }: TableProps<Row>) {
  return (
    <table>
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, header, sorted, numeric, kind }) => (
            <th key={name} scope="col" className={classOf(numeric, kind)} aria-sort={sorted ? 'descending' : undefined}>
              {header ?? name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={idOf(row)}>
            {columns.map(({ name, cell, numeric, kind }) => (
              <td key={name} className={classOf(numeric, kind)} data-name={name}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function classOf(numeric: boolean | undefined, kind: string | undefined): string | undefined {
  return [numeric && 'numeric', kind].filter(Boolean).join(' ') || undefined
}

type PagedTableProps<Row> = Omit<TableProps<Row>, 'rows'> & {
  pages: Pages<Row>
  /** What the rows are, for the states: `the annotators`. */
  what: string
  empty: ReactNode
  onMore: () => void
}

/** A table over a list that is read page by page, with every state the list can be in. */
export function PagedTable<Row>({ pages, what, empty, onMore, ...table }: PagedTableProps<Row>) {
  const { nodes, loading, loadingMore, hasMore, error, retry } = pages
  if (nodes.length === 0) {
    if (error) return <Failure what={what} error={error} retry={retry} />
    return loading || loadingMore ? (
      <Loading what={what} />
    ) : (
      <Empty title={`No ${table.caption.toLowerCase()}`}>{empty}</Empty>
    )
  }
  return (
    <>
      <Table {...table} rows={nodes} />
      {error ? (
        <Failure what={`more of ${what}`} error={error} retry={retry} />
      ) : (
        <p className="more">
          {hasMore ? (
            <button type="button" onClick={onMore} disabled={loadingMore}>
              {loadingMore ? 'Reading…' : 'More'}
            </button>
          ) : (
            <span className="muted">That is all.</span>
          )}
        </p>
      )}
    </>
  )
}
