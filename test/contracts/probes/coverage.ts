/**
 * Which lines and branches of the contracts the tests reach. Hardhat's own coverage knows statements only; the probes here also stand
 * on both sides of every condition.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOurs, parse, readSources, root, type Sources, writeArtifacts } from './compile.ts'
import { addProbes, type Probe } from './probes.ts'
import { chainTests, hashOfTests, inParallel, runTestFile } from './run-tests.ts'

/** Generated, not in git. */
export const workFolder = join(root, '.labelproof', 'probes')

export type Hits = {
  readonly probes: readonly Probe[]
  /** Test files in which a probe was hit, by its id. */
  readonly filesOf: ReadonlyMap<number, readonly string[]>
  /** How long each test file took. */
  readonly msOf: ReadonlyMap<string, number>
  /** `file: test` that fail where probes cost gas. */
  readonly failed: readonly string[]
}

type Stored = {
  fingerprint: string
  probes: Probe[]
  files: [string, number[]][]
  times: [string, number][]
  failed: string[]
}

/** Runs the tests on contracts with probes; what they hit last is used again while neither contracts nor tests have changed. */
export async function measureHits(log: (line: string) => void = () => {}): Promise<Hits> {
  const sources = readSources()
  const tests = chainTests()
  const fingerprint = fingerprintOf(sources, tests)
  const path = join(workFolder, 'hits.json')
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Stored) : undefined
  const stored = known?.fingerprint === fingerprint ? known : await measure(sources, tests, fingerprint, log)
  mkdirSync(workFolder, { recursive: true })
  writeFileSync(path, JSON.stringify(stored))
  const filesOf = new Map<number, string[]>()
  for (const [file, ids] of stored.files) for (const id of ids) filesOf.set(id, [...(filesOf.get(id) ?? []), file])
  return { probes: stored.probes, filesOf, msOf: new Map(stored.times), failed: stored.failed }
}

async function measure(
  sources: Sources,
  tests: readonly string[],
  fingerprint: string,
  log: (line: string) => void,
): Promise<Stored> {
  const { probed, probes } = addProbes(sources, parse(sources))
  const artifacts = join(workFolder, 'probed')
  log(`compiling with ${probes.length} probes`)
  writeArtifacts(probed, artifacts)
  const files: [string, number[]][] = []
  const times: [string, number][] = []
  const failed: string[] = []
  await inParallel(tests, 2, async (file) => {
    const hitsFile = join(
      artifacts,
      `hits-${files.length}-${createHash('sha256').update(file).digest('hex').slice(0, 12)}.json`,
    )
    rmSync(hitsFile, { force: true })
    const run = await runTestFile(file, { artifacts, env: { LABELPROOF_HITS: hitsFile }, timeoutMs: 600_000 })
    files.push([file, existsSync(hitsFile) ? (JSON.parse(readFileSync(hitsFile, 'utf8')) as number[]) : []])
    times.push([file, run.ms])
    failed.push(...run.failed.map((name) => `${file}: ${name}`))
    if (!run.passed && run.failed.length === 0) failed.push(`${file}: ended without a result`)
    log(`${file} (${(run.ms / 1000).toFixed(1)} s)`)
  })
  return { fingerprint, probes, files: files.sort(), times: times.sort(), failed: failed.sort() }
}

/** sha256 over contracts, tests and what makes the probes. */
function fingerprintOf(sources: Sources, tests: readonly string[]): string {
  const hash = createHash('sha256')
  for (const [file, source] of Object.entries(sources)) hash.update(`${file}\0${source.length}\0${source}`)
  hash.update(tests.join('\0')).update(hashOfTests())
  for (const file of ['compile.ts', 'edits.ts', 'probes.ts', 'syntax.ts', 'hardhat.config.ts'])
    hash.update(readFileSync(join(import.meta.dirname, file)))
  return hash.digest('hex')
}

type Share = { readonly hit: number; readonly of: number }
export type FileCoverage = { readonly file: string; readonly lines: Share; readonly branches: Share }
/** What no test reaches: a line by its text, or one way of a condition. */
export type Gap = { readonly file: string; readonly line: number; readonly code: string; readonly way?: string }
export type Coverage = {
  readonly files: readonly FileCoverage[]
  readonly total: FileCoverage
  readonly gaps: readonly Gap[]
}

/** An accepted gap. Lines move: the code itself names it. */
export type Exception = { readonly file: string; readonly code: string; readonly way?: string; readonly reason: string }

