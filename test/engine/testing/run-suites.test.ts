import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run, writeSubgraph } from './subgraph.ts'

/** Output lines with the durations cut off. */
function withoutDurations(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/ - [\d.]+ms$/, ''))
}

test('a good suite passes and prints its tree', async (t) => {
  const dir = await writeSubgraph(t, {
    good: `
      test('at the top', () => { assert.i32Equals(2, 1 + 1) })
      describe('outer', () => {
        test('one', () => {
          store.set('Author', 'a', author('a', 'Ada'))
          assert.fieldEquals('Author', 'a', 'name', 'Ada')
        })
        describe('inner', () => {
          test('two', () => { log.info('seen by {}', ['two']) })
        })
      })`,
  })
  const report = await run(dir)
  assert.equal(report.passed, 3)
  assert.equal(report.failed, 0)
  assert.deepEqual(withoutDurations(report.lines), [
    '\ngood',
    '-'.repeat(50),
    '  √ at the top',
    '  outer:',
    '    √ one',
    '    inner:',
    '      √ two',
    '        💬 seen by two',
    '',
    'All 3 tests passed! 😎',
  ])
})

test('each failed assertion is told in matchstick’s words', async (t) => {
  const dir = await writeSubgraph(t, {
    bad: `
      test('no entities', () => { assert.fieldEquals('Author', 'a', 'name', 'x') })
      test('no entity', () => {
        store.set('Author', 'a', author('a', 'Ada'))
        assert.fieldEquals('Author', 'b', 'name', 'x')
      })
      test('no field', () => { assert.fieldEquals('Author', 'a', 'age', '1') })
      test('another value', () => { assert.fieldEquals('Author', 'a', 'name', 'Bob') })
      test('own message', () => { assert.fieldEquals('Author', 'a', 'name', 'Bob', 'who is that?') })
      test('in store', () => { assert.notInStore('Author', 'a') })
      test('equals', () => { assert.bytesEquals(Bytes.fromHexString('0x01'), Bytes.fromHexString('0x02')) })
      test('count', () => { assert.entityCount('Author', 2) })
      test('sources', () => { assert.dataSourceCount('Shelf', 1) })
      test('source', () => { assert.dataSourceExists('Shelf', '0x01') })
      test('required', () => { store.set('Author', 'b', new Entity()) })
      test('remove', () => { store.remove('Author', 'z') })
      test('critical', () => { log.critical('stop {}', ['here']) })
      test('good', () => { assert.fieldEquals('Author', 'a', 'name', 'Ada') })`,
  })
  const { passed, failed, suites, lines } = await run(dir)
  assert.equal(passed, 1)
  assert.equal(failed, 13)
  const reasons = suites[0]?.tests
    .filter((test) => !test.passed)
    .map((test) => [test.name, test.logs[0]?.split('\n')[0]])
  assert.deepEqual(reasons, [
    ['no entities', "𝖷 (assert.fieldEquals) No entities with type 'Author' found."],
    ['no entity', "𝖷 (assert.fieldEquals) No entity with type 'Author' and id 'b' found."],
    ['no field', "𝖷 (assert.fieldEquals) No field named 'age' on entity with type 'Author' and id 'a' found."],
    ['another value', "𝖷 (assert.fieldEquals) Expected field 'name' to equal 'Bob', but was 'Ada' instead."],
    ['own message', '𝖷 (assert.fieldEquals) who is that?'],
    ['in store', "𝖷 (assert.notInStore) Value for entity type: 'Author' and id: 'a' was found in store."],
    ['equals', "𝖷 (assert.equals) Expected value was '0x01' but actual value was '0x02'"],
    ['count', "𝖷 (assert.equals) Expected value was '2' but actual value was '1'"],
    ['sources', "𝖷 (assert.dataSourceCount) Expected dataSource count for template `Shelf` to be '1' but was '0'"],
    ['source', "𝖷 (assert.dataSourceExists) No dataSource with address '0x01' found for template 'Shelf'"],
    ['required', "🛠  Missing value for non-nullable field 'name' for an entity of type 'Author'."],
    ['remove', "🛠  (store.remove) Entity with type 'Author' and id 'z' does not exist."],
    ['critical', '🆘 stop here'],
  ])
  assert.equal(lines.at(-1), '13 failed, 1 passed, 14 total')
  const told = lines.slice(lines.indexOf('Failed tests:'))
  assert.ok(told.includes("    𝖷 (assert.fieldEquals) Expected field 'name' to equal 'Bob', but was 'Ada' instead."))
})

