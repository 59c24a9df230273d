/** Switches mutants on, one after the other, and asks the tests that reach them. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompilationError, parse, readSources, root, type Sources, writeArtifacts } from '../probes/compile.ts'
import { type Hits, measureHits, workFolder } from '../probes/coverage.ts'
import type { Probe } from '../probes/probes.ts'
import { hashOfTests, inParallel, runTestFile } from '../probes/run-tests.ts'
import { seededRandom } from '../support/random.ts'
import { applyMutant, findMutants, type Mutant, switchesIn, switchMutants } from './mutants.ts'

/** `unreached`: no test comes there. `refused`: the compiler does not take it. */
export type Fate = 'killed' | 'timed out' | 'survived' | 'unreached' | 'refused'

type Verdict = {
  readonly fate: Fate
  readonly ms: number
  /** Which test file killed it, and there which test. */
  readonly by?: { readonly file: string; readonly test: string }
}

export type Judged = Verdict & { readonly mutant: Mutant }

/** A mutant that no test can tell from the original, or that is left on purpose: it is not tried. */
export type Excused = { readonly key: string; readonly reason: string }

export type MutationOptions = {
  readonly seed: number
  /** How many are drawn; all, where there are fewer. */
  readonly count: number
  /** Words of files or functions (`Contract.function`) to keep to. */
  readonly only?: readonly string[]
  readonly timeLimitMs?: number
  readonly log?: (line: string) => void
}

export type MutationResult = {
  readonly seed: number
  /** All that were found, and those that were drawn. */
  readonly found: number
  readonly drawn: number
  readonly judged: readonly Judged[]
  readonly score: number
  readonly secondsPerMutant: number
  readonly seconds: number
  /** Survivors. */
  readonly open: readonly Judged[]
  readonly excused: number
}

/** The tests that kill a mutant come first for its neighbours too. */
type Plan = {
  readonly files: readonly string[]
  readonly killsOf: Map<string, number>
  readonly msOf: ReadonlyMap<string, number>
}

/**
 * Verdicts are kept: a run goes on where it was ended. One of a killed mutant holds while the contracts and the test that killed it
 * stay the same, any other while all tests do.
 * @returns What became of each mutant.
 */
export async function testMutants({
  seed,
  count,
  only = [],
  timeLimitMs,
  log = () => {},
}: MutationOptions): Promise<MutationResult> {
  const started = performance.now()
  const sources = readSources()
  const trees = parse(sources)
  const hits = await measureHits(log)
  if (hits.failed.length > 0) throw new Error(`tests fail before any mutant:\n${hits.failed.join('\n')}`)
  const found = findMutants(sources, trees).filter(
    ({ file, owner }) => only.length === 0 || only.some((word) => file.includes(word) || owner.includes(word)),
  )
  const drawn = shuffled(found, seed).slice(0, count)
  log(`${drawn.length} of ${found.length} mutants, seed ${seed}`)

  const { known, keep } = verdicts(sources)
  const excuses = new Set(readExcuses().map(({ key }) => key))
  const tried = drawn.filter(({ key }) => !excuses.has(key))
  const left = tried.filter(({ key }) => !known.has(key))
  let timedOut = false
  const judge = async (mutant: Mutant, artifacts: string, number: number, plan: Plan): Promise<void> => {
    if (timeLimitMs !== undefined && performance.now() - started > timeLimitMs) timedOut = true
    if (timedOut) return
    const verdict = await judgeMutant(artifacts, number, plan)
    keep(mutant, verdict)
    if (verdict.fate !== 'killed') log(`${verdict.fate}: ${describe(mutant)}`)
    if (known.size % 25 === 0) log(`${known.size} verdicts`)
  }

  const planOf = planner(hits)
  const switched = left.filter(({ form }) => form !== 'apart')
  if (switched.length > 0) {
    const artifacts = join(workFolder, 'switched')
    log(`compiling ${switched.length} mutants side by side`)
    const { kept, refused } = compileSwitched(sources, trees, switched, artifacts)
    for (const mutant of refused) keep(mutant, { fate: 'refused', ms: 0 })
    const numbered = kept.map((mutant, index) => ({ mutant, number: index + 1 }))
    await inParallel(numbered, 2, ({ mutant, number }) => judge(mutant, artifacts, number, planOf(mutant)))
  }
  const apart = left.filter(({ form }) => form === 'apart')
  for (const mutant of apart) {
    if (timedOut) break
    const artifacts = join(workFolder, 'apart')
    try {
      writeArtifacts(applyMutant(sources, mutant), artifacts)
    } catch (error) {
      if (!(error instanceof CompilationError)) throw error
      keep(mutant, { fate: 'refused', ms: 0 })
      continue
    }
    await judge(mutant, artifacts, 0, planOf(mutant))
  }

  const judged = tried.flatMap((mutant): Judged[] => {
    const verdict = known.get(mutant.key)
    return verdict === undefined ? [] : [{ mutant, ...verdict }]
  })
  const counted = judged.filter(({ fate }) => fate !== 'refused')
  const open = counted.filter(({ fate }) => fate === 'survived' || fate === 'unreached')
  const ran = counted.filter(({ ms }) => ms > 0)
  return {
    seed,
    found: found.length,
    drawn: drawn.length,
    judged,
    score: (counted.length - open.length) / Math.max(1, counted.length),
    secondsPerMutant: ran.reduce((sum, { ms }) => sum + ms, 0) / 1000 / Math.max(1, ran.length),
    seconds: Math.round((performance.now() - started) / 1000),
    open,
    excused: drawn.length - tried.length,
  }
}

export const readExcuses = (): readonly Excused[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'excused.json'), 'utf8')) as readonly Excused[]

