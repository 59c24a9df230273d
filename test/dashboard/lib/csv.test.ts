import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { type Cell, type Column, toCsv, toJson } from '../../../dashboard/src/lib/csv.ts'

const columns: Column<{ a: Cell; b: Cell }>[] = [
  { name: 'a', value: (row) => row.a },
  { name: 'b', value: (row) => row.b },
]

test('CSV has a header, quotes what needs it, and leaves null empty', () => {
  const rows = [
    { a: 'x, "y"', b: 1 },
    { a: null, b: 'two\nlines' },
  ]
  assert.equal(toCsv(columns, rows), 'a,b\r\n"x, ""y""",1\r\n,"two\nlines"\r\n')
})

test('a text that a spreadsheet would run as a formula is defused, a negative number is not', () => {
  assert.equal(toCsv(columns, [{ a: '=1+1', b: -2 }]), "a,b\r\n'=1+1,-2\r\n")
})

test('a CSV reader gets back every text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'), minLength: 1 })
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text })), (rows) => {
      const read = parse(toCsv(columns, rows), { columns: true, record_delimiter: '\r\n' })
      const expected = rows.map(({ a, b }) => ({ a: defused(a), b: defused(b) }))
      assert.deepEqual(read, expected)
    }),
    { seed: 7 },
  )
})

function defused(text: string): string {
  return text.startsWith('\r') ? `'${text}` : text
}

test('JSON has one object a row, with the columns as keys', () => {
  assert.deepEqual(JSON.parse(toJson(columns, [{ a: '=1', b: null }])), [{ a: '=1', b: null }])
})
