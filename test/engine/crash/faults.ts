import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from '../equivalence/random.ts'
import { findLoss, readTold } from './judge.ts'
import { makeReference, prepareStore, type Reference } from './reference.ts'
import { findPoints, type Point, type Seen, traceWriter } from './strace.ts'
import { SECTIONS } from './workload.ts'

/** A folder in memory, where there is one: thousands of stores are made, and kill -9 does not touch what a disk has. */
export function crashFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'engine-crash-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export const ERRNOS = ['ENOSPC', 'EIO'] as const

/** Interferes with runs of the writer, one after the other. */
export type Bench = {
  readonly reference: Reference
  /** Every place in the workload at which one of the calls is made. */
  points(calls: readonly string[], seen?: Seen): Promise<Point[]>
  /** Kills a run before its call, unless this run makes fewer of them: how many pages a checkpoint finds is chance. */
  kill(point: Point): Promise<{ readonly isKilled: boolean; readonly wrong: string | undefined }>
  /** Lets the call fail, once or from then on. @returns what is wrong, or how the run ended */
  fail(
    point: Point,
    error: (typeof ERRNOS)[number],
    isSticky: boolean,
  ): Promise<{ wrong: string } | { ended: 'well' | 'with an error' }>
}

export function openBench(folder: string): Bench {
  const reference = makeReference(folder)
  const path = join(folder, 'store.sqlite')

  function run({ section, call, n, seen }: Point, injection: string, isSticky = false) {
    prepareStore(reference, section[0], path)
    const when = `${n}${isSticky ? '+' : ''}`
    const inject = `inject=${call}:${injection}:when=${when}`
    return traceWriter(path, section, ['-o', '/dev/null', '-e', `trace=${call}`, '-e', inject], seen)
  }

  /** What is wrong with what a run left. */
  function judge(stdout: string, [from, to]: Point['section']): string | undefined {
    const least = Math.max(readTold(stdout).stored, from)
    return findLoss(path, reference, { least, most: Math.min(least + 1, to) })
  }

  return {
    reference,
    async points(calls, seen = 'all files') {
      const found: Point[] = []
      for (const section of SECTIONS) {
        prepareStore(reference, section[0], path)
        found.push(...(await findPoints(path, section, calls, join(folder, 'calls'), seen)))
      }
      return found
    },
    async kill(point) {
      const { code, signal, stdout, stderr } = await run(point, 'signal=SIGKILL')
      const isKilled = signal === 'SIGKILL'
      const failed = isKilled || code === 0 ? undefined : `it was not killed, and failed: ${stderr}`
      return { isKilled, wrong: failed ?? judge(stdout, point.section) }
    },
    async fail(point, error, isSticky) {
      const { code, stdout, stderr } = await run(point, `error=${error}`, isSticky)
      const lost = judge(stdout, point.section)
      if (lost !== undefined) return { wrong: lost }
      if (code === 0) return { ended: 'well' }
      if (code !== 1) return { wrong: `it ended with code ${code}: ${stderr}` }
      const isClear = /^error: [^\n]+\n$/.test(stderr)
      return isClear ? { ended: 'with an error' } : { wrong: `it does not say clearly what happened: ${stderr}` }
    },
  }
}

/** `count` of the points, as evenly over the calls as there are points of each: those that are rarely made are all there. */
export function drawPoints(points: readonly Point[], count: number, random: Random): Point[] {
  const byCall = [...Map.groupBy(points, ({ call, seen }) => `${call} ${seen}`).values()].map((group) =>
    random.some(group, group.length, group.length),
  )
  const longest = Math.max(0, ...byCall.map(({ length }) => length))
  const turns = Array.from({ length: longest }, (_, turn) => byCall.flatMap((group) => group[turn] ?? []))
  return turns.flat().slice(0, count)
}

/** A point in words. */
export function describePoint({ section: [from, to], call, n, seen }: Point): string {
  return `${call} ${n} (${seen}) of the steps ${from} to ${to}`
}
