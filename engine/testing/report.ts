import type { Listener, TestResult } from './run-suite.ts'

/** Takes a line of output, without its line break. */
export type Print = (line: string) => void

/** Results of one suite. `name` as in `SuiteFile`. */
export type SuiteReport = { readonly name: string; readonly tests: readonly TestResult[] }

const INDENT = '  '

/** Prints a suite's tree as it runs, in matchstick's form. */
export function createPrinter(print: Print): Omit<Listener, 'reached'> & { suiteStarted(name: string): void } {
  return {
    suiteStarted: (name) => {
      print(`\n${name}`)
      print('-'.repeat(50))
    },
    groupStarted: (name, depth) => print(`${INDENT.repeat(depth + 1)}${name}:`),
    testEnded: ({ name, groups, passed, durationMs, logs }) => {
      const indent = INDENT.repeat(groups.length + 1)
      print(`${indent}${passed ? '√' : '𝖷'} ${name} - ${durationMs.toFixed(3)}ms`)
      if (passed) for (const line of logs) print(indentLines(line, indent + INDENT))
    },
    logged: (line) => print(INDENT + line),
  }
}

/** The failed tests with their logs, then the counts. */
export function formatSummary(suites: readonly SuiteReport[]): string[] {
  const tests = suites.flatMap((suite) => suite.tests)
  const failed = tests.filter((test) => !test.passed).length
  if (failed === 0) return ['', `All ${tests.length} tests passed! 😎`]
  const counts = `${failed} failed, ${tests.length - failed} passed, ${tests.length} total`
  return ['', 'Failed tests:', '', ...suites.flatMap(formatFailures), counts]
}

function formatFailures({ name, tests }: SuiteReport): string[] {
  const failures = tests.filter((test) => !test.passed)
  if (failures.length === 0) return []
  const lines = failures.flatMap((test) => [
    `${INDENT}${[...test.groups, test.name].join(' > ')}`,
    ...test.logs.map((line) => indentLines(line, INDENT.repeat(2))),
    '',
  ])
  return [name, ...lines]
}

function indentLines(text: string, indent: string): string {
  return text.replace(/^/gm, indent)
}
