import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { TestingError } from '../../../engine/testing/index.ts'
import { run, writeSubgraph } from './subgraph.ts'

const MAIN = resolve(import.meta.dirname, '../../../engine/testing/main.ts')

function runMain(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

function isTestingError(code: TestingError['code'], message: RegExp) {
  return (error: unknown): boolean =>
    error instanceof TestingError && error.code === code && message.test(error.message)
}

test('a suite that does not compile is told with file and line', async (t) => {
  const dir = await writeSubgraph(t, { broken: 'test("x", () => { nonsense() })' })
  await assert.rejects(run(dir), isTestingError('COMPILE', /tests\/broken\.test\.ts does not compile\n.*nonsense/s))
})

test('a hook that fails stops the run', async (t) => {
  const dir = await writeSubgraph(t, {
    hook: `
      beforeEach(() => { log.critical('not ready', []) })
      test('never runs', () => { log.info('ran', []) })`,
  })
  await assert.rejects(run(dir), isTestingError('HOOK', /^Unexpected error upon calling hook: .*not ready/))
})

test('a filter chooses suites by the beginning of their name, case ignored', async (t) => {
  const dir = await writeSubgraph(t, {
    'batch/tally': `test('tally', () => {})`,
    'batch/void': `test('void', () => {})`,
    Stake: `test('stake', () => {})`,
  })
  const { suites } = await run(dir, ['BATCH/t', 'stake'])
  assert.deepEqual(
    suites.map(({ name }) => name),
    ['batch/tally', 'stake'],
  )
  await assert.rejects(run(dir, ['nope']), isTestingError('NO_SUITES', /^No tests match set patterns: nope$/))
})

test('a folder without suites, tests folder, manifest or schema is refused by name', async (t) => {
  const empty = await writeSubgraph(t, {}, { 'tests/readme.md': '' })
  await assert.rejects(run(empty), isTestingError('NO_SUITES', /no \.test\.ts files in .*tests$/))
  const noTests = await writeSubgraph(t, {})
  await assert.rejects(run(noTests), isTestingError('CONFIG', /cannot read the tests folder .*tests$/))
  rmSync(join(noTests, 'schema.graphql'))
  await assert.rejects(run(noTests), isTestingError('CONFIG', /cannot read .*schema\.graphql$/))
  rmSync(join(noTests, 'subgraph.yaml'))
  await assert.rejects(run(noTests), isTestingError('CONFIG', /cannot read .*subgraph\.yaml$/))
})

test('the command exits with 0, 1 or 2', async (t) => {
  const dir = await writeSubgraph(t, {
    good: `test('passes', () => {})`,
    wrong: `test('fails', () => { assert.i32Equals(1, 2) })`,
  })
  const good = runMain(dir, 'good')
  assert.equal(good.status, 0)
  assert.match(good.stdout, /All 1 tests passed!/)
  const all = runMain(dir)
  assert.equal(all.status, 1)
  assert.match(all.stdout, /\(assert\.equals\) Expected value was '1' but actual value was '2'/)
  assert.match(all.stdout, /1 failed, 1 passed, 2 total/)
  const none = runMain(dir, 'nope')
  assert.equal(none.status, 2)
  assert.equal(none.stderr, 'No tests match set patterns: nope\n')
  assert.equal(runMain('--help').status, 0)
  assert.match(runMain('--nope', dir).stderr, /Unknown option '--nope'.*Usage:/s)
})
