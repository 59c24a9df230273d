import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { describePublicApi, PINNED } from './public.ts'

test('the public entry exports what is pinned, with these signatures', () => {
  assert.equal(
    describePublicApi(),
    readFileSync(PINNED, 'utf8'),
    'engine/index.ts exports something else than test/engine/api/public.txt says. If that is meant, run ' +
      '`node test/engine/api/public.ts`, look at the difference in git, and tell it in CHANGELOG.md.',
  )
})
