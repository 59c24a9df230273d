import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { findFreePort } from '../../support/ports.ts'
import { startProcess, waitFor } from '../../support/process.ts'
import { buildFixture } from '../support/build-fixture.ts'
import { ledgerChain, temporaryFolder } from '../support/engine.ts'
import { writeSubgraph } from '../testing/subgraph.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const README = readFileSync(join(ROOT, 'engine/README.md'), 'utf8')

/** The one block of code in the README that contains `text`. */
function blockWith(text: string): string {
  const blocks = [...README.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, code = '']) => code)
  const [block, ...others] = blocks.filter((code) => code.includes(text))
  assert.ok(block !== undefined && others.length === 0, `engine/README.md has one block with ${text}`)
  return block
}

/** Puts what a test has in the place of what a reader has; each must be in the example. */
function adapt(code: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the example has ${from}`)
    return text.replaceAll(from, to)
  }, code)
}

/** The output of a process that ends by itself with code 0. */
async function outputOf(t: TestContext, args: readonly string[]): Promise<string> {
  const running = startProcess(process.execPath, args, { cwd: ROOT })
  t.after(() => running.stop())
  await waitFor('the end', async () => running.child.exitCode ?? undefined, { timeoutMs: 60_000 })
  assert.equal(running.child.exitCode, 0, running.output())
  return running.output()
}

async function testedSubgraph(t: TestContext): Promise<string> {
  const mapping = { file: './mapping.ts', eventHandlers: [{ event: 'Put()', handler: 'handlePut' }] }
  return await writeSubgraph(
    t,
    { puts: `import { handlePut } from '../mapping'\ntest('puts', () => { handlePut() })` },
    {
      'mapping.ts': 'export function handlePut(): void {\n  const n = 1\n}\n',
      'subgraph.yaml': JSON.stringify({ schema: { file: './schema.graphql' }, dataSources: [{ mapping }] }),
    },
  )
}

test('the program in the README runs', async (t) => {
  const chain = await ledgerChain(t)
  await chain.mine(1)
  const folder = temporaryFolder(t)
  const program = adapt(blockWith('startEngine'), {
    './engine/index.ts': pathToFileURL(join(ROOT, 'engine/index.ts')).href,
    'http://127.0.0.1:8545': chain.url,
    'subgraph/build': await buildFixture('ledger'),
    'engine.sqlite': join(folder, 'engine.sqlite'),
    "'subgraph'": `'${await testedSubgraph(t)}'`,
    '8000': '0',
  })
  writeFileSync(join(folder, 'program.mts'), program)
  const output = await outputOf(t, [join(folder, 'program.mts')])
  const [answer, served] = output.trim().split('\n')
  assert.equal(answer, '{"data":{"_meta":{"block":{"number":1}}}}')
  assert.match(served ?? '', /^http:\/\/127\.0\.0\.1:\d+ 1 0 \{ reached: 1, total: 1 \}$/)
})

test('the commands in the README run: the engine, and a query by curl', async (t) => {
  const chain = await ledgerChain(t)
  await chain.mine(1)
  const port = await findFreePort()
  const [start = '', query = ''] = blockWith('--build subgraph/build --rpc').split('\n')
  const command = adapt(start, {
    'subgraph/build': await buildFixture('ledger'),
    'http://127.0.0.1:8545': chain.url,
    'engine.sqlite': join(temporaryFolder(t), 'engine.sqlite'),
  })
  const [node, ...args] = command.split(' ')
  assert.equal(node, 'node')
  const running = startProcess(process.execPath, [...args, '--port', `${port}`], { cwd: ROOT })
  t.after(() => running.stop())
  const [, url, body] = /^curl -s (\S+) -H 'content-type: application\/json' -d '(.*)'$/.exec(query) ?? []
  assert.ok(url !== undefined && body !== undefined, 'the second line is a query by curl')
  const ask = async () => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(adapt(url, { 8000: `${port}` }), { method: 'POST', headers, body })
    const { data } = (await response.json()) as { data?: { _meta: { block: { number: number } } } }
    return data?._meta.block.number === 1 ? true : undefined
  }
  await waitFor('block 1', ask, { timeoutMs: 30_000, running })
})

test('the command that tests mappings runs', async (t) => {
  const command = blockWith('engine/testing/main.ts').trim()
  const [node, main = '', dir, ...options] = command.split(' ')
  assert.deepEqual([node, dir], ['node', 'subgraph'])
  const output = await outputOf(t, [main, await testedSubgraph(t), ...options])
  assert.match(output, /All 1 tests passed!/)
  assert.match(output, /mapping\.ts +1\/1 +1\/1 +1\/1 +- +100\.0/)
})
