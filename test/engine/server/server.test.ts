import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { directoryOf, listen, type Served, type ServedStatus } from '../../../engine/server/index.ts'
import { collectLogs } from '../support/loggers.ts'

const STATUS: ServedStatus = { head: { number: 5, hash: '0xaa' }, chainHead: 5, synced: true, events: 1 }

async function serve(t: TestContext, parts: Partial<Served> = {}, maxBodyBytes = 1000) {
  const { logger, lines } = collectLogs()
  const served: Served = {
    deployment: 'QmX',
    network: 'local',
    query: async (request) => ({ data: request }),
    status: () => STATUS,
    ...parts,
  }
  const server = await listen(directoryOf(served), { host: '127.0.0.1', port: 0, logger, maxBodyBytes })
  t.after(() => server.close())
  const post = (path: string, body: string) => fetch(server.url + path, { method: 'POST', body })
  return { ...server, post, lines }
}

describe('the GraphQL server', () => {
  for (const path of ['/', '/subgraphs/name/any/name', '/subgraphs/id/QmX']) {
    it(`answers a query at ${path}`, async (t) => {
      const { post } = await serve(t)
      const response = await post(path, JSON.stringify({ query: '{ a }', variables: { x: 1 }, operationName: null }))
      assert.equal(response.status, 200)
      assert.equal(response.headers.get('access-control-allow-origin'), '*')
      assert.deepEqual(await response.json(), { data: { query: '{ a }', variables: { x: 1 } } })
    })
  }

  it('says as graph-node does that a deployment is unknown', async (t) => {
    const { post } = await serve(t)
    const response = await post('/subgraphs/id/QmY', '{"query":"{a}"}')
    assert.equal(response.status, 200)
    assert.deepEqual(await response.json(), { errors: [{ message: 'deployment `QmY` does not exist' }] })
  })

  for (const body of [
    '',
    'x',
    '[]',
    '"{a}"',
    '{}',
    '{"query":1}',
    '{"query":"{a}","variables":[]}',
    '{"query":"{a}","operationName":1}',
  ]) {
    it(`refuses the body ${body || '(none)'}`, async (t) => {
      const { post } = await serve(t)
      const response = await post('/', body)
      assert.equal(response.status, 400)
      const { errors } = (await response.json()) as { errors: { message: string }[] }
      assert.equal(errors.length, 1)
    })
  }

  it('refuses a body over the limit, unknown paths and other methods', async (t) => {
    const { url, post } = await serve(t)
    assert.equal((await post('/', 'x'.repeat(1001))).status, 413)
    assert.equal((await post('/nowhere', '{}')).status, 404)
    assert.equal((await fetch(`${url}/`)).status, 405)
    assert.equal((await fetch(`${url}/`, { method: 'OPTIONS' })).status, 204)
  })

  it('hides what went wrong inside, and logs it', async (t) => {
    const query = () => Promise.reject(new Error('a secret'))
    const { post, lines } = await serve(t, { query })
    const response = await post('/', '{"query":"{a}"}')
    assert.equal(response.status, 500)
    assert.ok(!(await response.text()).includes('secret'))
    assert.match(lines.join('\n'), /a secret/)
  })

  it('tells health from readiness', async (t) => {
    const behind = await serve(t, { status: () => ({ ...STATUS, synced: false }) })
    assert.equal((await fetch(`${behind.url}/health`)).status, 200)
    assert.equal((await fetch(`${behind.url}/ready`)).status, 503)
    const failed = await serve(t, {
      status: () => ({ ...STATUS, failure: { message: 'x', block: { number: 1, hash: '0x' } } }),
    })
    assert.equal((await fetch(`${failed.url}/ready`)).status, 503)
    const ready = await serve(t)
    assert.equal((await fetch(`${ready.url}/ready`)).status, 200)
  })

  it('rejects where the port is in use', async (t) => {
    const { url } = await serve(t)
    await assert.rejects(
      listen(directoryOf({} as Served), {
        host: '127.0.0.1',
        port: Number(new URL(url).port),
        logger: collectLogs().logger,
      }),
      { code: 'EADDRINUSE' },
    )
  })
})
