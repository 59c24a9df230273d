import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRpc, RpcError, type RpcOptions } from '../../../engine/chain/index.ts'
import { collectLogs } from '../support/loggers.ts'

type Request = { id: number; method: string; params: unknown[] }

/** A client whose endpoint answers what `answers` give, one an attempt. */
function clientOf(
  answers: ((body: Request & Request[], init: RequestInit) => unknown)[],
  options: Partial<RpcOptions> = {},
) {
  let attempts = 0
  const fetch = (async (_url: string, init: RequestInit) => {
    const answer = answers[attempts++] ?? answers.at(-1)
    const result = answer?.(JSON.parse(String(init.body)), init)
    return result instanceof Response ? result : Response.json(result)
  }) as typeof globalThis.fetch
  const rpc = createRpc({
    url: 'https://user:pass@node.example/v3/apikey?k=secret',
    logger: collectLogs().logger,
    signal: new AbortController().signal,
    fetch,
    backoffMs: 1,
    maxAttempts: 3,
    ...options,
  })
  return { rpc, attempts: () => attempts }
}

const ok = ({ id }: Request) => ({ id, result: 'yes' })
const unavailable = () => new Response('busy', { status: 503 })
const hasCode = (code: string) => (error: unknown) => {
  assert.ok(error instanceof RpcError)
  assert.equal(error.code, code)
  for (const secret of ['pass', 'apikey', 'secret']) assert.ok(!error.message.includes(secret), error.message)
  return true
}

describe('the JSON-RPC client', () => {
  it('sends the credentials of the URL as a header', async () => {
    let seen: unknown
    const answer = (body: Request, init: RequestInit) => {
      seen = init.headers
      return ok(body)
    }
    const { rpc } = clientOf([answer])
    assert.equal(await rpc.call('m', []), 'yes')
    assert.deepEqual(seen, { 'content-type': 'application/json', authorization: `Basic ${btoa('user:pass')}` })
  })
  it('tries again while the node is busy', async () => {
    const { rpc, attempts } = clientOf([unavailable, unavailable, ok])
    assert.equal(await rpc.call('m', []), 'yes')
    assert.equal(attempts(), 3)
  })
  it('gives up after so many attempts', async () => {
    const { rpc, attempts } = clientOf([unavailable])
    await assert.rejects(rpc.call('m', []), hasCode('HTTP_STATUS'))
    assert.equal(attempts(), 3)
  })
  it('does not repeat what the node refused', async () => {
    const { rpc, attempts } = clientOf([({ id }) => ({ id, error: { code: -32000, message: 'too many logs' } })])
    await assert.rejects(rpc.call('eth_getLogs', []), hasCode('NODE_ERROR'))
    assert.equal(attempts(), 1)
  })
  it('stops reading an answer over the limit', async () => {
    const { rpc } = clientOf([() => new Response('x'.repeat(1000))], { maxBytes: 999 })
    await assert.rejects(rpc.call('m', []), hasCode('TOO_LARGE'))
  })
  it('refuses an answer that is not JSON-RPC', async () => {
    await assert.rejects(clientOf([() => new Response('<html>')]).rpc.call('m', []), hasCode('MALFORMED'))
    await assert.rejects(clientOf([() => ({})]).rpc.call('m', []), hasCode('MALFORMED'))
    await assert.rejects(clientOf([() => []]).rpc.batch([{ method: 'm', params: [] }]), hasCode('MALFORMED'))
  })
  it('puts the answers to a batch in the order of the calls', async () => {
    const { rpc, attempts } = clientOf([
      (body) => body.map(({ id, params }: Request) => ({ id, result: params[0] })).reverse(),
    ])
    const calls = Array.from({ length: 120 }, (_, index) => ({ method: 'm', params: [index] }))
    assert.deepEqual(
      await rpc.batch(calls),
      calls.map(({ params }) => params[0]),
    )
    assert.equal(attempts(), 3)
  })
  it('stops waiting when it is told to', async () => {
    const abort = new AbortController()
    const { rpc } = clientOf([unavailable], { signal: abort.signal, backoffMs: 3_600_000 })
    const call = rpc.call('m', [])
    abort.abort(new Error('stopped'))
    await assert.rejects(call)
  })
  it('refuses an endpoint that is no http URL', () => {
    assert.throws(() => clientOf([ok], { url: 'ftp://x' }), TypeError)
    assert.throws(() => clientOf([ok], { url: 'node:8545 secret' }), { message: /must be an http/ })
  })
})
