/**
 * The tests of the contracts with their figures: `npm run test:contracts`, and what takes longer: `-- --coverage`, `-- --mutants 100`,
 * `-- --deep` (`--help` for all).
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'
import { build, OUTPUT_DIRS } from './build.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'test', 'contracts')
const resultPath = join(folder, 'deep-results.json')

const help = `npm run test:contracts                          every contract test, then a table of what they are
npm run test:contracts -- --coverage            lines and branches of the contracts that the tests reach; fails under the gate
npm run test:contracts -- --mutants 100         so many small faults, drawn by the seed; fails where too many go unnoticed
npm run test:contracts -- --deep                each part below once, at length; writes test/contracts/deep-results.json, and goes on
                                                where it was ended (a part is done for its seed while the contracts and its tests stay the same)
  --seed N        what is drawn, 1 by default
  --only WORD     --deep: one part; --mutants: files or functions with the word; may be given again
  --again         --deep: also the parts that are done
  --json          the figures as JSON, and nothing else, on standard output
Parts of --deep: PARTS
Exit codes: 0 all held, 1 something did not, 2 bad input`

/** What a part of the deep profile found. */
type Outcome = { readonly counts: Readonly<Record<string, number | string>>; readonly problems: readonly string[] }
type Part = (seed: number, log: (line: string) => void) => Promise<Outcome>

const parts: Readonly<Record<string, Part>> = { coverage, fuzz, invariants, conservation, differential, mutation }

/** The tests that a part stands on, beside what all share (`standsOn`). */
const testsOf: Readonly<Record<string, string>> = {
  coverage: '**/*.{ts,sol}',
  fuzz: 'fuzz/{*.t.sol,Vm.sol,*.ts}',
  invariants: 'fuzz/{Market*.sol,StakeVault.t.sol,Vm.sol,*.ts}',
  conservation: 'deep.ts',
  differential: 'differential/*.ts',
  mutation: '**/*.{ts,sol}',
}

/** Least share of the mutants that tests notice, and how many are drawn. */
const leastScore = 0.95
const deepMutants = 640

const options = readOptions()
const log = options.json ? (line: string) => console.error(line) : (line: string) => console.log(line)

// Whoever ends this ends what it started, which gets a moment for it.
const abort = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    abort.abort()
    setTimeout(() => process.exit(1), 500)
  })

await build({ targets: ['contracts'], log })
process.exitCode = options.deep ? await deep() : options.isSingle ? await single() : await all()

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        deep: { type: 'boolean', default: false },
        coverage: { type: 'boolean', default: false },
        mutants: { type: 'string' },
        seed: { type: 'string', default: process.env.TEST_SEED ?? '1' },
        only: { type: 'string', multiple: true, default: [] },
        again: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(help.replace('PARTS', Object.keys(parts).join(', ')))
      process.exit(0)
    }
    const unknown = values.deep ? values.only.filter((name) => !(name in parts)) : []
    if (unknown.length > 0)
      throw new RangeError(`--only takes ${Object.keys(parts).join(', ')}, not ${unknown.join(', ')}`)
    const mutants = values.mutants === undefined ? undefined : wholeNumber('mutants', values.mutants)
    const isSingle = values.coverage || mutants !== undefined
    if (values.deep && isSingle) throw new RangeError('--deep has coverage and mutants of its own: give it alone')
    return { ...values, seed: wholeNumber('seed', values.seed), mutants, isSingle }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help.replace('PARTS', Object.keys(parts).join(', '))}`)
    process.exit(2)
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} takes a whole number above 0, not ${text}`)
  return value
}

/** The ordinary profile. @returns the exit code. */
async function all(): Promise<number> {
  const started = performance.now()
  const files = globSync('**/*.test.ts', { cwd: folder }).sort()
  const names: string[] = []
  const told: Record<string, number> = {}
  const failures: string[] = []
  let counts = { tests: 0, passed: 0, skipped: 0 }
  const stream = run({
    files: files.map((file) => join(folder, file)),
    concurrency: 2,
    cwd: root,
    signal: abort.signal,
  })
  stream.on('test:pass', ({ name, details }) => {
    if (details.type !== 'suite') names.push(name)
  })
  stream.on('test:fail', ({ name, file, details }) => {
    if (details.type !== 'suite') failures.push(`${file ?? ''}: ${name}`)
  })
  // A test tells a figure of its own by a diagnostic of the form `name: number`.
  stream.on('test:diagnostic', ({ message }) => {
    const [, name, number] = /^([a-z ]+): (\d+)$/.exec(message) ?? []
    if (name !== undefined) told[name] = (told[name] ?? 0) + Number(number)
  })
  stream.on('test:summary', (summary) => {
    if (summary.file === undefined) counts = summary.counts
  })
  const output = stream.compose(spec)
  output.on('data', (chunk: unknown) => (options.json ? process.stderr : process.stdout).write(String(chunk)))
  await new Promise((resolve) => output.once('end', resolve))

  const cases = new Set(
    names.flatMap((name) => name.match(/\bA\d+\b/g) ?? []).filter((name) => Number(name.slice(1)) <= 77),
  )
  const figures = {
    'unit tests': counts.passed,
    failed: counts.tests - counts.passed - counts.skipped,
    skipped: counts.skipped,
    proofs: readFileSync(join(folder, 'README.md'), 'utf8').match(/^\| P\d+ \|/gm)?.length ?? 0,
    'cases A1-A77': cases.size,
    ...told,
    ...sizes(),
    ...gas(),
    seconds: Math.round((performance.now() - started) / 1000),
  }
  report(figures, failures)
  return failures.length > 0 || counts.passed === 0 ? 1 : 0
}

