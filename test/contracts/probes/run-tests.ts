/** Test files as processes of their own, with other artifacts. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './compile.ts'

/** Test files that run the contracts in this process's chain, from the project's root: not those about sources, gas or another node. */
export function chainTests(): string[] {
  return globSync('test/contracts/**/*.test.ts', { cwd: root })
    .filter((file) => !/\/(proofs|differential|fuzz|mutation|probes)\/|\/(static|trees|gas)\.test\.ts$/.test(file))
    .filter((file) => /\/support\//.test(readFileSync(join(root, file), 'utf8')))
    .sort()
}

/** sha256 of what these tests share and of the given ones, else of all; the tools' own files left out. */
export function hashOfTests(files: readonly string[] = globSync('test/contracts/**/*.test.ts', { cwd: root })): string {
  const hash = createHash('sha256')
  const shared = globSync('test/contracts/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  for (const file of [...shared, ...files].sort())
    if (!/\/(proofs|differential|fuzz|mutation|probes)\//.test(file))
      hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

export type TestRun = {
  readonly file: string
  readonly passed: boolean
  /** Names of the tests that failed; the first alone where the run stops there. */
  readonly failed: readonly string[]
  readonly timedOut: boolean
  readonly ms: number
}

export type TestOptions = {
  readonly artifacts: string
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Ends the process at its first failed test. */
  readonly stopAtFailure?: boolean
  readonly timeoutMs: number
}

export function runTestFile(
  file: string,
  { artifacts, env = {}, stopAtFailure, timeoutMs }: TestOptions,
): Promise<TestRun> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--test-reporter=tap', join(root, file)], {
    cwd: root,
    env: {
      ...process.env,
      HARDHAT_CONFIG: join(root, 'test', 'contracts', 'probes', 'hardhat.config.ts'),
      LABELPROOF_ARTIFACTS: artifacts,
      NO_COLOR: '1',
      // A mutant's test is mostly the start of its process.
      NODE_COMPILE_CACHE: join(root, '.labelproof', 'probes', 'compile-cache'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const failed: string[] = []
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    child.kill('SIGKILL')
  }, timeoutMs)
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const name = /^not ok \d+ - (.*)$/.exec(line)?.[1]
      if (name === undefined) continue
      failed.push(name)
      if (stopAtFailure) child.kill('SIGKILL')
    }
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ file, passed: code === 0, failed, timedOut, ms: Math.round(performance.now() - started) })
    })
  })
}

/** Calls `work` for each item, at most `width` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of left) await work(item)
    }),
  )
}
