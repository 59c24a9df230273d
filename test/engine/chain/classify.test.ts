import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Classified, classify, type RawError } from '../../../engine/chain/classify.ts'

const range = (maxBlocks?: number): Classified =>
  maxBlocks === undefined ? { kind: 'range' } : { kind: 'range', hint: { maxBlocks } }
const named = (from: number, to: number): Classified => ({ kind: 'range', hint: { from, to } })
const only = (kind: Classified['kind']): Classified => ({ kind })

/** What providers say, as they say it. */
const MESSAGES: readonly [message: string, expected: Classified, rest?: Omit<RawError, 'message'>][] = [
  [
    'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x0, 0xd043b8]',
    named(0, 0xd043b8),
    { code: -32602 },
  ],
  [
    'You can make eth_getLogs requests with up to a 500 block range. Based on your parameters, this block range should work: [0x10, 0x203]',
    named(0x10, 0x203),
    { code: -32600, status: 400 },
  ],
  ['You can make eth_getLogs requests with up to a 500 block range.', range(500)],
  ['Your app has exceeded its compute units per second capacity', only('rate'), { code: 429, status: 429 }],
  [
    'query returned more than 10000 results. Try with this block range [0xBDE5F8, 0x102DBCC].',
    named(0xbde5f8, 0x102dbcc),
    { code: -32005 },
  ],
  ['query returned more than 10000 results', range(), { code: -32005 }],
  ['range 1000000 exceeds limit of 10000', range(10_000), { code: -32602 }],
  ['Too Many Requests', only('rate'), { status: 429 }],
  [
    'daily request count exceeded, request rate limited',
    { kind: 'rate', waitMs: 30_000 },
    { code: -32005, data: { rate: { backoff_seconds: 30 } } },
  ],
  ['eth_getLogs is limited to a 10,000 range', range(10_000), { status: 413 }],
  ['credits limited to 6000/sec', only('rate'), { code: -32005 }],
  ['block range is too wide', range(), { code: -32012 }],
  ['query exceeds max results', range(), { code: -32602 }],
  ['invalid block range params', range(), { code: -32602 }],
  ['exceed maximum block range 5', range(5)],
  ['block range extends beyond current head block', only('missing'), { code: -32602 }],
  ['request timed out', only('transient'), { code: -32002 }],
  ['response too large', only('too-large'), { code: -32003 }],
  ['batch too large', only('too-large'), { code: -32600 }],
  ['pruned history unavailable', only('missing'), { code: 4444 }],
  ['query block range exceeds server limit, narrow your filter: 1000', range(1000)],
  ['query returns too many logs, narrow your filter: 20000', range()],
  ['query exceeds max block range 5000', range(5000), { code: -32602 }],
  ['query exceeds max results 20000, retry with the range 22382105-22382515', named(22_382_105, 22_382_515)],
  ['BlockOutOfRangeError: block height is 10 but requested was 100', only('missing'), { code: -32602 }],
  ['blockHash cannot be found', only('missing'), { code: -32000 }],
  ['exceed maximum block range: 50000', range(50_000), { code: -32701 }],
  ['ranges over 10000 blocks are not supported on freetier', range(10_000)],
  ['requested too many blocks from 0 to 16777216, maximum is set to 2048', range(2048)],
  ['Max range: 800', range(800)],
  ['Maximum allowed number of requested blocks is 1000', range(1000)],
  ['limited to 1024 block range', range(1024)],
  ['Block range limit exceeded.', range()],
  ['please limit the query to at most 1000 blocks', range(1000)],
  ['block range greater than 1000 max', range(1000)],
  ['max is 10k blocks', range(10_000)],
  ['block range is too wide (maximum 1024)', range(1024)],
  ['maximum [from, to] blocks distance: 10000', range(10_000)],
  ['no backend is currently healthy to serve traffic', only('transient'), { code: -32011, status: 503 }],
  ['backend response too large', only('too-large'), { code: -32020 }],
  ['logs matched by query exceeds limit of 10000', range(), { code: -32005 }],
  ['response size should not greater than 10000000 bytes', only('too-large')],
  ['rate limit exceeded', only('rate'), { code: -32005 }],
  ['<html><head><title>503 Service Temporarily Unavailable</title></head></html>', only('transient'), { status: 503 }],
]

/** Where the message says nothing, the code does, then the HTTP status. */
const BARE: readonly [RawError, Classified][] = [
  [{ status: 401 }, only('auth')],
  [{ status: 403, message: 'nope' }, only('auth')],
  [{ status: 403, message: '<html>too many requests</html>' }, only('auth')],
  [{ message: 'invalid API key', code: -32600 }, only('auth')],
  [{ status: 429, message: '' }, only('rate')],
  [
    { code: 429, message: 'slow down', data: { backoff_seconds: 0.5 } },
    { kind: 'rate', waitMs: 500 },
  ],
  [{ status: 413 }, only('too-large')],
  [{ status: 502 }, only('transient')],
  [{ status: 504, message: '<html>' }, only('transient')],
  [{ code: -32603, message: 'oops' }, only('transient')],
  [{ code: -32005, message: 'limit exceeded' }, only('transient')],
  [{ code: -32601, message: 'the method eth_foo does not exist' }, only('fatal')],
  [{ code: -32602, message: 'who knows' }, only('fatal')],
  [{ status: 404 }, only('fatal')],
  [{}, only('fatal')],
]

describe('classify', () => {
  for (const [message, expected, rest] of MESSAGES) {
    it(`${expected.kind}: ${message.slice(0, 90)}`, () => assert.deepEqual(classify({ message, ...rest }), expected))
  }
  for (const [raw, expected] of BARE) {
    it(`${expected.kind}: ${JSON.stringify(raw)}`, () => assert.deepEqual(classify(raw), expected))
  }
})
