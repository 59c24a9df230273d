/** What suites run of a subgraph's mappings, by real execution: docs in `measure.ts` on what is counted. */
import type { TestingConfig } from '../config.ts'
import { instrument } from './instrument.ts'
import { type Coverage, measureFile, sumOf } from './measure.ts'
import { readSources } from './sources.ts'
import { loadSyntax } from './syntax.ts'

export { formatCoverage, formatPercent } from './format.ts'
export { REACHED } from './instrument.ts'
export { type Count, type Counts, type Coverage, type FileCoverage, percentOf } from './measure.ts'

/** Collects what is reached while suites run. */
export type CoverageRun = {
  /** What the compiler is to read in place of a file; undefined for the file itself. */
  readSource(path: string): string | undefined
  /** To be called when the point of this number is reached. */
  reached(point: number): void
  result(): Coverage
}

/** @throws TestingError `CONFIG`, `COMPILE` */
export function startCoverage(config: TestingConfig): CoverageRun {
  const syntax = loadSyntax(config.libsDir)
  const hits = new Set<number>()
  const texts = new Map<string, string>()
  let firstPoint = 0
  const sources = readSources(config, syntax).map(({ path, file, text, statements, handlers }) => {
    const first = firstPoint
    const { points, text: instrumented } = instrument(syntax, text, statements, first)
    texts.set(path, instrumented)
    firstPoint += points.length
    return { file, points, handlers, first }
  })
  return {
    readSource: (path) => texts.get(path),
    reached: (point) => hits.add(point),
    result: () => {
      const files = sources.map(({ file, points, handlers, first }) =>
        measureFile(file, points, handlers, (index) => hits.has(first + index)),
      )
      return { total: sumOf(files), files }
    },
  }
}
