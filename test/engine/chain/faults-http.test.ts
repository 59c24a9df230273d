import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { alter, asksRange, firstHttp, firstOf, refuse, status } from './faulty/faults.ts'
import type { HttpFault, Script } from './faulty/proxy.ts'
import { expectFresh, faultyNode, startOn, survives, until } from './faulty/scene.ts'
import { sharedChain } from './faulty/shared-chain.ts'

const chain = sharedChain(20)

/** Sends the first half of the answer, then what `then` does. */
const half =
  (then: (response: Parameters<HttpFault>[0]) => void): HttpFault =>
  async (response, forward) => {
    const answer = await forward()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(answer.slice(0, answer.length / 2))
    then(response)
  }

describe('a node that answers badly once', () => {
  const page = '<html><title>503 Service Temporarily Unavailable</title></html>'
  const faults: [name: string, script: () => Script][] = [
    ['R5 502', () => ({ http: firstHttp(1, status(502)) })],
    ['R5 503 with a page', () => ({ http: firstHttp(2, status(503, page)) })],
    ['R5 504', () => ({ http: firstHttp(1, status(504)) })],
    ['R5 a page with 200', () => ({ http: firstHttp(1, status(200, page)) })],
    ['R7 a reset connection', () => ({ http: firstHttp(1, (response) => void response.destroy()) })],
    ['R8 no answer', () => ({ http: firstHttp(1, () => {}) })],
    [
      'R8 half an answer and no end',
      () => ({
        http: firstHttp(
          1,
          half(() => {}),
        ),
      }),
    ],
    [
      'R9 truncated JSON',
      () => ({
        http: firstHttp(
          1,
          half((response) => response.end()),
        ),
      }),
    ],
    [
      'R9 a connection that breaks in the answer',
      () => ({
        http: firstHttp(
          1,
          half((response) => response.destroy()),
        ),
      }),
    ],
    ['R10 no result', () => ({ rpc: firstOf(1, { alter: ({ id }) => ({ id }) }, asksRange) })],
    ['R10 an answer taken out of a batch', () => ({ rpc: firstOf(1, { alter: () => undefined }, isHeader) })],
    ['R11 another id', () => ({ rpc: firstOf(1, { alter: (answer) => ({ ...answer, id: -1 }) }, asksRange) })],
    [
      'R11 another id in a batch',
      () => ({ rpc: firstOf(1, { alter: (answer) => ({ ...answer, id: 'x' }) }, isHeader) }),
    ],
    ['R12 a head that is null', () => ({ rpc: firstOf(2, { result: null }, isHead) })],
    ['A104 JSON nested a million deep', () => ({ http: firstHttp(1, status(200, '['.repeat(1_000_000))) })],
  ]
  for (const [name, script] of faults) {
    it(`${name}: is asked again`, async (t) => void (await survives(t, chain(), script(), { rpcTimeoutMs: 400 })))
  }

  it('R8 a drip without end: the whole answer has a deadline', async (t) => {
    const drip: HttpFault = (response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    }
    const { engine } = await survives(t, chain(), { http: firstHttp(1, drip) }, { rpcTimeoutMs: 400 })
    assert.ok(engine.lines.some((line) => line.includes('no answer in 400 ms')))
  })

  it('R11 a batch in another order: is matched by id', async (t) => {
    const shuffled: HttpFault = async (response, forward) => {
      const answer = JSON.parse(await forward())
      response.end(JSON.stringify(Array.isArray(answer) ? answer.reverse() : answer))
    }
    const { engine } = await survives(t, chain(), { http: () => shuffled })
    assert.ok(!engine.lines.some((line) => line.includes('trying again')))
  })
})

const isHeader = ({ method }: { method: string }) => method === 'eth_getBlockByNumber'
const isHead = ({ method, params }: { method: string; params: readonly unknown[] }) =>
  method === 'eth_getBlockByNumber' && params[0] === 'latest'

