import { parseArgs } from 'node:util'
import { runSuites, TestingError } from './index.ts'

const USAGE = `Usage: node engine/testing/main.ts DIR [SUITE...]

Runs the matchstick-as suites (*.test.ts) of the subgraph in DIR.

  DIR        folder of subgraph.yaml and matchstick.yaml
  SUITE      run only suites whose path below the tests folder begins with this
  -h, --help show this

Exit code: 0 all tests passed, 1 a test failed, 2 the suites could not be run.`

/** Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(argv)
  if (values.help === true) {
    console.log(USAGE)
    return 0
  }
  const [subgraphDir, ...filter] = positionals
  if (subgraphDir === undefined) throw new UsageError('DIR is missing')
  const { failed } = await runSuites({ subgraphDir, filter, out: (line) => console.log(line) })
  return failed === 0 ? 0 : 1
}

class UsageError extends Error {}

function parseArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
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
