import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { cidOf, hashOf } from '../../api/content.ts'
import { blockAt, createBlock, setAnnotator } from './support/entities.ts'
import { createRecordingLogger } from './support/logger.ts'
import { GUIDELINE, openWorld, seedProject } from './support/world.ts'

async function buildDashboard(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'labelproof-dashboard-'))
  t.after(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'assets'))
  await writeFile(join(dir, 'index.html'), '<!doctype html><title>Labelproof</title>')
  await writeFile(join(dir, 'assets', 'main-abc.js'), 'export {}')
  await writeFile(join(dir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  return dir
}

type HttpError = { error: { code: string; message: string; requestId: string } }

test('the dashboard is served at /, its pages under any path, its files as files', async (t) => {
  const world = await openWorld(t, { dashboardDir: await buildDashboard(t) })
  for (const path of ['/', '/annotators/0x12', '/labels?dataset=1']) {
    const response = await fetch(world.url + path, { headers: { accept: 'text/html' } })
    assert.equal(response.status, 200, path)
    assert.match(await response.text(), /Labelproof/)
    assert.equal(response.headers.get('cache-control'), 'no-cache')
  }
  const script = await fetch(`${world.url}/assets/main-abc.js`)
  assert.match(script.headers.get('content-type') ?? '', /javascript/)
  assert.match(script.headers.get('cache-control') ?? '', /immutable/)
  for (const path of ['/assets/missing.js', '/missing.js', '/../package.json', '/assets/..%2f..%2fetc%2fpasswd']) {
    const response = await fetch(world.url + path, { headers: { accept: '*/*' } })
    assert.ok(response.status === 404 || response.status === 400, `${path}: ${response.status}`)
    assert.ok(((await response.json()) as HttpError).error.code, path)
  }
})

test('A110: every answer forbids scripts and images that are not files of ours, frames and sniffing', async (t) => {
  const world = await openWorld(t, { dashboardDir: await buildDashboard(t) })
  for (const path of ['/', '/health', '/nope.txt', '/graphql']) {
    const { headers } = await fetch(world.url + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /img-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('x-powered-by'), null)
    assert.ok(headers.get('x-request-id'))
  }
})

test('health and readiness differ: the first is ours, the second the subgraph’s', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const ready = await fetch(`${world.url}/ready`)
  assert.equal(ready.status, 200)
  assert.deepEqual(await ready.json(), {
    status: 'ready',
    block: { number: 1, hash: blockAt(1).hash },
  })
  const down = await openWorld(t, { fetch: () => Promise.reject(new TypeError('fetch failed')) })
  assert.equal((await fetch(`${down.url}/health`)).status, 200)
  const notReady = await fetch(`${down.url}/ready`)
  assert.equal(notReady.status, 503)
  assert.equal(((await notReady.json()) as HttpError).error.code, 'SUBGRAPH_UNAVAILABLE')
})

test('a document is served under its CID only as what the CID says', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const cid = cidOf(hashOf(GUIDELINE))
  const response = await fetch(`${world.url}/ipfs/${cid}`)
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), GUIDELINE)
  assert.equal(response.headers.get('content-type'), 'application/vnd.ipld.raw')
  await writeFile(join(world.contentDir, cid), 'changed')
  for (const path of [cid, 'nonsense', cidOf(`0x${'00'.repeat(32)}`)]) {
    const missing = await fetch(`${world.url}/ipfs/${path}`)
    assert.equal(missing.status, 404)
    assert.equal(((await missing.json()) as HttpError).error.code, 'CONTENT_NOT_FOUND')
  }
})

test('a subgraph that does not answer is said, without its address', async (t) => {
  const world = await openWorld(t, { fetch: () => Promise.reject(new TypeError('connect ECONNREFUSED 10.0.0.7:8000')) })
  const { errors } = await world.post('{ datasets { id } }')
  assert.equal(errors?.[0]?.extensions.code, 'SUBGRAPH_UNAVAILABLE')
  assert.ok(!JSON.stringify(errors).includes('10.0.0.7'))
})

test('a subgraph that stopped at an error serves no data: the status says so, and readiness', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  world.subgraph.fail()
  const { errors } = await world.post('{ datasets { id } }')
  assert.equal(errors?.[0]?.extensions.code, 'SUBGRAPH_FAILED')
  assert.deepEqual(await world.ask('{ status { hasIndexingErrors block { number } projects } }'), {
    status: { hasIndexingErrors: true, block: { number: 1 }, projects: 0 },
  })
  for (const path of ['/ready', `/datasets/${project}/export.jsonl`]) {
    const response = await fetch(world.url + path)
    assert.equal(response.status, 503)
    assert.equal(((await response.json()) as HttpError).error.code, 'SUBGRAPH_FAILED')
  }
})

