import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')

/** What the files of a folder may import from the other folders of the project. */
const allowed: Record<string, readonly string[]> = {
  engine: [],
  api: [],
  dashboard: [],
  cli: ['engine', 'api', 'scripts'],
  // The deep tests of the contracts are scripts that run parts of test/.
  scripts: ['test'],
}

test('imports point one way: cli to api and engine, the engine to nothing of ours', () => {
  const wrong: string[] = []
  for (const [folder, targets] of Object.entries(allowed)) {
    const files = globSync(`${folder}/**/*.{ts,tsx,mts}`, { cwd: root, exclude: ['**/build/**', '**/generated/**'] })
    for (const file of files) {
      const source = readFileSync(join(root, file), 'utf8')
      for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)) {
        const target = relative(root, join(root, dirname(file), specifier ?? '')).split('/')[0] ?? ''
        if (target !== folder && !targets.includes(target)) wrong.push(`${file} imports ${specifier}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})
