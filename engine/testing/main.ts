import { parseArgs } from 'node:util'
import { formatCoverage, formatPercent, percentOf } from './coverage/index.ts'
import { runSuites, TestingError } from './index.ts'

const USAGE = `Usage: node engine/testing/main.ts DIR [SUITE...] [options]

Runs the matchstick-as suites (*.test.ts) of the subgraph in DIR.

  DIR             folder of subgraph.yaml and matchstick.yaml
  SUITE           run only suites whose path below the tests folder begins with this
  -c, --coverage  shows which handlers, functions, lines and branches of the mappings ran,
                  and which did not; generated code and libraries are left out
  --min-lines N   with --coverage: fails where less than N % of the lines ran
  --json          with --coverage: prints that as JSON, and what the suites print to stderr
  -h, --help      show this

Exit code: 0 all tests passed, 1 a test failed or too little ran, 2 the suites could not be run.`

/** Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(argv)
  if (values.help === true) {
    console.log(USAGE)
    return 0
  }
  const [subgraphDir, ...filter] = positionals
  if (subgraphDir === undefined) throw new UsageError('DIR is missing')
  const json = values.json === true
  const measures = values.coverage === true
  if (json && !measures) throw new UsageError('--json is for --coverage: give that, too')
  const minLines = readMinLines(values['min-lines'])
  if (minLines !== undefined && !measures) throw new UsageError('--min-lines is for --coverage: give that, too')
  const out = (line: string) => (json ? console.error(line) : console.log(line))
  const { passed, failed, coverage } = await runSuites({ subgraphDir, filter, out, coverage: measures })
  if (coverage === undefined) return failed === 0 ? 0 : 1
  if (json) console.log(JSON.stringify({ passed, failed, ...coverage }, null, 2))
  else for (const line of formatCoverage(coverage)) console.log(line)
  const { lines } = coverage.total
  const isEnough = minLines === undefined || percentOf(lines) >= minLines
  if (!isEnough)
    console.error(`${lines.reached} of ${lines.total} lines ran, ${formatPercent(lines)} %: --min-lines is ${minLines}`)
  return failed === 0 && isEnough ? 0 : 1
}

function readMinLines(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) <= 100) return Number(value)
  throw new UsageError(`--min-lines is \`${value}\`: give a number from 0 to 100`)
}

class UsageError extends Error {}

function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        coverage: { type: 'boolean', short: 'c' },
        'min-lines': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`)
  else if (error instanceof TestingError) console.error(error.message)
  else console.error(error)
  process.exitCode = 2
}
