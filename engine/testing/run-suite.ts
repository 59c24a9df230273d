import type { TestingConfig } from './config.ts'
import { createContext, type TestContext } from './context.ts'
import { TestingError } from './errors.ts'
import { type SuiteInstance, startSuite } from './instance.ts'
import { formatLog } from './logs.ts'
import { buildTree, type Group, isGroup, type Test } from './tree.ts'

/** What became of one test. */
export type TestResult = {
  /** Names of the groups around it, outermost first. */
  readonly groups: readonly string[]
  readonly name: string
  readonly passed: boolean
  readonly durationMs: number
  /** Log lines and the reason of a failure. */
  readonly logs: readonly string[]
}

/** Hears of a suite's course while it runs. `depth`: the groups around, 0 at the top of the suite. */
export type Listener = {
  groupStarted(name: string, depth: number): void
  testEnded(result: TestResult): void
  /** A log line of a hook. */
  logged(line: string): void
  /** Where coverage is measured: a point of a mapping was reached. */
  reached(point: number): void
}

type Run = { readonly suite: SuiteInstance; readonly logs: LogBuffer; readonly listener: Listener }

/** Collects the lines of a test; lines of hooks go to the listener at once. */
type LogBuffer = { lines: string[] | undefined }

/**
 * Runs a compiled suite from top to bottom.
 * @throws TestingError `HOOK` when a hook fails: nothing after it could be trusted
 */
export function runSuite(
  name: string,
  module: WebAssembly.Module,
  config: TestingConfig,
  listener: Listener,
): TestResult[] {
  const logs: LogBuffer = { lines: undefined }
  const { reached } = listener
  const log: TestContext['log'] = (level, message) => {
    const line = formatLog(level, message)
    if (logs.lines === undefined) listener.logged(line)
    else logs.lines.push(line)
  }
  const suite = startSuite(module, createContext(config, { log, reached }))
  const open = (index: number) =>
    registrationsOf(startSuite(module, createContext(config, { log() {}, reached })), index)
  const root = buildTree(name, suite.takeRegistrations(), open)
  return runGroup(root, [], { suite, logs, listener })
}

/**
 * Runs the function of a `describe` in an instance of its own, as matchstick does: what it does besides registering is
 * not seen by its tests.
 */
function registrationsOf(scratch: SuiteInstance, index: number) {
  scratch.takeRegistrations()
  scratch.call(index)
  return scratch.takeRegistrations()
}

function runGroup(group: Group, groups: readonly string[], run: Run): TestResult[] {
  callHooks(group.beforeAll, run)
  const results = group.children.flatMap((child) => {
    if (!isGroup(child)) return [runTest(child, groups, run)]
    run.listener.groupStarted(child.name, groups.length)
    return runGroup(child, [...groups, child.name], run)
  })
  callHooks(group.afterAll, run)
  return results
}

function runTest(test: Test, groups: readonly string[], run: Run): TestResult {
  callHooks(test.beforeEach, run)
  const lines: string[] = []
  run.logs.lines = lines
  const start = performance.now()
  const passed = passes(test, run.suite, lines)
  const durationMs = performance.now() - start
  run.logs.lines = undefined
  const result = { groups, name: test.name, passed, durationMs, logs: lines }
  run.listener.testEnded(result)
  callHooks(test.afterEach, run)
  return result
}

/** Whether the test does what it should; appends the reason to `lines` where it does not. */
function passes(test: Test, suite: SuiteInstance, lines: string[]): boolean {
  try {
    suite.call(test.index)
  } catch (error) {
    if (test.shouldFail) return true
    lines.push(formatLog('debug', describeFailure(error)))
    return false
  }
  if (!test.shouldFail) return true
  lines.push(formatLog('error', 'Expected test to fail but it passed successfully!'))
  return false
}

function callHooks(hooks: readonly number[], { suite }: Run): void {
  for (const index of hooks) {
    try {
      suite.call(index)
    } catch (error) {
      throw new TestingError('HOOK', `Unexpected error upon calling hook: ${describeFailure(error)}`, { cause: error })
    }
  }
}

const SHOWN_FRAMES = 8

/** The message, and for what happened inside the module the functions it happened in. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const frames = [...(error.stack ?? '').matchAll(/^\s+at (\S+) \(wasm:/gm)].map(([, name]) => `\n    at ${name}`)
  return error.message + frames.slice(0, SHOWN_FRAMES).join('')
}
