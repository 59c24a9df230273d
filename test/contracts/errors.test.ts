import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import hre from 'hardhat'
import type { Abi } from 'viem'

test('every error of the interfaces is provoked by a test, and every function called by one', async () => {
  const tests = globSync('**/*.ts', { cwd: import.meta.dirname })
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n')
  const missing: string[] = []
  for (const name of ['ILabelMarket', 'IStakeVault', 'ILabelToken']) {
    const { abi } = await hre.artifacts.readArtifact(name)
    for (const entry of abi as Abi) {
      if (entry.type === 'error' && !tests.includes(`'${entry.name}'`)) missing.push(`${name}: error ${entry.name}`)
      const inherited =
        name === 'ILabelToken' && !/SUPPLY|ALLOCATION|permit|nonces/.test('name' in entry ? entry.name : '')
      if (entry.type !== 'function' || inherited) continue
      const called = new RegExp(`\\.(read|write)\\.${entry.name}\\(`)
      if (!called.test(tests)) missing.push(`${name}: function ${entry.name}`)
    }
  }
  assert.deepEqual(missing, [])
})
