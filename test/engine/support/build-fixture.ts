import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const run = promisify(execFile)
/** Builds under way in this process, by where they are kept. */
const builds = new Map<string, Promise<void>>()

/**
 * Builds a fixture with graph-cli and returns the build folder. Builds are kept in the system's folder for temporary
 * files by the hash of their sources: graph-cli takes seconds.
 */
export async function buildFixture(name: string, fixtures = FIXTURES): Promise<string> {
  const source = join(fixtures, name)
  const kept = join(tmpdir(), `labelproof-fixture-${name}-${hashFolder(source)}`)
  if (!existsSync(kept)) {
    const building = builds.get(kept) ?? buildOnce(name, source, kept)
    builds.set(kept, building)
    await building
  }
  return join(kept, 'build')
}

async function buildOnce(name: string, source: string, kept: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), `labelproof-fixture-${name}-`))
  cpSync(source, work, { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'))
  const graph = join(ROOT, 'node_modules', '.bin', 'graph')
  await run(graph, ['codegen'], { cwd: work })
  await run(graph, ['build'], { cwd: work })
  moveOnce(work, kept)
}

/** Of two test processes that build the same fixture, the first to finish wins. */
export function moveOnce(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(to)) throw error
    rmSync(from, { recursive: true })
  }
}

function hashFolder(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(path.slice(folder.length)).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}
