import { type Count, type Coverage, type FileCoverage, percentOf } from './measure.ts'

const COLUMNS = ['handlers', 'functions', 'lines', 'branches'] as const

/** A table with a row for each file, then what was not reached. */
export function formatCoverage({ files, total }: Coverage): string[] {
  const rows = [...files.map((file) => [file.file, file] as const), ['all', total] as const].map(([name, counts]) => [
    name,
    ...COLUMNS.map((column) => formatCount(counts[column])),
    formatPercent(counts.lines),
  ])
  const table = [['', ...COLUMNS, 'lines %'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  const lines = table.map(([name = '', ...cells]) =>
    [name.padEnd(widths[0] ?? 0), ...cells.map((cell, index) => cell.padStart(widths[index + 1] ?? 0))].join('  '),
  )
  const missed = files.flatMap(formatMissed)
  return ['', 'What the suites ran of the mappings:', '', ...lines, ...(missed.length > 0 ? ['', ...missed] : [])]
}

/** Rounded down: 100 is all. */
export function formatPercent(count: Count): string {
  return (Math.floor(percentOf(count) * 10) / 10).toFixed(1)
}

function formatCount({ reached, total }: Count): string {
  return total === 0 ? '-' : `${reached}/${total}`
}

function formatMissed({ file, missed }: FileCoverage): string[] {
  const functions = missed.functions.map(
    ({ name, line, handler }) => `  ${file}:${line} ${handler ? 'handler ' : ''}${name} was not called`,
  )
  const lines = formatRanges(missed.lines).map((range) => `  ${file}:${range} was not reached`)
  const branches = missed.branches.map(({ branch, line }) => `  ${file}:${line} \`${branch}\` was not taken`)
  return [...functions, ...lines, ...branches]
}

/** Neighbours as one, such as `3` and `5-7`. */
function formatRanges(lines: readonly number[]): string[] {
  const ranges: { from: number; to: number }[] = []
  for (const line of lines) {
    const last = ranges.at(-1)
    if (last !== undefined && last.to === line - 1) last.to = line
    else ranges.push({ from: line, to: line })
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`))
}