/** Deployed bytes of what is deployed. */
function sizes(): Record<string, number> {
  const paths = globSync('contracts/*.sol/*.json', { cwd: OUTPUT_DIRS.artifacts }).sort()
  return Object.fromEntries(
    paths.flatMap((path): [string, number][] => {
      const { contractName, deployedBytecode } = JSON.parse(
        readFileSync(join(OUTPUT_DIRS.artifacts, path), 'utf8'),
      ) as {
        contractName: string
        deployedBytecode: string
      }
      return deployedBytecode === '0x' ? [] : [[`bytes of ${contractName}`, (deployedBytecode.length - 2) / 2]]
    }),
  )
}

/** Gas per label of the committed snapshot, which a test compares with what is measured. */
function gas(): Record<string, number> {
  const { batches } = JSON.parse(readFileSync(join(root, 'bench', 'gas.json'), 'utf8')) as {
    batches: readonly ({ seats: number; items: number } & Record<'relayed' | 'bulk', { perLabel: number }>)[]
  }
  return Object.fromEntries(
    batches
      .filter(({ seats, items }) => seats === 3 && items >= 100)
      .flatMap(({ items, relayed, bulk }) => [
        [`gas per label of ${items}, relayed`, relayed.perLabel],
        [`gas per label of ${items}, in bulk`, bulk.perLabel],
      ]),
  )
}

/** Coverage and mutants on their own. @returns the exit code. */
async function single(): Promise<number> {
  const outcomes: Outcome[] = []
  if (options.coverage) outcomes.push(await coverage(options.seed, log))
  if (options.mutants !== undefined) outcomes.push(await mutate(options.seed, options.mutants, options.only, log))
  const problems = outcomes.flatMap((outcome) => outcome.problems)
  report(Object.assign({}, ...outcomes.map(({ counts }) => counts)), problems)
  return problems.length > 0 ? 1 : 0
}

type Stored = {
  readonly fingerprint: string
  readonly seed: number
  readonly seconds: number
  readonly counts: Outcome['counts']
}

/** @returns the exit code. */
async function deep(): Promise<number> {
  const results = existsSync(resultPath) ? (JSON.parse(readFileSync(resultPath, 'utf8')) as Record<string, Stored>) : {}
  const problems: string[] = []
  for (const [name, part] of Object.entries(parts)) {
    if (options.only.length > 0 && !options.only.includes(name)) continue
    const known = results[name]
    const fingerprint = standsOn(name)
    if (!options.again && known?.fingerprint === fingerprint && known.seed === options.seed) {
      log(`${name}: done before with seed ${options.seed}`)
      continue
    }
    log(`${name}: begins`)
    const started = performance.now()
    const outcome = await part(options.seed, log)
    problems.push(...outcome.problems.map((problem) => `${name}: ${problem}`))
    if (outcome.problems.length > 0) continue
    results[name] = {
      fingerprint,
      seed: options.seed,
      seconds: Math.round((performance.now() - started) / 1000),
      counts: outcome.counts,
    }
    const inOrder = Object.fromEntries(Object.keys(parts).flatMap((key) => (results[key] ? [[key, results[key]]] : [])))
    writeFileSync(resultPath, `${JSON.stringify(inOrder, null, 2)}\n`)
  }
  const counts = Object.entries(results).flatMap(([name, { counts }]) =>
    Object.entries(counts).map(([key, value]) => [`${name}: ${key}`, value]),
  )
  report(Object.fromEntries(counts), problems)
  return problems.length > 0 ? 1 : 0
}

