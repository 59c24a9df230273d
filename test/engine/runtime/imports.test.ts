import assert from 'node:assert/strict'
import { cpSync, globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, startLedger, temporaryFolder } from '../support/engine.ts'

const text = (value: string) => [value.length, ...Buffer.from(value)]
const section = (id: number, body: readonly number[]) => [id, body.length, ...body]

/** A module that asks for functions without parameters. */
function moduleWith(imports: readonly (readonly [from: string, name: string])[]): Uint8Array {
  const functions = imports.flatMap(([from, name]) => [...text(from), ...text(name), 0, 0])
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return Uint8Array.from([...header, ...section(1, [1, 0x60, 0, 0]), ...section(2, [imports.length, ...functions])])
}

// What AssemblyScript asks for where a mapping uses `Math.random()`, `Date.now()` and `performance.now()`.
it('A97: no mapping gets the time or randomness, which would make two runs differ: it is refused by name', async (t) => {
  const build = join(temporaryFolder(t), 'build')
  cpSync(await buildFixture('ledger'), build, { recursive: true })
  const [mapping = ''] = globSync('**/*.wasm', { cwd: build })
  const imports = [
    ['env', 'seed'],
    ['env', 'Date.now'],
    ['env', 'performance.now'],
  ] as const
  writeFileSync(join(build, mapping), moduleWith(imports))
  await assert.rejects(startLedger(t, await ledgerChain(t), { buildDir: build }), {
    message: 'data source Ledger uses host functions that this engine does not offer: seed, Date.now, performance.now',
  })
})
