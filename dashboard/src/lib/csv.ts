export type Cell = string | number | boolean | null
export type Column<Row> = { name: string; value: (row: Row) => Cell }

/** The rows as RFC 4180 text with a header line. Null is an empty cell. */
export function toCsv<Row>(columns: Column<Row>[], rows: Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cellText(column.value(row))).join(','))
  return `${[columns.map((column) => cellText(column.name)).join(','), ...lines].join('\r\n')}\r\n`
}

/** The rows as a JSON array of objects whose keys are the columns' names. */
export function toJson<Row>(columns: Column<Row>[], rows: Row[]): string {
  const records = rows.map((row) => Object.fromEntries(columns.map((column) => [column.name, column.value(row)])))
  return `${JSON.stringify(records, null, 2)}\n`
}

// A text that starts like a formula gets a leading apostrophe: item ids and fields are strangers' text, and
// spreadsheets would run it. Numbers are ours and stay as they are.
function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
