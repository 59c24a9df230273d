import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TestingError } from './errors.ts'

/** A file of tests. `name`: its path below the tests folder without `.test.ts`, in lower case, such as `batch/tally`. */
export type SuiteFile = { readonly name: string; readonly path: string }

const SUFFIX = '.test.ts'

/**
 * Finds the suites below a folder, ordered by name.
 * @param filter only suites whose name begins with one of these, case ignored; all when empty
 * @throws TestingError `CONFIG` when there is no such folder, `NO_SUITES` when nothing is left to run
 */
export function findSuites(testsDir: string, filter: readonly string[] = []): SuiteFile[] {
  const suites = listSuites(testsDir)
  if (suites.length === 0) throw new TestingError('NO_SUITES', `no ${SUFFIX} files in ${testsDir}`)
  const prefixes = filter.map((prefix) => prefix.toLowerCase())
  const chosen = suites.filter(
    ({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)),
  )
  if (chosen.length === 0) throw new TestingError('NO_SUITES', `No tests match set patterns: ${filter.join(',')}`)
  return chosen
}

function listSuites(testsDir: string): SuiteFile[] {
  let files: string[]
  try {
    files = readdirSync(testsDir, { recursive: true, encoding: 'utf8' })
  } catch (error) {
    throw new TestingError('CONFIG', `cannot read the tests folder ${testsDir}`, { cause: error })
  }
  return files
    .filter((file) => file.toLowerCase().endsWith(SUFFIX))
    .map((file) => ({ name: suiteName(file), path: join(testsDir, file) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function suiteName(file: string): string {
  return file.slice(0, -SUFFIX.length).replaceAll('\\', '/').toLowerCase()
}
