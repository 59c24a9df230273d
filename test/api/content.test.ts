import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { cidOf, findHashOfCid, hashOf, openContentFolder, openContentGateway } from '../../api/content.ts'

let dir = ''
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'labelproof-content-'))
})
after(() => rm(dir, { recursive: true }))

const bytes = new TextEncoder().encode('{"items":[]}')
const hash = hashOf(bytes)

test('a hash and its CID stand for each other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
      const value = `0x${Buffer.from(digest).toString('hex')}`
      assert.equal(findHashOfCid(cidOf(value)), value)
    }),
    { seed: 3 },
  )
})

test('the CID of no bytes is the known one', () => {
  const empty = `0x${createHash('sha256').digest('hex')}`
  assert.equal(cidOf(empty), 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku')
})

test('a CID of another codec, version or nonsense has no hash', () => {
  for (const cid of [
    'QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n',
    'bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
    '../secret',
    '',
  ]) {
    assert.equal(findHashOfCid(cid), undefined, cid)
  }
})

test('a folder gives back what was put in, under its CID, and nothing else', async () => {
  const folder = openContentFolder(join(dir, 'folder'))
  assert.equal(await folder.get(hash), undefined)
  assert.deepEqual(await folder.put(bytes), { hash, cid: cidOf(hash) })
  await folder.put(bytes)
  assert.deepEqual(new Uint8Array((await folder.get(hash)) ?? []), bytes)
  assert.deepEqual(await readdir(join(dir, 'folder')), [cidOf(hash)])
})

test('a file that was changed is refused on every read', async () => {
  const folder = openContentFolder(join(dir, 'changed'))
  await folder.put(bytes)
  assert.ok(await folder.get(hash))
  await writeFile(join(dir, 'changed', cidOf(hash)), '{"items":[1]}')
  await assert.rejects(folder.get(hash), { name: 'ContentError', reason: 'Tampered' })
})

test('a file above the cap is refused', async () => {
  const folder = openContentFolder(join(dir, 'large'), bytes.length - 1)
  await folder.put(bytes)
  await assert.rejects(folder.get(hash), { name: 'ContentError', reason: 'TooLarge' })
})

const answering =
  (body: string | Uint8Array<ArrayBuffer> | null, status = 200): typeof fetch =>
  async () =>
    new Response(body, { status })

test('a gateway is asked for the raw block of the CID', async () => {
  const urls: string[] = []
  const gateway = openContentGateway('http://ipfs.test:8080/', {
    fetch: async (url) => {
      urls.push(String(url))
      return new Response(bytes)
    },
  })
  assert.deepEqual(new Uint8Array((await gateway.get(hash)) ?? []), bytes)
  assert.deepEqual(urls, [`http://ipfs.test:8080/ipfs/${cidOf(hash)}?format=raw`])
})

test('a gateway is not trusted: other bytes, or too many, are refused', async () => {
  const wrong = openContentGateway('http://ipfs.test', { fetch: answering('{"items":[1]}') })
  await assert.rejects(wrong.get(hash), { reason: 'Tampered' })
  const large = openContentGateway('http://ipfs.test', { fetch: answering(bytes), maxBytes: 4 })
  await assert.rejects(large.get(hash), { reason: 'TooLarge' })
})

test('a gateway that does not have it differs from one that fails', async () => {
  assert.equal(await openContentGateway('http://ipfs.test', { fetch: answering(null, 404) }).get(hash), undefined)
  await assert.rejects(openContentGateway('http://ipfs.test', { fetch: answering(null, 504) }).get(hash), /504/)
})
