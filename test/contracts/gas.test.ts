import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import hre from 'hardhat'
import { type GasReport, measureGas, pagePath, reportPath, tableIn, tableOf } from '../../bench/gas.ts'
import { linksOf } from '../../scripts/deploy-viem.ts'

/** Beyond this a change of gas is deliberate, and the committed figures change with it. */
const tolerance = 0.02

const committed = JSON.parse(readFileSync(reportPath, 'utf8')) as GasReport

test('the gas of each step of a batch is within 2% of bench/gas.json (else run: node bench/gas.ts)', async () => {
  const measured = flatten(await measureGas())
  const expected = flatten(committed)
  assert.deepEqual(Object.keys(measured), Object.keys(expected))
  for (const [name, value] of Object.entries(measured)) {
    const wanted = expected[name] ?? Number.NaN
    const drift = Math.abs(value - wanted) / wanted
    assert.ok(drift <= tolerance, `${name}: ${value}, committed ${wanted}`)
  }
})

test('by a busy relayer, of a panel of three, a label costs at most 5,000 gas of 100 items and 1,500 of 500', () => {
  const perLabel = (items: number) =>
    committed.batches.find((batch) => batch.seats === 3 && batch.items === items)?.bulk.perLabel ?? Number.NaN
  assert.ok(perLabel(100) <= 5000, `${perLabel(100)} of 100 items`)
  assert.ok(perLabel(500) <= 1500, `${perLabel(500)} of 500 items`)
})

test('no contract that the market needs exceeds the size that a chain takes', async () => {
  for (const name of ['LabelMarket', ...linksOf(await hre.artifacts.readArtifact('LabelMarket'))]) {
    const { deployedBytecode } = await hre.artifacts.readArtifact(name)
    const bytes = deployedBytecode.length / 2 - 1
    assert.ok(bytes < 24_576, `${name}: ${bytes} bytes`)
  }
})

test('the table in docs/protocol.md is that of bench/gas.json', () => {
  assert.equal(tableIn(readFileSync(pagePath, 'utf8')), tableOf(committed))
})

/** Every number of the report under the path of names that leads to it. */
function flatten(value: unknown, path = 'report'): Record<string, number> {
  if (typeof value === 'number') return { [path]: value }
  const children = Object.entries(value as object).map(([name, child]) => flatten(child, `${path}.${name}`))
  return Object.assign({}, ...children)
}