test('a query that needs too many requests to the subgraph is cut off', async (t) => {
  const world = await openWorld(t)
  const at = createBlock(blockAt(1))
  for (let i = 0; i < 300; i++) setAnnotator(at, `worker ${i}`)
  world.subgraph.store.transact([at.result()])
  const history = '{ annotators(first: 300) { nodes { history { score } earnings { paid } } } }'
  await world.ask(history)
  assert.equal(world.requests.length, 3)
  const pages = '{ annotators(first: 300) { nodes { submissionsPage { nodes { id } } } } }'
  const { errors } = await world.post(pages)
  assert.equal(errors?.[0]?.extensions.code, 'QUERY_TOO_LARGE')
  assert.equal(world.requests.length, 3 + 250)
})

test('whatever else goes wrong is masked; the log has it under the request’s id', async (t) => {
  const { logger, lines } = createRecordingLogger()
  const secret = JSON.stringify({ errors: [{ message: 'relation "secret_table" does not exist' }] })
  const world = await openWorld(t, {
    logger,
    fetch: async () => new Response(secret, { headers: { 'content-type': 'application/json' } }),
  })
  const { errors, data } = await world.post('{ datasets { id } }')
  assert.equal(data, null)
  assert.deepEqual(errors?.[0]?.message, 'Internal error')
  assert.equal(errors?.[0]?.extensions.code, 'INTERNAL')
  const { requestId } = errors[0].extensions
  const line = lines.find(({ level, fields }) => level === 'error' && fields?.requestId === requestId)
  assert.match(String(line?.fields?.error), /secret_table/)
  assert.ok(!JSON.stringify(errors).includes('secret'))
  const exported = await fetch(`${world.url}/datasets/0x${'00'.repeat(32)}/export.jsonl`)
  assert.equal(exported.status, 500)
  const { error } = (await exported.json()) as HttpError
  assert.deepEqual([error.code, error.message], ['INTERNAL', 'Internal error'])
  assert.equal(error.requestId, exported.headers.get('x-request-id'))
})

test('no answer carries a stack', async (t) => {
  const world = await openWorld(t)
  for (const query of ['{ nope }', '{', '{ labels(first: 0) { nodes { id } } }', '']) {
    const answer = JSON.stringify(await world.post(query))
    assert.match(answer, /"code":"[A-Z_]+"/, query)
    assert.ok(!answer.includes('stacktrace') && !answer.includes('node_modules'), answer)
  }
})

test('queries that are too deep, too large or too long are refused before they run', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  const deep = `{ label(id: "0x00") { batch { dataset { created { id } } } votes { annotator ${'{ submissionsPage { nodes { annotator '.repeat(5)} { address } ${'} } }'.repeat(5)} } } }`
  const many = `{ ${Array.from({ length: 1001 }, (_, i) => `a${i}: status { chainId }`).join(' ')} }`
  const cases = [
    ['QUERY_TOO_DEEP', deep],
    ['QUERY_TOO_LARGE', many],
    ['GRAPHQL_PARSE_FAILED', `{ ${'x '.repeat(10_001)} }`],
  ] as const
  const before = world.requests.length
  for (const [code, query] of cases) {
    assert.equal((await world.post(query)).errors?.[0]?.extensions.code, code)
  }
  assert.equal(world.requests.length, before)
})

test('a body that is too large, or no JSON, is refused by name', async (t) => {
  const world = await openWorld(t)
  const post = (body: string) =>
    fetch(`${world.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const large = await post(JSON.stringify({ query: ' '.repeat(300_000) }))
  assert.equal(large.status, 413)
  assert.equal(((await large.json()) as HttpError).error.code, 'BODY_TOO_LARGE')
  const broken = await post('{')
  assert.equal(broken.status, 400)
  assert.equal(((await broken.json()) as HttpError).error.code, 'BAD_REQUEST')
})

test('a page of another site cannot post a query as a form', async (t) => {
  const world = await openWorld(t)
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: JSON.stringify({ query: '{ status { chainId } }' }),
  })
  assert.equal(response.status, 400)
  assert.equal(((await response.json()) as HttpError).error.code, 'BAD_REQUEST')
})

test('the schema can be introspected', async (t) => {
  const world = await openWorld(t)
  const { __schema } = await world.ask<{ __schema: { queryType: { name: string } } }>(
    '{ __schema { queryType { name } } }',
  )
  assert.equal(__schema.queryType.name, 'Query')
})
