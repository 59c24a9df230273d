import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import hre from 'hardhat'
import type { Abi } from 'viem'

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')

test('every leaf of the trees is a test, and every test a leaf', () => {
  for (const tree of globSync('*.tree', { cwd: import.meta.dirname })) {
    const leaves = [...read(tree).matchAll(/── ((?:A\d+: )?it .*)$/gm)].map(([, leaf]) => leaf)
    const source = read(tree.replace('.tree', '.test.ts'))
    const tests = [...source.matchAll(/^ {2}it\((['"])(.*)\1, /gm)].map(([, , name]) => name)
    assert.deepEqual(tests, leaves, tree)
  }
})

test('every error of the court is provoked by a test, and every function called by one', async () => {
  const tests = globSync('**/*.ts', { cwd: import.meta.dirname })
    .map((file) => read(file))
    .join('\n')
  const { abi } = await hre.artifacts.readArtifact('IDisputeCourt')
  const missing = (abi as Abi).flatMap((entry) => {
    if (entry.type === 'error') return tests.includes(`'${entry.name}'`) ? [] : [entry.name]
    if (entry.type !== 'function') return []
    return new RegExp(`\\.(read|write)\\.${entry.name}\\(`).test(tests) ? [] : [entry.name]
  })
  assert.deepEqual(missing, [])
})
