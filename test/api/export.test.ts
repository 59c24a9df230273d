import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { test } from 'node:test'
import { cidOf, hashOf } from '../../api/content.ts'
import type { ExportRow } from '../../api/export/row.ts'
import { blockAt, manifestOf, projectId } from './support/entities.ts'
import { openWorld, seedBatch, seedProject, seedSettledBatch, type World } from './support/world.ts'

/** Batches of 500: three pages and a bit with seven. */
async function seedMany(world: World, batches: number): Promise<string> {
  const project = await seedProject(world)
  for (let number = 1; number <= batches; number++) {
    await seedSettledBatch(world, { number, project, items: 500, block: number + 1 })
  }
  return project
}

async function download(world: World, project: string) {
  const response = await fetch(`${world.url}/datasets/${project}/export.jsonl`)
  const text = await response.text()
  const rows = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ExportRow)
  return { response, text, rows }
}

test('a row says the label, what to weigh it by and what proves it', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const answers = { ann: [1, 0], ben: [1, 1], cat: [0, 2] }
  const batch = await seedBatch(world, { number: 1, project, block: 2, state: 'Settled', items: 2, answers })
  const { text, response } = await download(world, project)
  const { label } = await world.ask<{
    label: { provenance: { consensus: { transaction: string; logIndex: number } } }
  }>(`{ label(id: "${batch}0000") { provenance { consensus { transaction logIndex } } } }`)
  const { transaction, logIndex } = label.provenance.consensus
  const expected = {
    item: 'batch1-0',
    fields: { text: 'Text 0 of batch1' },
    label: 1,
    class: 'dog',
    status: 'Verified',
    confidence: 2 / 3,
    tier: 'majority',
    gold: false,
    votes: { for: 2, of: 3, perClass: [1, 2, 0] },
    n: 3,
    k: 2,
    project,
    batch,
    index: 0,
    block: 2,
    blockHash: blockAt(2).hash,
    transaction,
    logIndex,
    content: 'Verified',
  }
  // The bytes, and so the order of the keys, are part of the format.
  assert.equal(text, `${JSON.stringify(expected)}\n`)
  assert.equal(response.headers.get('content-disposition'), `attachment; filename="${project}.jsonl"`)
  assert.equal(response.headers.get('content-type'), 'application/jsonl; charset=utf-8')
  assert.equal(response.headers.get('labelproof-block-number'), '2')
  assert.equal(response.headers.get('labelproof-block-hash'), blockAt(2).hash)
})

test('labels that are not final are not exported', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  const about = { project, items: 1, answers: { ann: [0], ben: [0], cat: [0] } }
  await seedBatch(world, { ...about, number: 1, block: 2, state: 'Tallied' })
  await seedBatch(world, { ...about, number: 2, block: 3, state: 'Committing' })
  await seedBatch(world, { ...about, number: 3, block: 4, state: 'Void' })
  assert.equal((await download(world, project)).text, '')
  await seedBatch(world, { ...about, number: 4, block: 5, state: 'Settled' })
  assert.equal((await download(world, project)).rows.length, 1)
})

test('an export says what the connection says, label by label, and the same bytes again', async (t) => {
  const world = await openWorld(t)
  const project = await seedMany(world, 5)
  const { text, rows } = await download(world, project)
  type Node = {
    item: string
    value: number
    class: string
    confidence: number
    tier: string
    tally: number[]
    index: number
  }
  type Answer = { labels: { nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
  const nodes: Node[] = []
  for (let after: string | null = null; ; ) {
    const { labels }: Answer = await world.ask<Answer>(
      `query ($after: String, $dataset: ID) { labels(first: 700, after: $after, filter: { dataset: $dataset }) {
        nodes { item value class confidence tier tally index } pageInfo { hasNextPage endCursor } } }`,
      { after, dataset: project },
    )
    nodes.push(...labels.nodes)
    if (!labels.pageInfo.hasNextPage) break
    after = labels.pageInfo.endCursor
  }
  assert.equal(rows.length, 2500)
  assert.deepEqual(
    rows.map(({ item, label, class: name, confidence, tier, votes, index }) => {
      return { item, value: label, class: name, confidence, tier, tally: votes.perClass, index }
    }),
    nodes,
  )
  const digest = (value: string) => createHash('sha256').update(value).digest('hex')
  assert.equal(digest((await download(world, project)).text), digest(text))
})

test('an export stays at its block while new blocks come', async (t) => {
  const world = await openWorld(t)
  const project = await seedMany(world, 3)
  const before = (await download(world, project)).text
  let text = ''
  let next = 4
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      seedSettledBatch(world, { number: 100 - next, project, items: 10, block: ++next }).then(() => done(), done)
    },
  })
  const { rows, block } = await world.api.exportJsonl({ dataset: project, out })
  assert.equal(rows, 1500)
  assert.equal(block.hash, blockAt(4).hash)
  assert.equal(text, before)
  assert.ok((await download(world, project)).rows.length > 1500)
})

