import { type Column, toCsv, toJson } from '../lib/csv.ts'
import { formatNumberOf } from '../lib/format.ts'

/** Buttons that save the rows shown. `noun` names one row. */
export function Download<Row>({
  name,
  noun,
  columns,
  rows,
}: {
  name: string
  noun: string
  columns: Column<Row>[]
  rows: Row[]
}) {
  const what = `Save the ${formatNumberOf(rows.length, noun)} shown`
  return (
    <span className="downloads">
      <span className="muted">Download</span>
      <button
        type="button"
        className="quiet"
        title={`${what} as CSV`}
        disabled={rows.length === 0}
        onClick={() => save(`${name}.csv`, 'text/csv', toCsv(columns, rows))}
      >
        CSV
      </button>
      <button
        type="button"
        className="quiet"
        title={`${what} as JSON`}
        disabled={rows.length === 0}
        onClick={() => save(`${name}.json`, 'application/json', toJson(columns, rows))}
      >
        JSON
      </button>
    </span>
  )
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  // The browser has read the blob's address by the next task; keeping it would keep the blob.
  setTimeout(() => URL.revokeObjectURL(url))
}
