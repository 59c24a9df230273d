/** Runs unchanged matchstick-as suites in this process, with the engine's own host functions: no binary to download. */

import { createCompiler } from './compile.ts'
import { readConfig } from './config.ts'
import { type Coverage, startCoverage } from './coverage/index.ts'
import { findSuites } from './discover.ts'
import { createPrinter, formatSummary, type Print, type SuiteReport } from './report.ts'
import { runSuite } from './run-suite.ts'

export type { Count, Counts, Coverage, FileCoverage } from './coverage/index.ts'
export { TestingError } from './errors.ts'
export type { Print, SuiteReport } from './report.ts'
export type { TestResult } from './run-suite.ts'

export type SuitesOptions = {
  /** The folder of subgraph.yaml and, where there is one, matchstick.yaml. */
  readonly subgraphDir: string
  /** Only suites whose name, its path below the tests folder, begins with one of these. */
  readonly filter?: readonly string[]
  readonly out?: Print
  /** Measures what the suites run of the mappings. */
  readonly coverage?: boolean
}

export type SuitesReport = {
  readonly passed: number
  readonly failed: number
  readonly suites: readonly SuiteReport[]
  /** Where it was asked for. */
  readonly coverage?: Coverage
}

/**
 * Compiles and runs the suites one after another, each in an instance of its own.
 * @throws TestingError when a suite cannot be run to its end; a failing test only counts as failed
 */
export async function runSuites(options: SuitesOptions): Promise<SuitesReport> {
  const { subgraphDir, filter = [], out = () => {} } = options
  const config = readConfig(subgraphDir)
  const files = findSuites(config.testsDir, filter)
  const coverage = options.coverage === true ? startCoverage(config) : undefined
  const compile = await createCompiler(config, coverage?.readSource)
  const printer = createPrinter(out)
  const listener = { ...printer, reached: coverage?.reached ?? (() => {}) }
  const suites: SuiteReport[] = []
  for (const { name, path } of files) {
    const module = await WebAssembly.compile(compile(path))
    printer.suiteStarted(name)
    suites.push({ name, tests: runSuite(name, module, config, listener) })
  }
  for (const line of formatSummary(suites)) out(line)
  const tests = suites.flatMap((suite) => suite.tests)
  const passed = tests.filter((test) => test.passed).length
  return { passed, failed: tests.length - passed, suites, ...(coverage && { coverage: coverage.result() }) }
}
