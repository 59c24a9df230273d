import { existsSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { type ClassRule, chooseClasses } from './classes.ts'
import { type Row, readTable, requireCell, type Table } from './csv.ts'
import type { Dataset, Duplicate, Judgement } from './types.ts'

export type ReadOptions = {
  /** Folder with labels.csv and, where there are, gold.csv and items.csv. */
  readonly folder: string
  /** Class names given by the user, if any. */
  readonly classes?: readonly string[]
  /** Take only the first so many judgements. */
  readonly limit?: number
}

/**
 * Reads a folder of crowd judgements:
 * labels.csv (item, worker, label[, submitted_at]), gold.csv (item, gold; optional), items.csv (item, and any fields; optional).
 * @throws InputError naming file and line.
 */
export function readDataset({ folder, classes, limit }: ReadOptions): Dataset {
  const path = resolve(folder)
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new InputError(`no folder at ${path}`, '--replay', 'give a folder that holds labels.csv')
  const labels = readTable(folder, 'labels.csv', ['item', 'worker', 'label'])
  const gold = existsSync(join(path, 'gold.csv')) ? readTable(folder, 'gold.csv', ['item', 'gold']) : undefined
  const rule = chooseClasses({ given: classes, gold, labels })
  const { judgements, duplicates } = readJudgements(labels, rule, limit)
  return {
    name: basename(path),
    simulated: false,
    instructions: `Answer each item with one of: ${rule.names.join(', ')}. Replay of the judgements recorded in ${basename(path)}/labels.csv.`,
    classes: rule.names,
    judgements,
    fields: existsSync(join(path, 'items.csv')) ? readFields(readTable(folder, 'items.csv', ['item'])) : new Map(),
    gold: gold ? readGold(gold, rule) : new Map(),
    duplicates,
  }
}

/** The first `limit` judgements in playing order, without repeated (item, worker) pairs. */
function readJudgements(table: Table, rule: ClassRule, limit = Number.POSITIVE_INFINITY) {
  const judgements: Judgement[] = []
  const duplicates: Duplicate[] = []
  const seen = new Set<string>()
  const rows = table.rows.map((row) => ({
    where: `${table.name}:${row.line}`,
    item: requireCell(table, row, 'item'),
    worker: requireCell(table, row, 'worker'),
    label: rule.indexOf(table, row, 'label'),
    at: submittedAt(table, row),
  }))
  if (table.columns.includes('submitted_at')) rows.sort((a, b) => a.at - b.at)
  for (const { where, item, worker, label } of rows.slice(0, limit)) {
    const pair = JSON.stringify([item, worker])
    if (seen.has(pair)) duplicates.push({ item, worker, where })
    else judgements.push({ item, worker, label })
    seen.add(pair)
  }
  return { judgements, duplicates }
}

/** Unix milliseconds; 0 where the file has no times. */
function submittedAt(table: Table, row: Row): number {
  if (!table.columns.includes('submitted_at')) return 0
  const text = requireCell(table, row, 'submitted_at')
  const at = Date.parse(text)
  if (!Number.isNaN(at)) return at
  throw new InputError(
    `submitted_at is no time: ${text}`,
    `${table.name}:${row.line}`,
    'write it as 2026-01-31T13:20:33Z',
  )
}

function readGold(table: Table, rule: ClassRule): Map<string, number> {
  return readOncePerItem(table, (row) => rule.indexOf(table, row, 'gold'))
}

function readFields(table: Table): Map<string, Record<string, string>> {
  const columns = table.columns.filter((column) => column !== 'item')
  return readOncePerItem(table, ({ cells }) =>
    Object.fromEntries(columns.map((column) => [column, cells[column] ?? ''])),
  )
}

function readOncePerItem<T>(table: Table, read: (row: Row) => T): Map<string, T> {
  const byItem = new Map<string, T>()
  for (const row of table.rows) {
    const item = requireCell(table, row, 'item')
    if (byItem.has(item))
      throw new InputError(`item ${item} is listed twice`, `${table.name}:${row.line}`, 'remove one of the two lines')
    byItem.set(item, read(row))
  }
  return byItem
}
