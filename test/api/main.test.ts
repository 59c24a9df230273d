import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { findFreePort } from '../support/ports.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'api', 'main.ts')
const HASH = `0x${'ab'.repeat(32)}`

/** Just enough of a subgraph to start on: its newest block. */
async function serveHead(t: TestContext): Promise<{ url: string; port: number }> {
  const server: Server = createServer((request, response) => {
    request.resume()
    const block = { number: 7, hash: HASH, timestamp: 1_700_000_000 }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ data: { _meta: { deployment: 'Qm', hasIndexingErrors: false, block } } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  return { url: `http://127.0.0.1:${address.port}/`, port: address.port }
}

function start(t: TestContext, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '' } })
  t.after(() => child.kill('SIGKILL'))
  return child
}

async function runToEnd(t: TestContext, args: readonly string[]) {
  const child = start(t, args)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

const optionsFor = (url: string) => ['--subgraph', url, '--content', 'no-such-folder', '--chain-id', '31337']

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`it serves until ${signal}, then ends by itself with 0`, async (t) => {
    const { url } = await serveHead(t)
    const child = start(t, [...optionsFor(url), '--port', '0'])
    assert.ok(child.stderr)
    for await (const text of createInterface(child.stderr)) {
      const line = JSON.parse(text) as { message: string; url: string; block: number }
      if (line.message !== 'listening') continue
      assert.equal(line.block, 7)
      assert.equal((await fetch(`${line.url}/ready`)).status, 200)
      break
    }
    child.kill(signal)
    const [code, killedBy] = await once(child, 'exit')
    assert.deepEqual([code, killedBy], [0, null])
  })
}

test('--help says how and exits with 0', async (t) => {
  const { code, stdout, stderr } = await runToEnd(t, ['--help'])
  assert.equal(code, 0)
  assert.match(stdout, /--subgraph URL/)
  assert.equal(stderr, '')
})

test('what cannot work ends with one line and 2', async (t) => {
  const { url, port } = await serveHead(t)
  const closed = await findFreePort()
  const cases: [readonly string[], RegExp][] = [
    [[], /--subgraph is missing/],
    [[...optionsFor(url), '--port', 'x'], /--port must be a whole number/],
    [[...optionsFor(url), '--port', String(port)], /EADDRINUSE.*choose another --port/],
    [
      optionsFor(`http://127.0.0.1:${closed}/`),
      new RegExp(
        `--subgraph http://127\\.0\\.0\\.1:${closed}/: connect ECONNREFUSED 127\\.0\\.0\\.1:${closed}; check the URL`,
      ),
    ],
    [[...optionsFor(url), '--dashboard', 'no-such-folder'], /no index\.html/],
  ]
  for (const [args, message] of cases) {
    const { code, stderr } = await runToEnd(t, args)
    assert.equal(code, 2, args.join(' '))
    assert.match(stderr, message)
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  }
})
