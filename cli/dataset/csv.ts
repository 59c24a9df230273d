import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { InputError } from '../errors.ts'

/** One record of a CSV file: its cells by column name, and the line it ends on (1-based). */
export type Row = { readonly cells: Readonly<Record<string, string>>; readonly line: number }

/** A CSV file read whole. `name` is its path, as messages show it. */
export type Table = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly Row[] }

/**
 * Reads a CSV file with a header line (RFC 4180, UTF-8, a byte order mark is skipped).
 * @throws InputError for a missing or empty file, a missing column, or a record that does not parse.
 */
export function readTable(folder: string, file: string, required: readonly string[]): Table {
  const name = join(folder, file)
  const text = readText(name)
  let columns: string[] = []
  const rows: Row[] = []
  const keepHeader = (header: string[]): string[] => {
    columns = header.map((column) => column.trim())
    checkColumns(name, columns, required)
    return columns
  }
  try {
    const records: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      bom: true,
      columns: keepHeader,
      info: true,
      skip_empty_lines: true,
    })
    for (const { record, info } of records) rows.push({ cells: record, line: info.lines })
  } catch (error) {
    throw error instanceof InputError ? error : unreadable(name, error)
  }
  if (rows.length === 0) throw new InputError('no records, only a header', name, `add lines of ${required.join(',')}`)
  return { name, columns, rows }
}

/** A cell that must not be blank. @throws InputError naming the line. */
export function requireCell(table: Table, row: Row, column: string): string {
  const value = row.cells[column]?.trim()
  if (value) return value
  throw new InputError(`${column} is empty`, `${table.name}:${row.line}`, 'fill it in or remove the line')
}

function readText(name: string): string {
  let text: string
  try {
    text = readFileSync(name, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new InputError(`the file cannot be read (${code})`, name, 'put it there and make it readable')
  }
  if (text.trim() === '') throw new InputError('the file is empty', name, 'give it a header line and records')
  return text
}

function checkColumns(name: string, columns: readonly string[], required: readonly string[]): void {
  const missing = required.filter((column) => !columns.includes(column))
  if (missing.length === 0) return
  const found = columns.join(',')
  throw new InputError(
    `missing column ${missing.join(', ')} (found: ${found})`,
    `${name}:1`,
    `name the columns ${required.join(',')}`,
  )
}

function unreadable(name: string, error: unknown): InputError {
  const lines = error instanceof Error && 'lines' in error ? `:${error.lines}` : ''
  const reason = error instanceof Error ? error.message : String(error)
  return new InputError(reason, `${name}${lines}`, 'correct the record')
}
