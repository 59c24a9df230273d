import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Engine, type EngineOptions, type LogCheck, startEngine } from '../../../engine/index.ts'
import { dumpStore } from '../../support/store-dump.ts'
import { createRandom } from '../equivalence/random.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { collectLogs } from '../support/loggers.ts'
import { expectedNotes } from './branches.ts'
import { FAULTS, type SimFault } from './faults.ts'
import { createWorld, type Interruption, type World } from './world.ts'

export type Outcome = {
  readonly seed: number
  /** What is wrong; absent where the store equals that of a fresh index, and both have what the mapping should note. */
  readonly difference?: string
  readonly blocks: number
  readonly notes: number
  readonly starts: number
  /** How often each fault and each interruption happened. */
  readonly counts: ReadonlyMap<string, number>
}

const FIXTURES = join(import.meta.dirname, 'fixtures')
/** What belongs to a store, as a kill leaves it. */
const BESIDE = ['.calls', '.calls-wal', '.logs', '.logs-wal']
const SUFFIXES = ['', '-wal', ...BESIDE]
const END_TIMEOUT_MS = 120_000
/** In memory where the system has such a folder: what a power failure does is tested elsewhere. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export type SeedOptions = {
  /** Drawn where it is not given, with the faults that it can stand. */
  readonly logCheck?: LogCheck
  readonly faults?: readonly SimFault[]
}

/** Runs one seed: an engine in a bad world that gets well in the end, then a fresh one. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<Outcome> {
  const folder = mkdtempSync(join(TEMPORARY, 'labelproof-simulation-'))
  try {
    return await runIn(folder, seed, options)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runIn(folder: string, seed: number, options: SeedOptions): Promise<Outcome> {
  const random = createRandom(seed ^ 0x5eed)
  const drawnCheck = random.pick(['bloom', 'bloom', 'proof'] as const)
  const { logCheck = drawnCheck, faults = FAULTS.filter((fault) => logCheck === 'proof' || !fault.needsProof) } =
    options
  const limited = random.chance(0.1)
  const archive = random.chance(0.5)
  const world = createWorld({ seed, faults, maxDepth: 40 })
  const quorum = random.int(1, world.urls.length)
  const { logger, lines } = collectLogs()
  const base = {
    buildDir: await buildFixture('branches', FIXTURES),
    fetch: world.fetch,
    pollIntervalMs: 1,
    rpcBackoffMs: 1,
    rpcTimeoutMs: 200,
    // A start that fails is made again.
    connectTimeoutMs: 0,
    logger,
  }
  const counts = new Map<string, number>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  let storePath = join(folder, '0.sqlite')
  let starts = 0

  async function start(onProgress: NonNullable<EngineOptions['onProgress']>): Promise<Engine> {
    for (;;) {
      starts++
      world.starting = true
      const depth = limited && !world.healed ? { maxReorgDepth: 3 } : {}
      const { urls: rpcUrl } = world
      try {
        return await startEngine({ ...base, rpcUrl, storePath, logCheck, archive, quorum, onProgress, ...depth })
      } catch (error) {
        if (!isNodesDoing(error)) throw error
      } finally {
        world.starting = false
      }
    }
  }

  /** Until the engine stands at the tip of a world that is well. Whatever ends it before, it starts again. */
  async function live(): Promise<void> {
    while (!(await liveOnce())) count('restart')
  }

  async function liveOnce(): Promise<boolean> {
    const ended = Promise.withResolvers<Interruption | 'tip'>()
    let copy: string | undefined
    world.onInterruption = (what) => {
      if (copy !== undefined) return
      copy = join(folder, `${starts}.sqlite`)
      count(what)
      // Now, in the middle of whatever it is doing: a kill leaves the files as they are.
      if (what === 'kill') copyFiles(storePath, copy, SUFFIXES)
      ended.resolve(what)
    }
    const before = lines.length
    const engine = await start(({ head }) => {
      if (!world.healed) return
      if (head?.hash === world.tip.hash) ended.resolve('tip')
      // Whoever runs it reads that it stands still, and allows more.
      if (limited && lines.slice(before).some((line) => line.includes('--max-reorg'))) ended.resolve('stop')
    })
    // It keeps the process alive, too: a request that hangs in memory does not.
    const limit = setTimeout(() => ended.reject(new Error('the tip was not reached')), END_TIMEOUT_MS)
    try {
      const what = await Promise.race([ended.promise, engine.done.then(() => 'stop' as const)])
      if (what === 'kill' && copy !== undefined) storePath = copy
      if (what === 'index anew' && copy !== undefined) {
        copyFiles(storePath, copy, BESIDE)
        storePath = copy
      }
      return what === 'tip'
    } catch (error) {
      if (isNodesDoing(error)) return false
      throw error
    } finally {
      await engine.stop().catch(() => {})
      clearTimeout(limit)
    }
  }

  try {
    await live()
    const fresh = join(folder, 'fresh.sqlite')
    const freshEngine = await startEngine({ ...base, rpcUrl: world.urls, storePath: fresh, logCheck: 'ends' })
    await freshEngine.waitForBlock(world.tip.number).finally(() => freshEngine.stop())
    for (const [name, times] of world.counts) counts.set(name, times)
    const outcome = { seed, blocks: world.tip.number, notes: expectedNotes(world.tip).length, starts, counts }
    const difference = compare(storePath, fresh, world)
    return difference === undefined
      ? outcome
      : { ...outcome, difference: `${difference}\n${lines.slice(-40).join('\n')}` }
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}\n${lines.slice(-40).join('\n')}`)
  }
}

/** What the world does to an engine that then has to be started again. */
function isNodesDoing(error: unknown): boolean {
  return error instanceof Error && ['RpcError', 'WrongChainError'].includes(error.name)
}

function copyFiles(from: string, to: string, suffixes: readonly string[]): void {
  for (const suffix of suffixes) if (existsSync(from + suffix)) cpSync(from + suffix, to + suffix)
}

function compare(path: string, fresh: string, world: World): string | undefined {
  const [mine, other] = [dumpStore(path).split('\n'), dumpStore(fresh).split('\n')]
  const lacking = other.filter((line) => !mine.includes(line))
  const extra = mine.filter((line) => !other.includes(line))
  if (lacking.length > 0 || extra.length > 0 || mine.length !== other.length) {
    return `lacks ${lacking.length}, has ${extra.length} too many: ${lacking[0] ?? extra[0] ?? mine.length - other.length}`
  }
  const db = new DatabaseSync(fresh, { readOnly: true })
  try {
    const rows = db.prepare('SELECT * FROM "Note"').all().length
    const expected = expectedNotes(world.tip).length
    return rows === expected ? undefined : `a fresh index has ${rows} notes, the chain ${expected}`
  } finally {
    db.close()
  }
}
