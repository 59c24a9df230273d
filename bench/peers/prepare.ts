import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * The folder of a peer's project, a copy of the folder `name` beside this file, with its packages: installed once and kept
 * in the system's folder for temporary files. They are no dependencies of the project: a benchmark alone runs them.
 * @param install what puts the packages into the folder given
 */
export async function prepare(name: string, install: (folder: string) => Promise<unknown>): Promise<string> {
  const source = join(import.meta.dirname, name)
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const file of globSync('**/*.*', { cwd: source }).sort())
    hash.update(file).update(readFileSync(join(source, file)))
  const kept = join(tmpdir(), `engine-bench-${name}-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(kept)) return kept
  // At its place from the start: packages keep links with whole paths.
  try {
    cpSync(source, kept, { recursive: true })
    await install(kept)
    return kept
  } catch (error) {
    rmSync(kept, { recursive: true, force: true })
    throw error
  }
}

/** Packages without their install scripts, by npm: into `folder` as its package.json says, or those named. */
export async function npmInstall(folder: string, packages: readonly string[] = []): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const manifest = join(folder, 'package.json')
  // Without one npm would take that of the folder above.
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error']
  await promisify(execFile)('npm', ['install', ...options, ...packages], { cwd: folder })
}