test('a failure inside the module names the place', async (t) => {
  const dir = await writeSubgraph(t, {
    trap: `
      function divide(by: i32): i32 { return 1 / by }
      test('divides', () => { assert.i32Equals(0, divide(countEntities('Author'))) })
      test('throws', () => { throw new Error('on purpose') })`,
  })
  const { suites } = await run(dir)
  const [divides, throws] = suites[0]?.tests ?? []
  assert.match(divides?.logs[0] ?? '', /divide by zero\n {4}at .*divide/)
  assert.match(
    throws?.logs[0] ?? '',
    /Mapping aborted at tests\/trap\.test\.ts, line \d+, column \d+, with message: on purpose/,
  )
})

test('hooks run around each test, the outer ones outermost', async (t) => {
  const hooks = (name: string) => `
    beforeAll(() => { log.info('${name} beforeAll', []) })
    beforeEach(() => { log.info('${name} beforeEach', []) })
    afterEach(() => { log.info('${name} afterEach', []) })
    afterAll(() => { log.info('${name} afterAll', []) })`
  const dir = await writeSubgraph(t, {
    hooks: `${hooks('outer')}
      test('first', () => {})
      describe('group', () => {
        test('second', () => {})
        ${hooks('inner')}
      })`,
  })
  const { lines } = await run(dir)
  assert.deepEqual(
    withoutDurations(lines.slice(2, -2)).map((line) => line.trim().replace('💬 ', '')),
    [
      'outer beforeAll',
      'outer beforeEach',
      '√ first',
      'outer afterEach',
      'group:',
      'inner beforeAll',
      'outer beforeEach',
      'inner beforeEach',
      '√ second',
      'inner afterEach',
      'outer afterEach',
      'inner afterAll',
      'outer afterAll',
    ],
  )
})

test('shouldFail passes when the test fails and fails when it passes', async (t) => {
  const dir = await writeSubgraph(t, {
    inverted: `
      test('traps', () => { assert.i32Equals(1, 2) }, true)
      test('is critical', () => { log.critical('stop', []) }, true)
      test('does not fail', () => {}, true)`,
  })
  const { suites } = await run(dir)
  assert.deepEqual(
    suites[0]?.tests.map((test) => test.passed),
    [true, true, false],
  )
  assert.deepEqual(suites[0]?.tests[2]?.logs, ['𝖷 Expected test to fail but it passed successfully!'])
})

test('tests of one suite share their state, suites do not, and a describe leaves nothing but its tests', async (t) => {
  const dir = await writeSubgraph(t, {
    first: `
      let counter = 0
      describe('group', () => {
        counter = 100
        store.set('Author', 'described', author('described', 'x'))
        test('writes', () => {
          counter += 1
          store.set('Author', 'a', author('a', 'Ada'))
        })
        test('reads', () => {
          assert.i32Equals(1, counter)
          assert.i32Equals(1, countEntities('Author'))
          clearStore()
          assert.i32Equals(0, countEntities('Author'))
          store.set('Author', 'kept', author('kept', 'x'))
        })
      })`,
    second: `test('finds nothing', () => { assert.entityCount('Author', 0) })`,
  })
  const { passed, failed } = await run(dir)
  assert.deepEqual({ passed, failed }, { passed: 3, failed: 0 })
})
