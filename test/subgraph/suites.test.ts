import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { runSuites } from '../../engine/index.ts'

const SUBGRAPH = join(import.meta.dirname, '../../subgraph')

const report = await runSuites({ subgraphDir: SUBGRAPH })

for (const suite of report.suites) {
  test(`matchstick suite ${suite.name}`, async (t) => {
    for (const { groups, name, passed, logs } of suite.tests) {
      await t.test([...groups, name].join(' > '), () => assert.ok(passed, logs.join('\n')))
    }
  })
}

test('a handler that misses its parent says which entity is missing', () => {
  const failing = report.suites.flatMap(({ tests }) => tests).filter(({ name }) => name.startsWith('fails '))
  assert.ok(failing.length > 0)
  for (const { groups, logs } of failing) {
    assert.match(
      logs[0] ?? '',
      /^🆘 (Project|Batch|Annotator|Submission|Earning|Label|Slash|Dispute) .*0x[0-9a-f]+ does not exist$/,
      groups.join(' > '),
    )
  }
})
