import { execFile } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { buildFixture } from '../support/build-fixture.ts'
import { temporaryFolder } from '../support/engine.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const GRAPH = join(ROOT, 'node_modules', '.bin', 'graph')

/** Runs the unmodified graph-cli. */
export function graph(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const env = { ...process.env, HOME: folder, NO_COLOR: '1', CI: '1' }
  return new Promise((resolve) => {
    execFile(GRAPH, args, { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr })
    })
  })
}

/** A folder with the sources of a fixture, ready for graph-cli, removed after the test. */
export async function fixtureSources(t: TestContext, name: string): Promise<string> {
  return sourcesOf(t, await buildFixture(name))
}

/** As `fixtureSources`, by the folder of its build. */
export function sourcesOf(t: TestContext, buildDir: string): string {
  const folder = join(temporaryFolder(t), 'subgraph')
  cpSync(dirname(buildDir), folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}
