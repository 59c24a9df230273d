import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type GasReport, measureGas, reportPath } from '../../bench/gas.ts'

/** Beyond this a change of gas is deliberate, and the committed figures change with it. */
const tolerance = 0.02

test('the gas of each step of a batch is within 2% of bench/gas.json (else run: node bench/gas.ts)', async () => {
  const committed = JSON.parse(readFileSync(reportPath, 'utf8')) as GasReport
  const measured = await measureGas()
  const { batches, ...plan } = measured
  const { batches: committedBatches, ...committedPlan } = committed
  assert.deepEqual(plan, committedPlan)
  assert.equal(batches.length, committedBatches.length)
  for (const [index, batch] of batches.entries()) {
    for (const [step, gas] of Object.entries(batch)) {
      const expected = committedBatches[index]?.[step as keyof typeof batch] ?? Number.NaN
      const drift = Math.abs(gas - expected) / expected
      assert.ok(drift <= tolerance, `${step} of ${batch.items} items: ${gas} gas, committed ${expected}`)
    }
  }
})
