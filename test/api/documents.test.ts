import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ContentError, hashOf } from '../../api/content.ts'
import { createDocuments } from '../../api/documents.ts'
import { silentLogger } from './support/logger.ts'

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

function storeOf(...documents: Uint8Array[]) {
  const byHash = new Map(documents.map((bytes) => [hashOf(bytes), bytes]))
  const reads: string[] = []
  return {
    reads,
    get: async (hash: string) => {
      reads.push(hash)
      return byHash.get(hash)
    },
  }
}

const manifest = encode({ items: [{ id: 'a', fields: { text: 'x' } }] })

test('a document is read once, however often and at whatever time it is asked for', async () => {
  const store = storeOf(manifest)
  const documents = createDocuments(store, silentLogger)
  const hash = hashOf(manifest)
  await Promise.all([documents.manifest(hash, 1), documents.manifest(hash, 1)])
  assert.equal((await documents.manifest(hash, 1)).value?.items[0]?.id, 'a')
  assert.deepEqual(store.reads, [hash])
})

test('what is missing is asked for again', async () => {
  const store = storeOf()
  const documents = createDocuments(store, silentLogger)
  assert.deepEqual(await documents.manifest(hashOf(manifest), 1), { state: 'Missing' })
  assert.deepEqual(await documents.manifest(hashOf(manifest), 1), { state: 'Missing' })
  assert.equal(store.reads.length, 2)
})

test('the cache forgets what was used longest ago', async () => {
  const texts = ['a', 'b', 'c'].map((id) => encode({ items: [{ id, fields: {} }] }))
  const [a, b, c] = texts.map(hashOf) as [string, string, string]
  const store = storeOf(...texts)
  const documents = createDocuments(store, silentLogger, 2 * (texts[0]?.length ?? 0))
  for (const hash of [a, b, a, c, a, b]) await documents.manifest(hash, 1)
  assert.deepEqual(store.reads, [a, b, c, b])
})

test('a manifest of another length than its batch is malformed', async () => {
  const documents = createDocuments(storeOf(manifest), silentLogger)
  assert.deepEqual(await documents.manifest(hashOf(manifest), 2), { state: 'Malformed' })
})

test('documents that do not say what they should are malformed', async () => {
  for (const value of [
    null,
    [],
    { items: [{ id: 1, fields: {} }] },
    { items: [{ id: 'a' }] },
    { items: [{ id: 'a', fields: { n: 1 } }] },
    { title: 't', instructions: 'i', classes: [1] },
  ]) {
    const bytes = encode(value)
    const documents = createDocuments(storeOf(bytes), silentLogger)
    assert.deepEqual(await documents.manifest(hashOf(bytes), 1), { state: 'Malformed' })
    assert.deepEqual(await documents.guideline(hashOf(bytes)), { state: 'Malformed' })
  }
  const notUtf8 = Uint8Array.of(0x22, 0xff, 0x22)
  assert.deepEqual(await createDocuments(storeOf(notUtf8), silentLogger).guideline(hashOf(notUtf8)), {
    state: 'Malformed',
  })
})

test('a store that fails is told from one with wrong bytes', async () => {
  const failing = (error: Error) =>
    createDocuments({ get: () => Promise.reject(error) }, silentLogger).guideline(`0x${'00'.repeat(32)}`)
  assert.deepEqual(await failing(new ContentError('Tampered', 'x')), { state: 'Tampered' })
  assert.deepEqual(await failing(new TypeError('fetch failed')), { state: 'Missing' })
})