/** sha256 of the contracts and of the tests that a part stands on: its result holds for them. */
function standsOn(part: string): string {
  const tests = ['support/*.ts', 'reference/*.ts', testsOf[part]].map((glob) => `test/contracts/${glob}`)
  const hash = createHash('sha256')
  const files = globSync(['contracts/**/*.sol', 'package-lock.json', ...tests], { cwd: root })
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

async function coverage(_seed: number, log: (line: string) => void): Promise<Outcome> {
  const { coverageOf, coverageTable, judge, measureHits, percent } = await import(
    '../test/contracts/probes/coverage.ts'
  )
  const hits = await measureHits(log)
  const covered = coverageOf(hits)
  log(coverageTable(covered))
  const { problems, lines, branches } = judge(covered)
  const counts = {
    lines: lines.of,
    'lines reached': percent(lines),
    branches: branches.of,
    'branches reached': percent(branches),
  }
  return { counts, problems: [...hits.failed.map((name) => `fails with probes: ${name}`), ...problems] }
}

async function mutation(seed: number, log: (line: string) => void): Promise<Outcome> {
  return mutate(seed, deepMutants, [], log)
}

async function mutate(
  seed: number,
  count: number,
  only: readonly string[],
  log: (line: string) => void,
): Promise<Outcome> {
  const { describe, testMutants } = await import('../test/contracts/mutation/run.ts')
  const { drawn, found, judged, open, excused, score, secondsPerMutant } = await testMutants({ seed, count, only, log })
  const of = (fate: string): number => judged.filter((one) => one.fate === fate).length
  const counts = {
    'mutants found': found,
    mutants: drawn,
    killed: of('killed') + of('timed out'),
    survived: open.length,
    excused,
    'refused by the compiler': of('refused'),
    score: score.toFixed(4),
    'seconds per mutant': secondsPerMutant.toFixed(1),
  }
  const isLow = score < leastScore
  const problems = isLow ? open.map(({ fate, mutant }) => `${fate}: ${describe(mutant)} [${mutant.key}]`) : []
  return { counts, problems: isLow ? [`a score of ${score.toFixed(4)}, not ${leastScore}`, ...problems] : [] }
}

async function fuzz(seed: number): Promise<Outcome> {
  return solidity({ seed, runs: 100_000, invariantRuns: 1, depth: 1, grep: 'testFuzz' })
}

async function invariants(seed: number): Promise<Outcome> {
  return solidity({ seed, runs: 1, invariantRuns: 2000, depth: 500, grep: 'invariant' })
}

async function solidity(given: {
  seed: number
  runs: number
  invariantRuns: number
  depth: number
  grep: string
}): Promise<Outcome> {
  const { runFuzz } = await import('../test/contracts/fuzz/run.ts')
  const { properties, invariants: checked, failures } = await runFuzz(given)
  const counts = given.grep === 'invariant' ? checked : properties
  const each = Object.values(counts)
  return {
    counts: {
      checked: each.length,
      'least draws or calls': Math.min(...each),
      'draws or calls': each.reduce((sum, one) => sum + one, 0),
    },
    problems: [...(failures === '' ? [] : [failures]), ...(each.length === 0 ? ['nothing was checked'] : [])],
  }
}

async function conservation(seed: number, log: (line: string) => void): Promise<Outcome> {
  const actions = 20_000
  return script('test/contracts/deep.ts', ['--actions', `${actions}`, '--seed', `${seed}`], { actions }, log)
}

async function differential(seed: number, log: (line: string) => void): Promise<Outcome> {
  const [histories, steps] = [10_000, 24]
  const given = ['--histories', `${histories}`, '--steps', `${steps}`, '--seed', `${seed}`, '--minutes', '600']
  return script('test/contracts/differential/deep.ts', given, { histories, steps: histories * steps }, log)
}

/** A script that says on its last line what it did, and fails where something differs. */
async function script(
  path: string,
  args: readonly string[],
  counts: Outcome['counts'],
  log: (line: string) => void,
): Promise<Outcome> {
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [join(root, path), ...args], { cwd: root, signal: abort.signal, stdio })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(-8000)
      log(chunk.trimEnd())
    })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { counts, problems: code === 0 ? [] : [output.trim()] }
}

function report(figures: Readonly<Record<string, number | string>>, problems: readonly string[]): void {
  if (options.json) {
    console.log(JSON.stringify({ seed: options.seed, figures, problems }, null, 2))
    return
  }
  const width = Math.max(...Object.keys(figures).map((name) => name.length), 0)
  console.log('')
  for (const [name, value] of Object.entries(figures))
    console.log(
      `${name.padEnd(width)}  ${(typeof value === 'number' ? value.toLocaleString('en') : value).padStart(12)}`,
    )
  for (const problem of problems) console.log(`failed: ${problem}`)
}
