/**
 * Runs the tests: `npm test`, or `npm test -- engine cli/plan` for the test files whose path contains one of the words.
 * The last line is `N passed, N failed, N skipped`. With CI set, a skipped test is a failure.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { build } from './build.ts'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2)

const files = globSync('test/**/*.test.ts', { cwd: root })
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort()
if (files.length === 0) {
  console.error(`no test file under test/ has ${words.map((word) => `"${word}"`).join(' or ')} in its path`)
  process.exit(2)
}
await build()

const skipped: string[] = []
let counts = { tests: 0, passed: 0, skipped: 0, todo: 0 }

/** Far above what all tests take: a file that does not end, say for a child process left behind, fails by name then. */
const limitMs = 60 * 60_000

const stream = run({
  files: files.map((file) => join(root, file)),
  concurrency: 2,
  cwd: root,
  signal: AbortSignal.timeout(limitMs),
})
stream.on('test:pass', (test) => {
  if (test.skip !== undefined && test.skip !== false) skipped.push(`${test.name}: ${test.skip}`)
})
stream.on('test:summary', (summary) => {
  if (summary.file === undefined) counts = summary.counts
})
const output = stream.compose(spec)
output.pipe(process.stdout)
await new Promise((resolve) => output.once('end', resolve))

for (const line of skipped) console.log(`skipped: ${line}`)
// A skipped suite is one line here, and none of its tests are in the runner's counts.
const failed = counts.tests - counts.passed - counts.skipped - counts.todo
const isIncomplete = process.env.CI !== undefined && skipped.length > 0
if (isIncomplete) console.log('CI installs all that the tests need: a skipped test is a failure')
console.log(`${counts.passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
process.exit(failed > 0 || counts.passed === 0 || isIncomplete ? 1 : 0)