/** One line: where, in what, which change. */
export function describe({ file, line, owner, operator, from, to }: Mutant): string {
  const short = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 90)
  return `${file}:${line} ${owner} (${operator}): ${short(from)} -> ${short(to) || 'nothing'}`
}

async function judgeMutant(artifacts: string, number: number, plan: Plan): Promise<Verdict> {
  if (plan.files.length === 0) return { fate: 'unreached', ms: 0 }
  const started = performance.now()
  const ms = (): number => Math.round(performance.now() - started)
  const cost = (file: string): number => (plan.msOf.get(file) ?? 1000) / (1 + (plan.killsOf.get(file) ?? 0))
  for (const file of [...plan.files].sort((a, b) => cost(a) - cost(b))) {
    const timeoutMs = 20_000 + 10 * (plan.msOf.get(file) ?? 0)
    const run = await runTestFile(file, {
      artifacts,
      env: { LABELPROOF_MUTANT: String(number) },
      stopAtFailure: true,
      timeoutMs,
    })
    if (run.passed) continue
    plan.killsOf.set(file, (plan.killsOf.get(file) ?? 0) + 1)
    const test = run.failed[0] ?? (run.timedOut ? 'in too long a time' : 'ended early')
    return { fate: run.timedOut ? 'timed out' : 'killed', ms: ms(), by: { file, test } }
  }
  return { fate: 'survived', ms: ms() }
}

/** Which test files reach a mutant: those that hit the innermost probe around it, or one of its contract's for what has no place in a function's body. */
function planner({ probes, filesOf, msOf }: Hits): (mutant: Mutant) => Plan {
  const kills = new Map<string, Map<string, number>>()
  return (mutant) => {
    const around = (probe: Probe): boolean =>
      probe.file === mutant.file && probe.start <= mutant.start && mutant.end <= probe.end + 1
    const statements = probes.filter(
      (probe) => around(probe) && (probe.kind === 'statement' || probe.way === 'entered'),
    )
    const [innermost] = statements.sort((a, b) => a.end - a.start - (b.end - b.start))
    const [contract = ''] = mutant.owner.split('.')
    // What a modifier refuses never enters its function.
    const isOfContract = mutant.operator === 'removed modifier' || !mutant.owner.includes('.')
    const ofPlace = probes.filter(({ file, owner }) => file === mutant.file && (isOfContract || owner === mutant.owner))
    const reached = innermost && !isOfContract ? [innermost] : ofPlace
    const files = [...new Set(reached.flatMap(({ id }) => filesOf.get(id) ?? []))].sort()
    const killsOf = kills.get(contract) ?? new Map<string, number>()
    kills.set(contract, killsOf)
    return { files, killsOf, msOf }
  }
}

/** Leaves out, round by round, what the compiler refuses. */
function compileSwitched(
  sources: Sources,
  trees: Parameters<typeof switchMutants>[1],
  mutants: readonly Mutant[],
  artifacts: string,
): { kept: readonly Mutant[]; refused: readonly Mutant[] } {
  let kept = mutants
  const refused: Mutant[] = []
  for (;;) {
    const switched = switchMutants(sources, trees, kept)
    try {
      writeArtifacts(switched, artifacts, { isOptimized: true })
      return { kept, refused }
    } catch (error) {
      if (!(error instanceof CompilationError)) throw error
      const guilty = new Set(error.problems.flatMap(({ sourceLocation }) => numbersAt(switched, sourceLocation)))
      const out = kept.filter((_, index) => guilty.has(index + 1))
      if (out.length === 0) throw error
      refused.push(...out)
      kept = kept.filter((mutant) => !out.includes(mutant))
    }
  }
}

/** The mutants at a place that the compiler complains of: within it, else the last one before. */
function numbersAt(sources: Sources, location: unknown): number[] {
  const { file, start, end } = location as { file: string; start: number; end: number }
  const bytes = Buffer.from(sources[file] ?? '', 'utf8')
  const within = switchesIn(bytes.subarray(start, end).toString('utf8'))
  if (within.length > 0) return within
  return switchesIn(bytes.subarray(0, end).toString('utf8')).slice(-1)
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = seededRandom(seed)
  const list = [...items]
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const [a, b] = [list[i] as T, list[j] as T]
    list[i] = b
    list[j] = a
  }
  return list
}

/** What earlier runs found that still holds. */
function verdicts(sources: Sources): {
  readonly known: ReadonlyMap<string, Verdict>
  readonly keep: (mutant: Mutant, verdict: Verdict) => void
} {
  const fingerprint = createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16)
  const store = join(workFolder, `mutants-${fingerprint}.json`)
  const hashes = new Map<string | undefined, string>()
  const basisOf = ({ by }: Verdict): string => {
    const hash = hashes.get(by?.file) ?? hashOfTests(by && [by.file])
    hashes.set(by?.file, hash)
    return hash
  }
  type Kept = readonly [key: string, verdict: Verdict, basis: string]
  const kept = existsSync(store) ? (JSON.parse(readFileSync(store, 'utf8')) as readonly Kept[]) : []
  const known = new Map<string, Verdict>()
  const lines = new Map<string, Kept>()
  for (const line of kept) {
    const [key, verdict, basis] = line
    if (verdict.by !== undefined && !existsSync(join(root, verdict.by.file))) continue
    if (basisOf(verdict) !== basis) continue
    known.set(key, verdict)
    lines.set(key, line)
  }
  const keep = ({ key }: Mutant, verdict: Verdict): void => {
    known.set(key, verdict)
    lines.set(key, [key, verdict, basisOf(verdict)])
    mkdirSync(workFolder, { recursive: true })
    writeFileSync(store, JSON.stringify([...lines.values()]))
  }
  return { known, keep }
}
