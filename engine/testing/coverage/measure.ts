import type { Branch, Point } from './instrument.ts'

/** How many there are, and how many of them the suites reached. */
export type Count = { readonly reached: number; readonly total: number }

export type Counts = {
  /** Functions that the manifest names. */
  readonly handlers: Count
  /** Functions with a body, methods and anonymous functions included. */
  readonly functions: Count
  /** Lines within functions on which a statement begins: reached when one of them ran. */
  readonly lines: Count
  /** Ways that a condition can go. */
  readonly branches: Count
}

/** What ran of one source. `file`: relative to the subgraph's folder. Lines are from 1, ascending. */
export type FileCoverage = Counts & {
  readonly file: string
  readonly missed: {
    readonly functions: readonly { readonly name: string; readonly line: number; readonly handler: boolean }[]
    readonly lines: readonly number[]
    readonly branches: readonly { readonly branch: Branch; readonly line: number }[]
  }
}

/** What the suites ran of the mappings, whether their tests passed or not. */
export type Coverage = { readonly total: Counts; readonly files: readonly FileCoverage[] }

/** @param reached whether the point of an index was reached */
export function measureFile(
  file: string,
  points: readonly Point[],
  handlers: ReadonlySet<string>,
  reached: (index: number) => boolean,
): FileCoverage {
  const missed = points.filter((_, index) => !reached(index))
  const functions = points.filter((point) => point.kind === 'function')
  const missedFunctions = missed.filter((point) => point.kind === 'function')
  const isHandler = ({ name }: { readonly name: string }) => handlers.has(name)
  const lines = linesOf(points)
  const reachedLines = linesOf(points.filter((_, index) => reached(index)))
  const branches = points.filter((point) => point.kind === 'branch')
  const missedBranches = missed.filter((point) => point.kind === 'branch')
  return {
    file,
    handlers: count(functions.filter(isHandler), missedFunctions.filter(isHandler)),
    functions: count(functions, missedFunctions),
    lines: { reached: reachedLines.size, total: lines.size },
    branches: count(branches, missedBranches),
    missed: {
      functions: missedFunctions.map(({ name, line }) => ({ name, line, handler: handlers.has(name) })),
      lines: [...lines].filter((line) => !reachedLines.has(line)).sort((a, b) => a - b),
      branches: missedBranches.map(({ branch, line }) => ({ branch, line })),
    },
  }
}

export function sumOf(files: readonly FileCoverage[]): Counts {
  const sum = (name: keyof Counts): Count => ({
    reached: files.reduce((total, file) => total + file[name].reached, 0),
    total: files.reduce((total, file) => total + file[name].total, 0),
  })
  return { handlers: sum('handlers'), functions: sum('functions'), lines: sum('lines'), branches: sum('branches') }
}

/** From 0 to 100; all of nothing is 100. */
export function percentOf({ reached, total }: Count): number {
  return total === 0 ? 100 : (100 * reached) / total
}

function linesOf(points: readonly Point[]): Set<number> {
  return new Set(points.filter((point) => point.kind === 'statement').map((point) => point.line))
}

function count(all: readonly Point[], missed: readonly Point[]): Count {
  return { reached: all.length - missed.length, total: all.length }
}
