import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readReport, runFuzz } from './run.ts'

/** Gates: fewer properties, or invariants with fewer calls, are a failure. */
const leastProperties = 80
const leastCalls = 128_000
const leastInvariants = 23
const runs = 10_000
const readme = join(import.meta.dirname, '..', 'README.md')

test('every property holds for 10,000 draws, every invariant for 128,000 calls', async (context) => {
  const seed = Number(process.env.TEST_SEED ?? 1)
  const { properties, invariants, failures } = await runFuzz({ seed, runs, invariantRuns: 256, depth: 500 })
  assert.equal(failures, '', `seed ${seed}`)
  const counts = Object.entries(properties)
  assert.ok(counts.length >= leastProperties, `${counts.length} properties, not ${leastProperties}`)
  for (const [name, count] of counts) assert.ok(count >= runs, `${name}: ${count} runs`)
  for (const [name, calls] of Object.entries(invariants)) assert.ok(calls >= leastCalls, `${name}: ${calls} calls`)
  const numbers = [...new Set(Object.keys(invariants).map((name) => Number(name.split(' ')[1])))].sort((a, b) => a - b)
  const told = [...readFileSync(readme, 'utf8').matchAll(/^\| I(\d+) \|/gm)].map((match) => Number(match[1]))
  assert.deepEqual(numbers, told, 'the invariants of the README are those that are checked')
  assert.ok(numbers.length >= leastInvariants, `${numbers.length} invariants, not ${leastInvariants}`)
  context.diagnostic(`fuzz properties: ${counts.length}`)
  context.diagnostic(`fuzz runs: ${counts.reduce((sum, [, count]) => sum + count, 0)}`)
  context.diagnostic(`invariants: ${numbers.length}`)
  context.diagnostic(`least calls of an invariant: ${Math.min(...Object.values(invariants))}`)
})

test('the report of the runner is read by contract', () => {
  const report = [
    'Running Solidity tests',
    '',
    '  test/contracts/fuzz/Small.t.sol:IdsTest',
    '    ✔ testFuzz_a(bytes32) (runs: 2002)',
    'proptest: a line between    ✔ testFuzz_b(uint256,(bool,address)[]) (runs: 7)',
    '    ✔ test_c()',
    '    1) testFuzz_d(bytes32)',
    '',
    '  test/contracts/fuzz/StakeVault.t.sol:StakeVaultTest',
    '    ✔ invariant_1_balance() (runs: 256)',
  ].join('\n')
  assert.deepEqual(readReport(report, 500), {
    properties: { 'IdsTest.testFuzz_a': 2002, 'IdsTest.testFuzz_b': 7 },
    invariants: { 'StakeVaultTest.invariant_1_balance 1': 128_000 },
    others: 1,
    failures: '',
  })
})