test('an export whose block leaves the chain fails by that name', async (t) => {
  const world = await openWorld(t)
  const project = await seedMany(world, 3)
  const out = new Writable({
    write(_chunk, _encoding, done) {
      if (world.subgraph.store.head()?.number === 4) world.subgraph.store.revert({ number: 3, hash: blockAt(3).hash })
      done()
    },
  })
  await assert.rejects(world.api.exportJsonl({ dataset: project, out }), { code: 'BLOCK_ORPHANED' })
})

test('content that cannot be had is flagged row by row', async (t) => {
  const world = await openWorld(t)
  const project = await seedProject(world)
  await seedSettledBatch(world, { number: 1, project, items: 1, block: 2 })
  await seedSettledBatch(world, { number: 2, project, items: 1, block: 3 })
  await rm(join(world.contentDir, cidOf(hashOf(manifestOf('batch1', 1)))))
  const { rows } = await download(world, project)
  assert.deepEqual(
    rows.map(({ item, fields, label, content }) => ({ item, fields, label, content })),
    [
      { item: null, fields: {}, label: 0, content: 'Missing' },
      { item: 'batch2-0', fields: { text: 'Text 0 of batch2' }, label: 0, content: 'Verified' },
    ],
  )
})

test('nothing is read ahead of a reader that does not read', async (t) => {
  const world = await openWorld(t)
  const project = await seedMany(world, 7)
  const progress: number[] = []
  const out = new PassThrough({ highWaterMark: 1024 })
  const written = world.api.exportJsonl({ dataset: project, out, onProgress: (rows) => progress.push(rows) })
  written.then(() => out.end())
  await once(out, 'readable')
  const requests = world.requests.length
  // Turns of the event loop, in which an export without back-pressure would go on.
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.equal(world.requests.length, requests)
  assert.deepEqual(progress, [])
  let bytes = 0
  for await (const chunk of out) bytes += (chunk as Buffer).length
  assert.equal((await written).rows, 3500)
  assert.deepEqual(progress, [1000, 2000, 3000, 3500])
  assert.ok(bytes > 1_000_000)
})

test('the work stops when the client goes away', async (t) => {
  const stopped = Promise.withResolvers<void>()
  const world = await openWorld(t, {
    logger: {
      debug() {},
      warn() {},
      error: (message) => stopped.reject(new Error(message)),
      info: (message) => message === 'export stopped by the client' && stopped.resolve(),
    },
  })
  const project = await seedMany(world, 12)
  const incoming = request(`${world.url}/datasets/${project}/export.jsonl`)
  incoming.on('error', () => {})
  incoming.end()
  const [response] = await once(incoming, 'response')
  await once(response, 'readable')
  incoming.destroy()
  await stopped.promise
  const requests = world.requests.length
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  assert.equal(world.requests.length, requests)
  const pages = world.requests.filter((body) => body.includes('rows: labels')).length
  assert.ok(pages < 6, `${pages} pages were read`)
})

test('an abort stops the work with its reason', async (t) => {
  const world = await openWorld(t)
  const project = await seedMany(world, 5)
  const abort = new AbortController()
  const out = new Writable({ write: (_chunk, _encoding, done) => done() })
  const onProgress = () => abort.abort(new Error('enough'))
  await assert.rejects(world.api.exportJsonl({ dataset: project, out, signal: abort.signal, onProgress }), /enough/)
  assert.equal(out.listenerCount('close'), 0)
})

test('no dataset, or a bad id, is an error by name', async (t) => {
  const world = await openWorld(t)
  await seedProject(world)
  for (const [id, status, code] of [
    [projectId('other'), 404, 'DATASET_NOT_FOUND'],
    ['0x12', 400, 'INVALID_ID'],
  ] as const) {
    const response = await fetch(`${world.url}/datasets/${id}/export.jsonl`)
    assert.equal(response.status, status)
    assert.equal(response.headers.get('content-disposition'), null)
    const { error } = (await response.json()) as { error: { code: string } }
    assert.equal(error.code, code)
    const out = new Writable()
    await assert.rejects(world.api.exportJsonl({ dataset: id, out }), { code })
  }
})