describe('a node that does not answer', () => {
  it('R6 401 or 403: the start fails at once and says what to check', async (t) => {
    for (const code of [401, 403]) {
      const node = await faultyNode(t, chain(), { http: () => status(code, 'no such key') })
      await assert.rejects(startOn(t, [node]), { name: 'RpcError', message: /check the key in the RPC URL/ })
      assert.equal(node.requests.length, 1)
    }
  })

  it('R7 R40 goes away and comes back: the status says so, nothing is lost', async (t) => {
    const node = await faultyNode(t, chain())
    const engine = await startOn(t, [node])
    await until('in step', engine, () => engine.status().synced)
    node.follow({ http: () => (response) => void response.destroy() })
    await until('stale', engine, () => !engine.status().synced)
    node.follow({ rpc: firstOf(3, refuse('rate limit exceeded', -32005), isHead) })
    await until('in step again', engine, () => engine.status().synced)
    await expectFresh(t, engine, chain())
  })

  it('R38 sends no logs for long: the cursor moves on', async (t) => {
    const node = await faultyNode(t, chain())
    const options = { dataSources: { Ledger: { address: `0x${'77'.repeat(20)}` } } }
    const engine = await startOn(t, [node], options)
    await engine.waitForBlock(await chain().height())
    assert.equal(engine.status().events, 0)
    assert.ok(engine.status().synced)
  })
})

describe('what a node must not do', () => {
  it('A103 a redirect: is not followed', async (t) => {
    let reached = 0
    const inner = createServer((_request, response) => {
      reached++
      response.end('{}')
    }).listen(0, '127.0.0.1')
    t.after(() => inner.close())
    await once(inner, 'listening')
    const location = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/`
    for (const code of [302, 307, 308]) {
      const node = await faultyNode(t, chain(), { http: () => status(code, '', { location }) })
      await assert.rejects(startOn(t, [node], { connectTimeoutMs: 50 }), { name: 'RpcError' })
    }
    assert.equal(reached, 0)
  })

  it('A102 quote the key of the URL: it is taken out of every line and message', async (t) => {
    const key = 'k3y-0f-the-provider'
    const echo = refuse(`rate limit exceeded for http://node.example/v2/${key} (${key})`, -32005)
    const node = await faultyNode(t, chain(), { rpc: firstOf(3, echo, asksRange) })
    const engine = await startOn(t, [{ url: `${node.url}/v2/${key}?token=${key}` }])
    await expectFresh(t, engine, chain())
    assert.ok(engine.lines.some((line) => line.includes('rate limit exceeded for')))
    assert.deepEqual(
      engine.lines.filter((line) => line.includes(key)),
      [],
    )
  })

  it('A82 R31 serve another chain id from some moment on: the engine halts, its store stays', async (t) => {
    const node = await faultyNode(t, chain())
    const engine = await startOn(t, [node])
    await until('in step', engine, () => engine.status().synced)
    const head = engine.status().head
    node.follow({ rpc: ({ method }) => (method === 'eth_chainId' ? { result: '0x99' } : undefined) })
    await assert.rejects(engine.done, { name: 'WrongChainError', message: /serves chain 153, not 31337/ })
    assert.deepEqual(engine.status().head, head)
  })

  it('A83 serve another chain of the same id: the engine halts and takes nothing back', async (t) => {
    const node = await faultyNode(t, chain())
    const engine = await startOn(t, [node])
    await until('in step', engine, () => engine.status().synced)
    const other = (block: { hash: string; parentHash: string } | null) =>
      block && { ...block, hash: flip(block.hash), parentHash: flip(block.parentHash) }
    node.follow({ rpc: ({ method }) => (method.startsWith('eth_getBlock') ? alter(other) : undefined) })
    await assert.rejects(engine.done, { name: 'WrongChainError', message: /another chain \(31337, genesis/ })
    assert.equal(engine.status().head?.number, await chain().height())
  })
})

const flip = (hash: string) => `0x${hash.slice(2).split('').reverse().join('')}`
