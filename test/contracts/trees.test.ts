import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { leavesOf, namesOf } from './support/names.ts'

/** Gate: fewer unit tests than this are a failure. */
export const leastUnitTests = 660

/** Tests of sources, tools, models and figures: no unit tests. */
const ofTools = /^(static|trees|gas)\.test|^(fuzz|probes|mutation|differential|proofs|simulation|reference)\//

const here = import.meta.dirname

test('each leaf of a tree is a test of the file beside it, and each of its tests is a leaf', () => {
  const wrong: string[] = []
  const trees = globSync('**/*.tree', { cwd: here }).sort()
  const folders = new Set(trees.map((tree) => dirname(tree)))
  for (const folder of folders) for (const pair of pairsOf(folder)) wrong.push(...differences(pair))
  assert.deepEqual(wrong, [])
})

test('there are as many unit tests as promised', () => {
  const files = globSync('**/*.test.ts', { cwd: here }).filter((file) => !ofTools.test(file))
  // A name that a file gives twice, or to each turn of a loop, counts once.
  const count = files.reduce((sum, file) => sum + new Set(namesOf(read(file))).size, 0)
  assert.ok(count >= leastUnitTests, `${count} unit tests, not ${leastUnitTests}`)
})

test('a tree is read by its indentation: what nothing hangs on is a leaf', () => {
  const tree = [
    'LabelMarket.fundProject',
    '├── when the amount is zero',
    '│   └── it should revert with ZeroAmount',
    '└── when the amount is not zero',
    '    ├── it should raise the free balance',
    '    └── it should emit ProjectFunded',
    '',
    'another.function',
    '└── A12: it should take 1 wei',
  ].join('\n')
  assert.deepEqual(leavesOf(tree), [
    'it should revert with ZeroAmount',
    'it should raise the free balance',
    'it should emit ProjectFunded',
    'A12: it should take 1 wei',
  ])
})

test('the names of tests are read whatever their quotes, those of other calls are not', () => {
  const template = '`a transfer that fails by $' + '{kind} blocks nobody`'
  const source = [
    "test('one', () => {})",
    "  it('it\\'s two', async () => {",
    'it("three", () => {',
    'test(`four`, () => {',
    "split('five')",
    "test.skip('six', () => {})",
    "describe('seven', () => {",
    'for (const kind of kinds) {',
    `  test(${template}, async () => {`,
  ].join('\n')
  assert.deepEqual(namesOf(source), ['one', "it's two", 'three', 'four', template.slice(1, -1)])
})

type Pair = { readonly name: string; readonly trees: readonly string[]; readonly tests: readonly string[] }

/** A tree and the test file of the same name; the other trees of a folder are those of its other test files together. */
function pairsOf(folder: string): Pair[] {
  const within = (pattern: string): string[] => globSync(`${folder}/${pattern}`, { cwd: here }).sort()
  const [trees, tests] = [within('*.tree'), within('*.test.ts')]
  const testOf = (tree: string): string => tree.replace(/\.tree$/, '.test.ts')
  const alone = trees.filter((tree) => existsSync(join(here, testOf(tree))))
  const pairs = alone.map((tree) => ({ name: tree, trees: [tree], tests: [testOf(tree)] }))
  const others = trees.filter((tree) => !alone.includes(tree))
  const otherTests = tests.filter((file) => !alone.some((tree) => testOf(tree) === file))
  return others.length === 0 ? pairs : [...pairs, { name: folder, trees: others, tests: otherTests }]
}

function differences({ name, trees, tests }: Pair): string[] {
  const leaves = trees.flatMap((tree) => leavesOf(read(tree))).map(plain)
  const names = tests.flatMap((file) => namesOf(read(file))).map(plain)
  return [
    ...missing(leaves, names).map((leaf) => `${name}: no test for "${leaf}"`),
    ...missing(names, leaves).map((test) => `${name}: no leaf for the test "${test}"`),
  ]
}

/** Those of these that are not among those, each as often as it is too many. */
function missing(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those]
  return these.filter((one) => {
    const index = left.indexOf(one)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

const read = (file: string): string => readFileSync(join(here, file), 'utf8')

/** `it` is the test function's name already. */
const plain = (name: string): string => name.replace(/^it (?=should\b|A\d)/, '')
