import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { asksHash, asksRange, firstHttp, firstOf, hex, limitRange, rangeOf, refuse, status } from './faulty/faults.ts'
import type { FaultyNode } from './faulty/proxy.ts'
import { faultyNode, startOn, survives, until } from './faulty/scene.ts'
import { sharedChain } from './faulty/shared-chain.ts'

const chain = sharedChain(60)
const sizes = (node: FaultyNode) => node.requests.filter(asksRange).map((request) => rangeOf(request).blocks)
const ranges = (node: FaultyNode) => node.requests.filter(asksRange).map((request) => rangeOf(request))
const withoutRepeats = (asked: ReturnType<typeof ranges>) =>
  asked.filter(({ from, to }, index) => from !== asked[index - 1]?.from || to !== asked[index - 1]?.to)

describe('a node that limits requests for logs', () => {
  it('R1 names blocks that work: they are used, remembered, and more is tried later', async (t) => {
    const message = 'query returned more than 10000 results. Try with this block range'
    const rpc = limitRange(4, (request) => {
      const { from } = rangeOf(request)
      return `${message} [${hex(from)}, ${hex(from + 3)}].`
    })
    const { node } = await survives(t, chain(), { rpc })
    const asked = sizes(node)
    assert.deepEqual(asked.slice(1, 3), [4, 4])
    assert.equal(asked.filter((blocks) => blocks > 4).length, 2, `the first and one larger try: ${asked}`)
  })
  it('R1 names a number of blocks', async (t) => {
    const { node } = await survives(t, chain(), { rpc: limitRange(7, () => 'exceed maximum block range: 7', -32701) })
    assert.equal(sizes(node)[1], 7)
  })
  it('R2 says so in unknown words: the second time the range is halved', async (t) => {
    const { node } = await survives(t, chain(), { rpc: limitRange(5, () => 'nope, dear', -32602) })
    const [first = 0, second, third] = sizes(node)
    assert.equal(second, first)
    assert.equal(third, Math.floor(first / 2))
  })
  it('R2 refuses even one block: the error is named', async (t) => {
    const node = await faultyNode(t, chain(), {
      rpc: (request) => (asksRange(request) ? refuse('nope, dear', -32602) : undefined),
    })
    const engine = await startOn(t, [node])
    await until('the error', engine, () => engine.lines.some((line) => /warn: .*nope, dear/.test(line)))
    assert.equal(Math.min(...sizes(node)), 1)
  })
  it('R3 cannot give one block: by its hash', async (t) => {
    const { node } = await survives(t, chain(), {
      rpc: (request) => (asksRange(request) ? refuse('response too large') : undefined),
    })
    assert.ok(node.requests.some(asksHash))
  })
  it('R3 cannot give one block by its hash, either: by its receipts', async (t) => {
    const { node } = await survives(t, chain(), {
      rpc: (request) => (request.method === 'eth_getLogs' ? refuse('query exceeds max results') : undefined),
    })
    assert.ok(node.count('eth_getBlockReceipts') > 0)
  })
  it('R3 has no eth_getBlockReceipts, either: by single receipts', async (t) => {
    const { node } = await survives(t, chain(), {
      rpc: ({ method }) => {
        if (method === 'eth_getLogs') return refuse('query exceeds max results')
        return method === 'eth_getBlockReceipts' ? refuse('the method does not exist', -32601) : undefined
      },
    })
    assert.ok(node.count('eth_getTransactionReceipt') > 0)
  })
  it('R39 A104 answers without end: the range is halved', async (t) => {
    // 100 MB, where the limit is 64.
    const { node } = await survives(t, chain(), {
      http: firstHttp(1, (response) => {
        const part = Buffer.alloc(1024 * 1024, 0x20)
        let sent = 0
        const more = (): void => {
          while (sent++ < 100 && !response.destroyed)
            if (!response.write(part)) return void response.once('drain', more)
          response.end()
        }
        more()
      }),
    })
    const [first = 0, second] = sizes(node)
    assert.equal(second, Math.floor(first / 2))
  })
})

describe('a node that limits the rate', () => {
  const limited: [name: string, script: Parameters<typeof survives>[2]][] = [
    ['by 429 and Retry-After', { http: firstHttp(1, status(429, '', { 'retry-after': '1' })) }],
    ['by 429 and a date', { http: firstHttp(1, status(429, '', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })) }],
    [
      'in the body',
      { rpc: firstOf(1, refuse('daily request count exceeded', -32005, { rate: { backoff_seconds: 1 } }), asksRange) },
    ],
    ['by its words alone', { rpc: firstOf(2, refuse('Your app has exceeded its compute units', 429), asksRange) }],
  ]
  for (const [name, script] of limited) {
    it(`R4 ${name}: is waited for, the ranges stay those of a node without a limit`, async (t) => {
      const { node: unlimited } = await survives(t, chain(), {})
      const started = performance.now()
      const { node } = await survives(t, chain(), script)
      // The refused range is asked for again, as it was.
      assert.deepEqual(withoutRepeats(ranges(node)), ranges(unlimited))
      assert.ok(!/second|Retry/.test(name) || performance.now() - started >= 1_000)
    })
  }
})
