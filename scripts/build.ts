/**
 * Builds what is stale: `npm run build`, or `node scripts/build.ts contracts dashboard` for some of it.
 * A target is skipped when the content of its inputs is what it was at its last build. Several processes may build at once.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Lock, tryLock } from './lock.ts'

const root = join(import.meta.dirname, '..')
/** Locks, and the hashes of the inputs of the last builds. */
const stateDir = join(root, '.labelproof', 'build')

type Definition = {
  readonly needs: readonly Target[]
  /** Globs from the project's root. */
  readonly inputs: readonly string[]
  /** Written last: without it the target is not built. */
  readonly output: string
  /** Programs of node_modules/.bin with their arguments, one after the other. */
  readonly commands: readonly (readonly [program: string, ...args: string[]])[]
}

export type Target = 'contracts' | 'subgraph' | 'dashboard'

/** Each target's place in the tree and how it is made. */
const TARGETS: Readonly<Record<Target, Definition>> = {
  contracts: {
    needs: [],
    inputs: ['contracts/**/*.sol', 'hardhat.config.ts', 'package-lock.json'],
    output: 'artifacts/contracts/LabelMarket.sol/LabelMarket.json',
    commands: [['hardhat', 'build', '--no-tests', '--quiet']],
  },
  subgraph: {
    needs: ['contracts'],
    inputs: [
      'subgraph/schema.graphql',
      'subgraph/subgraph.yaml',
      'subgraph/src/**/*',
      'artifacts/contracts/interfaces/**/*.json',
      'package-lock.json',
    ],
    output: 'subgraph/build/subgraph.yaml',
    commands: [
      ['graph', 'codegen', 'subgraph/subgraph.yaml', '--output-dir', 'subgraph/generated'],
      ['graph', 'build', 'subgraph/subgraph.yaml', '--output-dir', 'subgraph/build'],
    ],
  },
  dashboard: {
    needs: [],
    inputs: ['dashboard/*', 'dashboard/src/**/*', 'dashboard/public/**/*', 'package-lock.json'],
    output: 'dashboard/build/index.html',
    commands: [['vite', 'build', 'dashboard', '--logLevel', 'warn']],
  },
}

export const TARGET_NAMES = Object.keys(TARGETS) as readonly Target[]

export type BuildOptions = {
  /** Default: all. What a target needs is built too. */
  readonly targets?: readonly Target[]
  /** Gets one line per target that is built. */
  readonly log?: (line: string) => void
  readonly signal?: AbortSignal
}

/** Where a target's result lies: the folder of its output file. */
export const OUTPUT_DIRS = {
  artifacts: join(root, 'artifacts'),
  subgraph: join(root, 'subgraph', 'build'),
  dashboard: join(root, 'dashboard', 'build'),
} as const

/**
 * Builds the stale ones of the targets, independent ones at the same time.
 * @throws Error with the end of the builder's output.
 */
export async function build({ targets = TARGET_NAMES, log = () => {}, signal }: BuildOptions = {}): Promise<void> {
  const running = new Map<Target, Promise<void>>()
  const start = (target: Target): Promise<void> => {
    const known = running.get(target)
    if (known) return known
    const needed = Promise.all(TARGETS[target].needs.map(start))
    const result = needed.then(() => buildTarget(target, log, signal))
    running.set(target, result)
    return result
  }
  await Promise.all(targets.map(start))
}

async function buildTarget(target: Target, log: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const { commands, output } = TARGETS[target]
  const stamp = join(stateDir, `${target}.sha256`)
  const isFresh = (inputs: string): boolean =>
    existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs
  if (isFresh(hashInputs(target))) return
  const lock = await waitForLock(join(stateDir, `${target}.lock`), signal)
  try {
    // Another process may have built it while this one waited.
    const inputs = hashInputs(target)
    if (isFresh(inputs)) return
    const started = performance.now()
    rmSync(stamp, { force: true })
    for (const [program, ...args] of commands) await run(program, args, signal)
    mkdirSync(stateDir, { recursive: true })
    writeFileSync(stamp, inputs)
    log(`built ${target} in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    lock.release()
  }
}

/** sha256 over the names and contents of a target's inputs. */
function hashInputs(target: Target): string {
  const hash = createHash('sha256')
  for (const file of globSync(TARGETS[target].inputs, { cwd: root }).sort()) {
    if (!statSync(join(root, file)).isFile()) continue
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function waitForLock(path: string, signal?: AbortSignal): Promise<Lock> {
  for (;;) {
    const lock = tryLock(path)
    if ('release' in lock) return lock
    await delay(100, undefined, signal ? { signal } : {})
  }
}

/** Runs a program; its output is of interest only where it fails. */
function run(program: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const child = spawn(join(root, 'node_modules', '.bin', program), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true', NO_COLOR: '1' },
    ...(signal ? { signal } : {}),
  })
  let output = ''
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-8000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} ${args.join(' ')} failed with code ${code}:\n${output.trim()}`))
    })
  })
}

if (import.meta.main) {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !(name in TARGETS))
  if (unknown.length > 0) {
    console.error(`unknown target ${unknown.join(', ')}; give any of ${TARGET_NAMES.join(', ')}`)
    process.exit(2)
  }
  const targets = wanted.length > 0 ? (wanted as Target[]) : TARGET_NAMES
  await build({ targets, log: console.log }).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })
}
