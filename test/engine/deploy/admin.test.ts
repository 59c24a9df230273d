import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { listenAdmin } from '../../../engine/deploy/admin-server.ts'
import { temporaryFolder } from '../support/engine.ts'
import { collectLogs } from '../support/loggers.ts'
import { openFakes, publish } from './support.ts'

async function admin(t: TestContext) {
  const subgraphs = await openFakes(t, temporaryFolder(t))
  const { logger, lines } = collectLogs()
  const place = { host: '127.0.0.1', port: 0 }
  const server = await listenAdmin({ ...place, subgraphs, logger, queryPort: () => 8000, isExpected: () => false })
  t.after(() => server.close())
  const send = async (body: string): Promise<unknown> => (await fetch(server.url, { method: 'POST', body })).json()
  const call = (method: string, params: unknown) => send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))
  return { subgraphs, send, call, lines, url: server.url }
}

const invalid = (message: string) => ({
  id: 1,
  jsonrpc: '2.0',
  error: { code: -32602, message: `Invalid params: ${message}` },
})

describe('the admin JSON-RPC', () => {
  // Each answer is that of a running graph-node 0.45.
  for (const name of ['bad name', '', 'graphql', '-a', 'a-', 'a//b', '/a', 'a.b', 'Ä']) {
    it(`refuses the name \`${name}\``, async (t) => {
      const { call } = await admin(t)
      const expected = invalid(`invalid value: string "${name}", expected valid subgraph name`)
      assert.deepEqual(await call('subgraph_create', { name }), expected)
    })
  }

  it('refuses what is no request', async (t) => {
    const { call, send } = await admin(t)
    assert.deepEqual(await send('x'), { id: null, jsonrpc: '2.0', error: { code: -32700, message: 'Parse error' } })
    assert.deepEqual(await send('1'), { id: null, jsonrpc: '2.0', error: { code: -32600, message: 'Invalid request' } })
    const unknown = { id: 1, jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' } }
    assert.deepEqual(await call('subgraph_nope', {}), unknown)
    assert.deepEqual(await call('subgraph_create', {}), invalid('missing field `name`'))
    assert.deepEqual(await call('subgraph_deploy', { name: 'a' }), invalid('missing field `ipfs_hash`'))
    assert.deepEqual(await send('[{"jsonrpc":"2.0","id":1,"method":"x"}]'), [unknown])
  })

  it('deploys by name and by position, and removes what is not there', async (t) => {
    const { call, subgraphs } = await admin(t)
    await call('subgraph_create', ['lab/a'])
    const cid = await publish(subgraphs, 'first')
    const queries = ':8000/subgraphs/name/lab/a'
    const deployed = await call('subgraph_deploy', { name: 'lab/a', ipfs_hash: cid, version_label: 'v1' })
    assert.deepEqual(deployed, { id: 1, jsonrpc: '2.0', result: { playground: queries, queries } })
    for (const name of ['lab/a', 'lab/a']) {
      assert.deepEqual(await call('subgraph_remove', { name }), { id: 1, jsonrpc: '2.0', result: null })
    }
    assert.equal(subgraphs.directory.all().length, 0)
  })

  it('hides what went wrong inside, and logs it', async (t) => {
    const { call, subgraphs, lines } = await admin(t)
    await call('subgraph_create', { name: 'a' })
    const answer = await call('subgraph_deploy', { name: 'a', ipfs_hash: await publish(subgraphs, 'refused') })
    assert.deepEqual(answer, { id: 1, jsonrpc: '2.0', error: { code: 0, message: 'internal error' } })
    assert.match(lines.join(), /refused/)
  })

  it('is not for web pages', async (t) => {
    const { url } = await admin(t)
    const response = await fetch(url, { method: 'POST', body: '{}', headers: { origin: 'http://evil.example' } })
    assert.equal(response.status, 403)
    assert.equal((await fetch(url)).status, 405)
  })
})

describe('the content store over HTTP', () => {
  it('adds files and gives them back', async (t) => {
    const { url } = await admin(t)
    const form = new FormData()
    form.set('file', new File(['hello world\n'], 'a%2Fb.txt'))
    const added = await fetch(`${url}/api/v0/add?stream-channels=true`, { method: 'POST', body: form })
    const Hash = 'QmT78zSuBmuS4z925WZfrqQ1qHaJ56DQaTfyMUF7F8ff5o'
    assert.deepEqual(await added.json(), { Name: 'a/b.txt', Hash, Size: '20' })
    for (const arg of [Hash, `/ipfs/${Hash}`]) {
      const content = await fetch(`${url}/api/v0/cat?arg=${arg}`, { method: 'POST' })
      assert.equal(await content.text(), 'hello world\n')
    }
    const pinned = await fetch(`${url}/api/v0/pin/add?arg=${Hash}`, { method: 'POST' })
    assert.deepEqual(await pinned.json(), { Pins: [Hash] })
  })

  for (const [path, status] of [
    ['cat?arg=QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH', 500],
    ['cat?arg=../../subgraphs.json', 500],
    ['pin/add?arg=x', 500],
    ['add', 400],
    ['add?cid-version=1', 400],
    ['version', 404],
  ] as const) {
    it(`answers ${status} to ${path}`, async (t) => {
      const { url } = await admin(t)
      const response = await fetch(`${url}/api/v0/${path}`, { method: 'POST', body: 'x' })
      assert.equal(response.status, status)
      assert.equal(typeof ((await response.json()) as { Message: string }).Message, 'string')
    })
  }
})
