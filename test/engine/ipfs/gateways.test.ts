import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parseContentPath } from '../../../engine/ipfs/cid.ts'
import { openPlace } from '../../../engine/ipfs/places.ts'
import { MAX_CONTENT_BYTES, readContent } from '../../../engine/ipfs/read-content.ts'
import { identifyFile } from '../../../engine/ipfs/unixfs.ts'

const bytes = Buffer.from('what the CID names')
const { cid } = identifyFile(bytes)

/** Content as a gateway that answers with `respond` gives it. */
async function readFrom(t: TestContext, respond: (response: ServerResponse) => void, timeoutMs?: number) {
  const server = createServer((_request, response) => respond(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { fetch } = openPlace(url, new AbortController().signal, timeoutMs)
  return readContent(parseContentPath(cid), fetch)
}

describe('content of a gateway', () => {
  it('A106: is refused where it is other than its CID says, and taken once it is not', async (t) => {
    await assert.rejects(
      readFrom(t, (response) => response.end('what the CID names!')),
      /is not of this CID/,
    )
    assert.deepEqual(await readFrom(t, (response) => response.end(bytes)), bytes)
  })

  it('A107: is not there, no more, where the gateway fails or ends early', async (t) => {
    for (const status of [404, 410, 429, 500, 504])
      assert.equal(await readFrom(t, (response) => response.writeHead(status).end('<html>')), undefined)
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 3))
      setImmediate(() => response.destroy())
    }
    assert.equal(await readFrom(t, cut), undefined)
    const { fetch } = openPlace('http://127.0.0.1:1', new AbortController().signal)
    assert.equal(await readContent(parseContentPath(cid), fetch), undefined)
  })

  it('A109: is refused above 25 MB, packed or not', async (t) => {
    const large = Buffer.alloc(2 * MAX_CONTENT_BYTES)
    const packed = gzipSync(large)
    assert.ok(packed.length < 100_000)
    const tooLong = new RegExp(`has more than ${MAX_CONTENT_BYTES} bytes`)
    await assert.rejects(
      readFrom(t, (response) => response.end(large)),
      tooLong,
    )
    await assert.rejects(
      readFrom(t, (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)),
      tooLong,
    )
  })

  it('A109: is not waited for beyond the time limit, though some of it comes again and again', async (t) => {
    const drip = (response: ServerResponse) => {
      response.writeHead(200).flushHeaders()
      const timer = setInterval(() => response.write('.'), 20)
      response.once('close', () => clearInterval(timer))
    }
    assert.equal(await readFrom(t, drip, 200), undefined)
  })
})
