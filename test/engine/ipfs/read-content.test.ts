import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { type Cid, ContentPathError, parseContentPath, readCid } from '../../../engine/ipfs/cid.ts'
import { readContent } from '../../../engine/ipfs/read-content.ts'
import { identifyFile } from '../../../engine/ipfs/unixfs.ts'

const RAW = 0x55
const DAG_PB = 0x70

/** A field of Protocol Buffers; lengths below 128. */
const bytesField = (field: number, bytes: Uint8Array) => Buffer.concat([Buffer.of(field * 8 + 2, bytes.length), bytes])

/** A version 1 CID in its binary form. */
const cidOf = (codec: number, block: Uint8Array) =>
  Buffer.concat([Buffer.of(1, codec, 0x12, 32), createHash('sha256').update(block).digest()])

/** A UnixFS node of a kind, with links by binary CID. */
function node(kind: number, data: string, links: readonly (readonly [cid: Uint8Array, name: string])[]): Buffer {
  const encoded = links.map(([cid, name]) =>
    bytesField(2, Buffer.concat([bytesField(1, cid), bytesField(2, Buffer.from(name))])),
  )
  const unixfs = Buffer.concat([Buffer.of(8, kind), bytesField(2, Buffer.from(data))])
  return Buffer.concat([...encoded, bytesField(1, unixfs)])
}

const leaves = ['first, ', 'second'].map((text) => Buffer.from(text))
const root = node(
  2,
  '',
  leaves.map((leaf) => [cidOf(RAW, leaf), ''] as const),
)
const folder = node(1, '', [[cidOf(DAG_PB, root), 'name.txt']])
const sharded = node(5, '', [])

function storeOf(blocks: readonly (readonly [codec: number, block: Uint8Array])[]) {
  const store = new Map(blocks.map(([codec, block]) => [readCid(cidOf(codec, block)).text, block]))
  return { store, fetch: async ({ text }: Cid) => store.get(text) }
}
const all = [...leaves.map((leaf) => [RAW, leaf] as const), ...[root, folder, sharded].map((b) => [DAG_PB, b] as const)]
const textOf = (codec: number, block: Uint8Array) => readCid(cidOf(codec, block)).text
const read = async (path: string, { fetch } = storeOf(all)) =>
  (await readContent(parseContentPath(path), fetch))?.toString()

describe('content', () => {
  it('A105: is put together of its blocks, each of which is proven', async () => {
    assert.equal(await read(textOf(DAG_PB, root)), 'first, second')
    const store = storeOf(all)
    store.store.set(textOf(RAW, leaves[1] ?? Buffer.of()), Buffer.from('other!'))
    await assert.rejects(read(textOf(DAG_PB, root), store), /is not of this CID/)
  })

  it('A108: is found by a path in a folder, and nothing else by any', async () => {
    assert.equal(await read(`${textOf(DAG_PB, folder)}/name.txt`), 'first, second')
    for (const name of ['other.txt', '__proto__', 'constructor'])
      await assert.rejects(read(`${textOf(DAG_PB, folder)}/${name}`), new RegExp(`there is no ${name}`))
    await assert.rejects(read(textOf(DAG_PB, folder)), /is a folder/)
  })

  it('is not there where a part is not', async () => {
    assert.equal(await read(textOf(DAG_PB, root), storeOf(all.slice(1))), undefined)
    assert.equal(await read(textOf(DAG_PB, root), storeOf([])), undefined)
  })

  it('may come whole where the CID is of version 0', async () => {
    const bytes = Buffer.alloc(600_000, 'abc')
    const { cid } = identifyFile(bytes)
    assert.deepEqual(await readContent(parseContentPath(cid), async () => bytes), bytes)
    await assert.rejects(
      readContent(parseContentPath(cid), async () => bytes.subarray(1)),
      /is not of this CID/,
    )
  })

  it('is refused where it cannot be read', () =>
    assert.rejects(read(textOf(DAG_PB, sharded)), /a UnixFS node of the kind 5 cannot be read/))
})

describe('the path of content', () => {
  const v0 = 'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn'
  const v1 = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'
  const base58 = 'zb2rhj7crUKTQYRGCRATFaQ6YFLTde2YzdqbbhAASkL9uRDXn'
  const cases: [text: string, path: string | undefined][] = [
    [v0, v0],
    [` /ipfs/${v0}/ `, v0],
    [`ipfs://${v1}/a/b.json`, `${v1}/a/b.json`],
    [`https://gateway.example/ipfs/${v1}/a`, `${v1}/a`],
    [`http://node.example/api/v0/cat?arg=${v0}`, v0],
    [`f01551220${'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9'}`, v1],
    [base58, v1],
    ['', undefined],
    ['no-cid', undefined],
    [`${v0}x`, undefined],
    [v1.slice(0, -1), undefined],
    [`${v0}/a?b`, undefined],
  ]
  for (const [text, path] of cases) {
    it(`of \`${text}\` is ${path ?? 'none'}`, () => {
      if (path === undefined) assert.throws(() => parseContentPath(text), ContentPathError)
      else assert.equal(parseContentPath(text).text, path)
    })
  }
})
