/**
 * Does some steps of the workload: `writer.ts STORE FROM TO`, and says `stored N` or `durable N` after each. An error
 * ends it as it ends the engine: one line where the user can act on it, else with a stack.
 */
import { writeSync } from 'node:fs'
import { StoreError } from '../../../engine/store/index.ts'
import { open, runSteps } from './workload.ts'

const [path = '', from, to] = process.argv.slice(2)
try {
  runSteps(open(path), [Number(from), Number(to)], (what, steps) => void writeSync(1, `${what} ${steps}\n`))
} catch (error) {
  writeSync(2, error instanceof StoreError ? `error: ${error.message}\n` : `${(error as Error).stack}\n`)
  process.exitCode = 1
}