export function coverageOf(
  { probes, filesOf }: Pick<Hits, 'probes' | 'filesOf'>,
  sources: Sources = readSources(),
): Coverage {
  const files: FileCoverage[] = []
  const gaps: Gap[] = []
  for (const file of Object.keys(sources).filter(isOurs)) {
    const source = sources[file] ?? ''
    const own = probes.filter((probe) => probe.file === file)
    if (own.length === 0) continue
    const lines = new Map<number, boolean>()
    for (const { id, kind, line } of own)
      if (kind === 'statement') lines.set(line, (lines.get(line) ?? true) && filesOf.has(id))
    const branches = own.filter(({ kind }) => kind === 'branch')
    const text = source.split('\n')
    for (const [line, hit] of lines) if (!hit) gaps.push({ file, line, code: (text[line - 1] ?? '').trim() })
    for (const { id, line, start, end, way } of branches)
      if (!filesOf.has(id)) {
        const code = Buffer.from(source, 'utf8').subarray(start, end).toString('utf8').replace(/\s+/g, ' ')
        gaps.push({ file, line, code, ...(way && { way }) })
      }
    const hitLines = [...lines.values()].filter((hit) => hit).length
    files.push({
      file,
      lines: { hit: hitLines, of: lines.size },
      branches: { hit: branches.filter(({ id }) => filesOf.has(id)).length, of: branches.length },
    })
  }
  const sum = (shares: readonly Share[]): Share => ({
    hit: shares.reduce((total, { hit }) => total + hit, 0),
    of: shares.reduce((total, share) => total + share.of, 0),
  })
  const total = {
    file: 'all',
    lines: sum(files.map(({ lines }) => lines)),
    branches: sum(files.map(({ branches }) => branches)),
  }
  return { files, total, gaps }
}

export type Verdict = {
  /** Why the gate is shut; empty: it is open. */
  readonly problems: readonly string[]
  readonly lines: Share
  readonly branches: Share
}

/**
 * The gate: every line and at least 98% of the branches, after the exceptions of `exceptions.json`. An exception for what the tests do
 * reach is a problem too.
 */
export function judge(coverage: Coverage, exceptions: readonly Exception[] = readExceptions()): Verdict {
  const matches = (gap: Gap, exception: Exception): boolean =>
    gap.file === exception.file && gap.code === exception.code && gap.way === exception.way
  const open = coverage.gaps.filter((gap) => !exceptions.some((exception) => matches(gap, exception)))
  const idle = exceptions.filter((exception) => !coverage.gaps.some((gap) => matches(gap, exception)))
  const excused = coverage.gaps.filter((gap) => !open.includes(gap))
  const less = ({ hit, of }: Share, isBranch: boolean): Share => ({
    hit,
    of: of - excused.filter(({ way }) => (way !== undefined) === isBranch).length,
  })
  const [lines, branches] = [less(coverage.total.lines, false), less(coverage.total.branches, true)]
  const problems = [
    ...open
      .filter(({ way }) => way === undefined)
      .map(({ file, line, code }) => `${file}:${line} is not reached: ${code}`),
    ...idle.map(
      ({ file, code, way }) => `exceptions.json excuses what is reached, or not there: ${file}: ${code} ${way ?? ''}`,
    ),
  ]
  if (branches.hit < 0.98 * branches.of) {
    problems.push(`${percent(branches)} of the branches are reached, not 98%`)
    for (const { file, line, code, way } of open)
      if (way !== undefined) problems.push(`${file}:${line} is never ${way}: ${code}`)
  }
  return { problems, lines, branches }
}

export const readExceptions = (): readonly Exception[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'exceptions.json'), 'utf8')) as readonly Exception[]

export const percent = ({ hit, of }: Share): string => (of === 0 ? '-' : `${((100 * hit) / of).toFixed(2)}%`)

export function coverageTable({ files, total }: Coverage): string {
  const row = ({ file, lines, branches }: FileCoverage): string =>
    `${file.replace(/^contracts\//, '').padEnd(34)}${`${lines.hit}/${lines.of}`.padStart(10)}${percent(lines).padStart(9)}${`${branches.hit}/${branches.of}`.padStart(12)}${percent(branches).padStart(9)}`
  return [
    `${'contract'.padEnd(34)}${'lines'.padStart(19)}${'branches'.padStart(21)}`,
    ...files.map(row),
    row(total),
  ].join('\n')
}
