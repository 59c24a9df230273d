import { InputError } from '../errors.ts'
import { type Row, requireCell, type Table } from './csv.ts'

/** 0xFE means abstain and 0xFF none, so a label byte has this many values left. */
const MAX_CLASSES = 254

/** The classes of a dataset, and how a cell becomes one. */
export type ClassRule = {
  readonly names: readonly string[]
  /** Index of the class in a cell. @throws InputError naming the line when it is none of the classes. */
  indexOf(table: Table, row: Row, column: string): number
}

/**
 * Which classes there are: those the user gives, else those that occur in gold.csv, else those that occur in labels.csv.
 * Gold comes before the labels because it is curated: a mistyped label must not become a class of its own.
 */
export function chooseClasses(source: {
  readonly given: readonly string[] | undefined
  readonly gold: Table | undefined
  readonly labels: Table
}): ClassRule {
  const { given, gold, labels } = source
  const [names, origin] = given
    ? [given, '--classes']
    : gold
      ? [sortClasses(distinct(gold, 'gold')), gold.name]
      : [sortClasses(distinct(labels, 'label')), labels.name]
  checkCount(names, origin)
  const indexes = new Map(names.map((name, index) => [name, index]))
  return {
    names,
    indexOf(table, row, column) {
      const value = requireCell(table, row, column)
      const index = indexes.get(value)
      if (index !== undefined) return index
      throw new InputError(
        `${column} ${JSON.stringify(value)} is none of the classes ${shorten(names)} (from ${origin})`,
        `${table.name}:${row.line}`,
        'correct it or list every class with --classes a,b,c',
      )
    },
  }
}

/** Whole numbers by value, anything else by code unit. */
export function sortClasses(names: readonly string[]): string[] {
  const numeric = names.every((name) => /^-?\d{1,15}$/.test(name))
  return [...names].sort(numeric ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : 1))
}

function distinct(table: Table, column: string): string[] {
  return [...new Set(table.rows.map((row) => requireCell(table, row, column)))]
}

function checkCount(names: readonly string[], origin: string): void {
  if (new Set(names).size < names.length)
    throw new InputError('a class is listed twice', origin, 'list each class once')
  if (names.length < 2)
    throw new InputError(`only one class (${names.join()})`, origin, 'list at least two with --classes a,b')
  if (names.length > MAX_CLASSES)
    throw new InputError(`${names.length} classes are more than ${MAX_CLASSES}`, origin, 'merge some of them')
}

function shorten(names: readonly string[]): string {
  return names.length <= 10 ? names.join(', ') : `${names.slice(0, 10).join(', ')}, ...`
}
