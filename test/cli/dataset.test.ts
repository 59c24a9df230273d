import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sortClasses } from '../../cli/dataset/classes.ts'
import { type ReadOptions, readDataset } from '../../cli/dataset/read.ts'
import { InputError } from '../../cli/errors.ts'
import { createFolder } from './support/folder.ts'

type Options = Omit<ReadOptions, 'folder'>

const LABELS = 'item,worker,label\na,x,0\na,y,1\nb,x,1\n'

function read(files: Record<string, string>, options: Options = {}) {
  using folder = createFolder(Object.fromEntries(Object.entries(files).map(([name, text]) => [`set/${name}`, text])))
  return readDataset({ folder: `${folder.path}/set`, ...options })
}

describe('readDataset', () => {
  test('reads judgements in the order of the file, classes, gold and fields', () => {
    const dataset = read({
      'labels.csv': LABELS,
      'gold.csv': 'item,gold\na,1\nunknown,0\n',
      'items.csv': 'item,text,note\na,"two\nlines, quoted",\n',
    })
    assert.equal(dataset.name, 'set')
    assert.deepEqual(dataset.classes, ['0', '1'])
    assert.deepEqual(dataset.judgements, [
      { item: 'a', worker: 'x', label: 0 },
      { item: 'a', worker: 'y', label: 1 },
      { item: 'b', worker: 'x', label: 1 },
    ])
    assert.equal(dataset.gold.get('a'), 1)
    assert.deepEqual(dataset.fields.get('a'), { text: 'two\nlines, quoted', note: '' })
  })

  test('orders judgements by submitted_at where the file has it, and takes the first of those', () => {
    const times =
      'item,worker,label,submitted_at\na,x,0,2026-01-02T00:00:00Z\na,y,1,2026-01-01T00:00:00Z\nb,x,1,2026-01-03T00:00:00Z\n'
    const workers = (options: Options) => read({ 'labels.csv': times }, options).judgements.map(({ worker }) => worker)
    assert.deepEqual(workers({}), ['y', 'x', 'x'])
    assert.deepEqual(workers({ limit: 2 }), ['y', 'x'])
  })

  test('takes the first judgements of the file where there are no times', () => {
    assert.equal(read({ 'labels.csv': LABELS }, { limit: 2 }).judgements.length, 2)
  })

  test('keeps the first of two answers of one worker to one item and reports the second', () => {
    const dataset = read({ 'labels.csv': 'item,worker,label\na,x,0\nb,x,1\na,x,1\n' })
    assert.deepEqual(dataset.judgements[0], { item: 'a', worker: 'x', label: 0 })
    assert.deepEqual(dataset.duplicates, [{ item: 'a', worker: 'x', where: dataset.duplicates[0]?.where }])
    assert.match(dataset.duplicates[0]?.where ?? '', /\/set\/labels\.csv:4$/)
  })

  test('takes the classes from the user, else from gold, else from the labels', () => {
    const labels = 'item,worker,label\na,x,up\n'
    assert.deepEqual(read({ 'labels.csv': labels }, { classes: ['up', 'down'] }).classes, ['up', 'down'])
    assert.deepEqual(read({ 'labels.csv': labels, 'gold.csv': 'item,gold\na,up\nb,down\n' }).classes, ['down', 'up'])
    assert.deepEqual(read({ 'labels.csv': `${labels}a,y,left\n` }).classes, ['left', 'up'])
  })

  test('reads a file with a byte order mark and Windows line ends', () => {
    assert.equal(read({ 'labels.csv': `\uFEFF${LABELS.replaceAll('\n', '\r\n')}` }).judgements.length, 3)
  })
})

describe('readDataset refuses, naming the place and the way out:', () => {
  const cases: [name: string, files: Record<string, string>, message: RegExp, options?: Options][] = [
    ['no labels.csv', { 'gold.csv': 'item,gold\n' }, /\/set\/labels\.csv: the file cannot be read \(ENOENT\); /],
    ['an empty file', { 'labels.csv': '\n' }, /\/set\/labels\.csv: the file is empty; /],
    ['a header only', { 'labels.csv': 'item,worker,label\n' }, /\/set\/labels\.csv: no records/],
    [
      'a missing column',
      { 'labels.csv': 'item,label\na,0\n' },
      /\/set\/labels\.csv:1: missing column worker \(found: item,label\)/,
    ],
    ['a short record', { 'labels.csv': 'item,worker,label\na,x,0\na,y\n' }, /\/set\/labels\.csv:3: .*length/i],
    ['an open quote', { 'labels.csv': 'item,worker,label\na,x,"0\n' }, /\/set\/labels\.csv:\d+: .*quote/i],
    ['an empty cell', { 'labels.csv': 'item,worker,label\na,x,0\na,,1\n' }, /\/set\/labels\.csv:3: worker is empty; /],
    [
      'a label outside the given classes',
      { 'labels.csv': 'item,worker,label\na,x,0\na,y,2\n' },
      /\/set\/labels\.csv:3: label "2" is none of the classes 0, 1 \(from --classes\); correct it or list every class/,
      { classes: ['0', '1'] },
    ],
    [
      'a label outside the classes of gold',
      { 'labels.csv': `${LABELS}b,y,banana\n`, 'gold.csv': 'item,gold\na,0\nb,1\n' },
      /\/set\/labels\.csv:5: label "banana" is none of the classes 0, 1 \(from \S*\/set\/gold\.csv\)/,
    ],
    [
      'gold outside the given classes',
      { 'labels.csv': LABELS, 'gold.csv': 'item,gold\na,7\n' },
      /\/set\/gold\.csv:2: gold "7" is none of the classes/,
      { classes: ['0', '1'] },
    ],
    [
      'a single class',
      { 'labels.csv': 'item,worker,label\na,x,0\n' },
      /\/set\/labels\.csv: only one class \(0\); list at least two/,
    ],
    [
      'too many classes',
      { 'labels.csv': `item,worker,label\n${Array.from({ length: 255 }, (_, i) => `a,w${i},${i}\n`).join('')}` },
      /\/set\/labels\.csv: 255 classes are more than 254; /,
    ],
    [
      'a time that is none',
      { 'labels.csv': 'item,worker,label,submitted_at\na,x,0,soon\na,y,1,2026-01-01\n' },
      /\/set\/labels\.csv:2: submitted_at is no time: soon/,
    ],
    [
      'gold twice',
      { 'labels.csv': LABELS, 'gold.csv': 'item,gold\na,0\na,1\n' },
      /\/set\/gold\.csv:3: item a is listed twice; /,
    ],
  ]
  for (const [name, files, message, options] of cases) {
    test(name, () => {
      assert.throws(
        () => read(files, options),
        (error) => error instanceof InputError && message.test(error.message) && !error.message.includes('\n'),
      )
    })
  }

  test('no folder', () => {
    assert.throws(
      () => readDataset({ folder: '/nowhere/at/all' }),
      /^InputError: --replay: no folder at .*; give a folder/,
    )
  })
})

test('classes are sorted by value when all are whole numbers, else by code unit', () => {
  assert.deepEqual(sortClasses(['10', '9', '-1']), ['-1', '9', '10'])
  assert.deepEqual(sortClasses(['b', '10', '9']), ['10', '9', 'b'])
})
